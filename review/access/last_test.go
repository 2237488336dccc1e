package access_test

import (
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// then is what the last campaign knew of a population, with one decision for all.
func then(p *population.Population, decision string) *access.Last {
	last := &access.Last{Campaign: "q3-0001", Name: "Q3"}
	for _, r := range access.Rows(p, access.DefaultRules(), now.Add(-90*day), nil, nil) {
		last.Rows = append(last.Rows, access.LastRow{Row: r, Decision: decision})
	}
	return last
}

func people(roles []population.Role, users ...population.User) *population.Population {
	return &population.Population{Roles: roles, Users: users}
}

func as(id, email, role string) population.User {
	return user(func(u *population.User) { u.ID, u.Email, u.RoleID = id, email, role })
}

func TestHintsSinceTheLastCampaign(t *testing.T) {
	ann := as("ann", "ann@example.com", "r-view")
	edited := slices.Clone(roles)
	edited[0].Scopes = []string{"playbook.get", "secret.read"}
	tests := map[string]struct {
		last *access.Last
		now  *population.Population
		item string
		want []string
	}{
		"as before":                      {then(people(roles, ann), "certify"), people(roles, ann), "user/ann", nil},
		"not there":                      {then(people(roles), ""), people(roles, ann), "user/ann", []string{access.New}},
		"revoked yet here":               {then(people(roles, ann), "revoke"), people(roles, ann), "user/ann", []string{access.CameBack}},
		"another role that may more":     {then(people(roles, ann), "certify"), people(roles, as("ann", "ann@example.com", "r-edit")), "user/ann", []string{access.Raised}},
		"another role that may less":     {then(people(roles, as("ann", "ann@example.com", "r-edit")), "certify"), people(roles, ann), "user/ann", nil},
		"the role itself may more":       {then(people(roles, ann), "certify"), people(edited, ann), "user/ann", []string{access.Raised}},
		"the role itself may less":       {then(people(edited, ann), "certify"), people(roles, ann), "user/ann", nil},
		"a role nobody knew then":        {then(people(nil, ann), "certify"), people(roles, ann), "user/ann", nil},
		"same person, new ID":            {then(people(roles, ann), "certify"), people(roles, as("ann2", "Ann@Example.com", "r-view")), "user/ann2", []string{access.CameBack}},
		"revoked, here under a new ID":   {then(people(roles, ann), "revoke"), people(roles, as("ann2", "ann@example.com", "r-edit")), "user/ann2", []string{access.CameBack, access.Raised}},
		"a second account beside it":     {then(people(roles, ann), "certify"), people(roles, ann, as("ann2", "ann@example.com", "r-view")), "user/ann2", []string{access.New}},
		"nameless people are not one":    {then(people(roles, as("x", "", "r-view")), "certify"), people(roles, as("y", "", "r-view")), "user/y", []string{access.New}},
		"users that could not be listed": {&access.Last{Name: "Q3", Unread: []access.Kind{access.User}}, people(roles, ann), "user/ann", nil},
		"seen once, gone, here again": {
			&access.Last{Name: "Q3", Earlier: access.Seen(access.Rows(people(roles, ann), access.DefaultRules(), now, nil, nil), "Q2")},
			people(roles, as("ann2", "ann@example.com", "r-view")), "user/ann2",
			[]string{access.CameBack},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, row := range access.Rows(tt.now, access.DefaultRules(), now, tt.last, nil) {
				if got := row.HintNames(); row.Item == tt.item && !slices.Equal(got, tt.want) {
					t.Errorf("hints %v, want %v", got, tt.want)
				}
			}
		})
	}
}

func TestFindTheEarlierSelf(t *testing.T) {
	p := people(roles, as("ann", "ann@example.com", "r-view"))
	p.Keys = []population.APIKey{
		key(func(k *population.APIKey) { k.ClientID, k.Name = "k1", "deploy" }),
		key(func(k *population.APIKey) { k.ClientID, k.Name = "k2", "" }),
	}
	last := then(p, "certify")
	tests := map[string]struct {
		row  access.Row
		want string
	}{
		"same item, other e-mail":     {access.Row{Item: "user/ann", Kind: access.User, Email: "ann.new@example.com"}, "user/ann"},
		"same e-mail, other item":     {access.Row{Item: "user/9", Kind: access.User, Email: "ANN@example.com"}, "user/ann"},
		"a key of that name, rotated": {access.Row{Item: "key/9", Kind: access.Key, Name: "deploy"}, "key/k1"},
		"that name, another owner":    {access.Row{Item: "key/9", Kind: access.Key, Name: "deploy", Email: "bob@example.com"}, ""},
		"keys without names":          {access.Row{Item: "key/9", Kind: access.Key}, ""},
		"nobody":                      {access.Row{Item: "user/9", Kind: access.User, Email: "bob@example.com"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := last.Find(tt.row)
			if got.Item != tt.want || ok != (tt.want != "") {
				t.Errorf("found %q, %v; want %q", got.Item, ok, tt.want)
			}
		})
	}
	if _, ok := (*access.Last)(nil).Find(access.Row{Item: "user/ann"}); ok {
		t.Error("no last campaign knows somebody")
	}
}
