package access_test

import (
	"fmt"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

func TestTooManyOwnersAreCounted(t *testing.T) {
	all := population.Role{ID: "r-all", Name: "Second owner", Scopes: []string{"*"}}
	admin := population.Role{ID: "r-adm", Name: "Admin", Scopes: []string{"user.write", "role.write"}}
	for name, tt := range map[string]struct {
		roles []population.Role
		held  []string // one user each
		limit int
		one   string // further address of the first user's roster line, who has it as the last user's
		want  string // on every row of the most privileged role; empty: none
	}{
		"over the limit":              {roles, []string{"r-own", "r-own", "r-own"}, 2, "", "3 people hold Owner, limit 2"},
		"at the limit":                {roles, []string{"r-own", "r-own"}, 2, "", ""},
		"only the strongest counts":   {roles, []string{"r-own", "r-own", "r-desk"}, 2, "", ""},
		"another of the same power":   {append(roles[:len(roles):len(roles)], all), []string{"r-own", "r-own", "r-all"}, 2, "", "3 people hold Owner, limit 2"},
		"no role that grants all":     {append(roles[:2:2], admin, roles[3]), []string{"r-adm", "r-adm", "r-desk"}, 1, "", "2 people hold Admin, limit 1"},
		"no privileged role":          {roles[:2], []string{"r-edit", "r-edit"}, 1, "", ""},
		"two accounts of one person":  {roles, []string{"r-own", "r-own", "r-own"}, 2, "u2@example.com", ""},
		"nobody has the largest role": {roles, []string{"r-desk", "r-desk"}, 1, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rules := access.DefaultRules()
			rules.OwnerLimit = tt.limit
			p := &population.Population{Roles: tt.roles}
			for i, role := range tt.held {
				p.Users = append(p.Users, user(func(u *population.User) {
					u.ID, u.Email, u.RoleID = fmt.Sprint(i), fmt.Sprintf("u%d@example.com", i), role
				}))
			}
			var people *roster.Index
			if tt.one != "" {
				people = roster.NewIndex("r", &roster.Roster{Lines: []roster.Line{{Email: "u0@example.com", Also: []string{tt.one}}}}, nil)
			}
			got := ""
			for _, r := range access.Rows(p, rules, now, nil, nil, people) {
				for _, h := range r.Hints {
					if h.Name == access.ManyOwners && got == "" {
						got = h.Fact
					}
				}
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
