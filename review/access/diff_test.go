package access_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

func TestCompare(t *testing.T) {
	edited := slices.Clone(roles)
	edited[0].Scopes = []string{"playbook.get", "secret.read"}
	twin := append(slices.Clone(roles), population.Role{ID: "r-view2", Name: "Reader", Scopes: []string{"playbook.get"}})
	before := people(roles,
		as("a", "a@example.com", "r-view"), as("b", "b@example.com", "r-view"), as("c", "c@example.com", "r-edit"),
		as("d", "d@example.com", "r-view"), as("e", "e@example.com", "r-gone"), as("z", "z@example.com", "r-view"))
	tests := map[string]struct {
		before, after *population.Population
		want          []access.Difference
	}{
		"new, gone, raised, lowered and changed, in that order": {
			before, people(twin,
				as("b", "b@example.com", "r-edit"), as("c", "c@example.com", "r-view"), as("d", "d@example.com", "r-view2"),
				as("e", "e@example.com", "r-view"), as("n", "n@example.com", "r-own"), as("z", "z@example.com", "r-view")),
			[]access.Difference{
				{Item: "user/n", Kind: access.User, Email: "n@example.com", Change: access.Added, ToRole: "Owner"},
				{Item: "user/a", Kind: access.User, Email: "a@example.com", Change: access.Removed, FromRole: "Viewer"},
				{Item: "user/b", Kind: access.User, Email: "b@example.com", Change: access.Up, FromRole: "Viewer", ToRole: "Contributor", Gains: []string{"playbook.write"}},
				{Item: "user/c", Kind: access.User, Email: "c@example.com", Change: access.Down, FromRole: "Contributor", ToRole: "Viewer", Loses: []string{"playbook.write"}},
				{Item: "user/d", Kind: access.User, Email: "d@example.com", Change: access.Other, FromRole: "Viewer", ToRole: "Reader"},
				{Item: "user/e", Kind: access.User, Email: "e@example.com", Change: access.Other, FromRole: "r-gone", ToRole: "Viewer"},
			},
		},
		"the role itself was edited": {
			people(roles, as("a", "a@example.com", "r-view")), people(edited, as("a", "a@example.com", "r-view")),
			[]access.Difference{
				{Item: "user/a", Kind: access.User, Email: "a@example.com", Change: access.Up, FromRole: "Viewer", ToRole: "Viewer", Gains: []string{"secret.read"}},
			},
		},
		"everything lost to something": {
			people(roles, as("a", "a@example.com", "r-own")), people(roles, as("a", "a@example.com", "r-view")),
			[]access.Difference{
				{Item: "user/a", Kind: access.User, Email: "a@example.com", Change: access.Down, FromRole: "Owner", ToRole: "Viewer", Loses: []string{"*"}},
			},
		},
	}
	custom, plain := true, false
	mapped := func(desk []string, name string, mappings ...population.Mapping) *population.Population {
		p := people([]population.Role{
			{ID: "r-view", Name: "Viewer", Scopes: []string{"playbook.get"}, Custom: &plain},
			{ID: "r-desk", Name: name, Scopes: desk, Custom: &custom},
		})
		p.Mappings = mappings
		return p
	}
	tests["claim mappings and custom roles"] = struct {
		before, after *population.Population
		want          []access.Difference
	}{
		mapped([]string{"user.read", "user.write"}, "Desk",
			population.Mapping{ID: "m1", ClaimName: "groups", ClaimValue: "soc", RoleID: "r-view", Rank: 1},
			population.Mapping{ID: "m2", ClaimName: "groups", ClaimValue: "ops", RoleID: "r-view", Rank: 2},
			population.Mapping{ID: "m3", ClaimName: "groups", ClaimValue: "old", RoleID: "r-desk", Rank: 3}),
		mapped([]string{"user.read"}, "Help desk",
			population.Mapping{ID: "m2", ClaimName: "groups", ClaimValue: "op", RoleID: "r-view", Rank: 1},
			population.Mapping{ID: "m3", ClaimName: "groups", ClaimValue: "old", RoleID: "r-desk", Rank: 3},
			population.Mapping{ID: "m4", ClaimName: "groups", ClaimValue: "new", RoleID: "r-desk", Rank: 4}),
		[]access.Difference{
			{Item: "mapping/m4", Kind: access.Mapping, Name: "groups = new", Change: access.Added, ToRole: "Help desk"},
			{Item: "mapping/m1", Kind: access.Mapping, Name: "groups = soc", Change: access.Removed, FromRole: "Viewer"},
			{Item: "mapping/m3", Kind: access.Mapping, Name: "groups = old", Change: access.Down, FromRole: "Desk", ToRole: "Help desk", Loses: []string{"user.write"}},
			{Item: "role/r-desk", Kind: access.Role, Name: "Help desk", Change: access.Down, FromRole: "Desk", ToRole: "Help desk", Loses: []string{"user.write"}, Detail: "Desk → Help desk"},
			{Item: "mapping/m2", Kind: access.Mapping, Name: "groups = op", Change: access.Other, FromRole: "Viewer", ToRole: "Viewer", Detail: "groups = ops → groups = op, rank 2 → 1"},
		},
	}
	unsure := mapped([]string{"user.read"}, "Desk")
	unsure.Roles[1].Custom = nil
	tests["what Torq did not say about a role is no change"] = struct {
		before, after *population.Population
		want          []access.Difference
	}{unsure, mapped([]string{"user.read"}, "Desk"), nil}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for i := range tt.want { // a list without anything is empty, not null, in JSON
				tt.want[i].Gains, tt.want[i].Loses = append([]string{}, tt.want[i].Gains...), append([]string{}, tt.want[i].Loses...)
			}
			if diff := cmp.Diff(tt.want, access.Compare(tt.before, tt.after).Differences); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompareLeavesOutWhatOneCouldNotRead(t *testing.T) {
	before, after := people(roles, as("a", "a@example.com", "r-view")), people(roles)
	before.Keys = []population.APIKey{key(func(*population.APIKey) {})}
	after.Gaps = []population.Gap{{Resource: "api-keys", Reason: population.GapForbidden, Status: 403}}
	got := access.Compare(before, after)
	if got.Count(access.Removed) != 1 || len(got.Differences) != 1 || !slices.Equal(got.Unread, []string{"api-keys"}) {
		t.Errorf("%+v", got)
	}
}

func TestSmaller(t *testing.T) {
	tests := map[string]struct {
		a, b []string
		want bool
	}{
		"less":                              {[]string{"x", "y"}, []string{"x"}, true},
		"the same":                          {[]string{"x", "y"}, []string{"y", "x"}, false},
		"more":                              {[]string{"x"}, []string{"x", "y"}, false},
		"less of one, more of another":      {[]string{"x", "y"}, []string{"x", "z"}, true},
		"less, but more privileged":         {[]string{"x", "y"}, []string{"x", "user.write"}, false},
		"from everything":                   {[]string{"*"}, []string{"user.write"}, true},
		"to everything":                     {[]string{"x", "y"}, []string{"*"}, false},
		"to what is not known":              {[]string{"x"}, nil, true},
		"from what is not known":            {nil, []string{"x"}, true},
		"from not known to a privileged":    {nil, []string{"user.write"}, false},
		"from not known to everything":      {nil, []string{"*"}, false},
		"privileged before and after, less": {[]string{"user.write", "x"}, []string{"user.write"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := access.Smaller(access.DefaultRules(), tt.a, tt.b); got != tt.want {
				t.Errorf("Smaller(%v, %v) = %v", tt.a, tt.b, got)
			}
		})
	}
}

func TestRulesCheck(t *testing.T) {
	good := access.DefaultRules()
	if err := good.Check(); err != nil {
		t.Errorf("the default rules: %v", err)
	}
	for name, spoil := range map[string]func(*access.Rules){
		"no days":         func(r *access.Rules) { r.DormantDays = 0 },
		"negative days":   func(r *access.Rules) { r.PendingDays = -1 },
		"no hours":        func(r *access.Rules) { r.StaleHours = 0 },
		"an open bracket": func(r *access.Rules) { r.PrivilegedScopes = []string{"user.[write"} },
	} {
		rules := access.DefaultRules()
		spoil(&rules)
		if rules.Check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
