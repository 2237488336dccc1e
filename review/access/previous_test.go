package access_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// then returns what the last campaign knew of a population, with one decision for all.
func then(p *population.Population, decision string) access.Memory {
	return access.Memory{past("Q3", p, func(access.Row) string { return decision })}
}

// past returns what a campaign of that name knew of a population, with the decision that decide gives for each row.
func past(name string, p *population.Population, decide func(access.Row) string, unread ...access.Kind) *access.Past {
	var rows []access.PreviousRow
	for _, r := range access.Rows(p, access.DefaultRules(), now.Add(-90*day), nil, nil, nil) {
		rows = append(rows, access.PreviousRow{Row: r, Decision: decide(r)})
	}
	of := access.NewPast(name+"-0001", name, rows, unread...)
	of.Removed = map[string]time.Time{}
	for _, r := range rows {
		of.Removed[r.Item] = now.Add(-day)
	}
	return of
}

func nowhere(string) bool { return false }

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
		last access.Memory
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
		"users that could not be listed": {access.Memory{past("Q3", people(roles), nil, access.User)}, people(roles, ann), "user/ann", nil},
		"seen once, gone, here again": {
			append(then(people(roles), ""), then(people(roles, ann), "certify")...),
			people(roles, as("ann2", "ann@example.com", "r-view")), "user/ann2",
			[]string{access.CameBack},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, row := range access.Rows(tt.now, access.DefaultRules(), now, tt.last, nil, nil) {
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
			got, ok := last.Find(tt.row, nowhere)
			if got.Item != tt.want || ok != (tt.want != "") {
				t.Errorf("found %q, %v; want %q", got.Item, ok, tt.want)
			}
		})
	}
	if _, ok := access.Memory(nil).Find(access.Row{Item: "user/ann"}, nowhere); ok {
		t.Error("no last campaign knows somebody")
	}
}

// decides returns for every row the decision named for its item, else that it was not in scope.
func decides(by map[string]string) func(access.Row) string {
	return func(r access.Row) string { return by[r.Item] }
}

// A spot check between two campaigns takes nothing from what is remembered of the rows it left out.
func TestMemoryIsPerItem(t *testing.T) {
	ann, bob, eve, new := as("ann", "ann@example.com", "r-view"), as("bob", "bob@example.com", "r-view"), as("eve", "eve@example.com", "r-view"),
		as("new", "new@example.com", "r-view")
	raised := as("bob", "bob@example.com", "r-own")
	q3 := past("Q3", people(roles, ann, bob, eve), decides(map[string]string{"user/ann": "certify", "user/bob": "certify", "user/eve": "revoke"}))
	today := people(roles, ann, raised, eve, new)
	spot := func(decided map[string]string) *access.Past { return past("spot check", today, decides(decided)) }
	hintsOf := func(m access.Memory) map[string][]string {
		hints := map[string][]string{}
		for _, r := range access.Rows(today, access.DefaultRules(), now, m, nil, nil) {
			hints[r.Item] = r.HintNames()
		}
		return hints
	}
	want := map[string][]string{
		"user/ann": {}, "user/bob": {access.Raised, access.Privileged}, "user/eve": {access.CameBack}, "user/new": {access.New},
	}
	tests := map[string]struct {
		decided map[string]string
		item    string // whose hints are others
		want    []string
	}{
		"that decided on ann":                  {map[string]string{"user/ann": "certify"}, "", nil},
		"that left bob undecided":              {map[string]string{"user/bob": "undecided"}, "user/bob", []string{access.Raised, access.Privileged, access.UndecidedLast}},
		"that abstained":                       {map[string]string{"user/bob": "abstain", "user/eve": "abstain", "user/new": "abstain"}, "user/new", []string{access.New}},
		"that certified who was raised":        {map[string]string{"user/bob": "certify"}, "user/bob", []string{access.Privileged}},
		"that certified who came back":         {map[string]string{"user/eve": "certify"}, "user/eve", []string{}},
		"that certified who is new":            {map[string]string{"user/new": "certify"}, "user/new", []string{}},
		"that revoked who is still there":      {map[string]string{"user/ann": "revoke"}, "user/ann", []string{access.CameBack}},
		"that revoked who had come back again": {map[string]string{"user/eve": "revoke"}, "", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := hintsOf(access.Memory{spot(tt.decided), q3})
			for item, hints := range want {
				if item == tt.item {
					hints = tt.want
				}
				if !slices.Equal(got[item], hints) {
					t.Errorf("%s: %v, want %v", item, got[item], hints)
				}
			}
		})
	}

	m := access.Memory{spot(map[string]string{"user/ann": "abstain"}), q3}
	here := func(string) bool { return true }
	for item, want := range map[string]struct{ in, decision string }{
		"user/ann": {"spot check", "abstain"}, "user/bob": {"Q3", "certify"}, "user/eve": {"Q3", "revoke"}, "user/new": {"spot check", ""},
	} {
		if got, ok := m.Find(access.Row{Item: item, Kind: access.User}, here); !ok || got.In != want.in || got.Decision != want.decision {
			t.Errorf("%s: %s in %s, want %s in %s", item, got.Decision, got.In, want.decision, want.in)
		}
	}
}

func TestWhoWasGoneOnceCameBackUntilDecided(t *testing.T) {
	ann := as("ann", "ann@example.com", "r-view")
	there, gone := people(roles, ann), people(roles)
	certified, nothing := decides(map[string]string{"user/ann": "certify"}), decides(nil)
	tests := map[string]struct {
		memory access.Memory // the last comes first
		want   []string
	}{
		"certified, gone":                       {access.Memory{past("Q3", gone, nothing), past("Q2", there, certified)}, []string{access.CameBack}},
		"certified, gone, seen":                 {access.Memory{past("Q4", there, nothing), past("Q3", gone, nothing), past("Q2", there, certified)}, []string{access.CameBack}},
		"certified, gone, certified":            {access.Memory{past("Q4", there, certified), past("Q3", gone, nothing), past("Q2", there, certified)}, []string{}},
		"certified, gone, certified, seen":      {access.Memory{past("Q5", there, nothing), past("Q4", there, certified), past("Q3", gone, nothing)}, []string{}},
		"seen, gone, seen, never decided on":    {access.Memory{past("Q3", there, nothing), past("Q2", gone, nothing), past("Q1", there, nothing)}, []string{access.CameBack}},
		"appeared, seen, never decided on":      {access.Memory{past("Q3", there, nothing), past("Q2", there, nothing), past("Q1", gone, nothing)}, []string{access.New}},
		"seen from the first, never decided on": {access.Memory{past("Q3", there, nothing), past("Q2", there, nothing)}, []string{}},
		"unreadable once":                       {access.Memory{past("Q3", gone, nothing, access.User), past("Q2", there, certified)}, []string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := access.Rows(there, access.DefaultRules(), now, tt.memory, nil, nil)[0].HintNames(); !slices.Equal(got, tt.want) {
				t.Errorf("hints %v, want %v", got, tt.want)
			}
		})
	}
}
