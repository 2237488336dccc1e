package access_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// team returns that many viewers of one department, the first of whom has another role, and their roster.
func team(size int, first string, change func(i int, l *roster.Line)) (*population.Population, *roster.Index) {
	p, r := &population.Population{Roles: roles}, &roster.Roster{ImportedAt: now}
	for i := range size {
		role := "r-view"
		if i == 0 {
			role = first
		}
		p.Users = append(p.Users, user(func(u *population.User) {
			u.ID, u.Email, u.RoleID = fmt.Sprintf("%02d", i), fmt.Sprintf("u%d@example.com", i), role
		}))
		l := roster.Line{Email: p.Users[i].Email, Department: "Security", Status: roster.Active}
		if change != nil {
			change(i, &l)
		}
		r.Lines = append(r.Lines, l)
	}
	return p, roster.NewIndex("r", r, nil)
}

func TestAnUnusualRoleAmongPeersSaysItsNumbers(t *testing.T) {
	for name, tt := range map[string]struct {
		size   int
		first  string
		change func(i int, l *roster.Line)
		want   string // of the first; empty: no hint
	}{
		"1 of 14":                      {14, "r-edit", nil, "1 of 14 in Security holds Contributor or a larger role"},
		"as large as a hint may be":    {10, "r-edit", nil, "1 of 10 in Security holds Contributor or a larger role"},
		"a share above the limit":      {9, "r-edit", nil, ""},
		"a group below the least":      {7, "r-edit", nil, ""},
		"the role of all":              {14, "r-view", nil, ""},
		"a role of unknown permission": {14, "r-none", nil, ""},
		"others left": {14, "r-edit", func(i int, l *roster.Line) {
			if i > 3 {
				l.Status = roster.HasLeft
			}
		}, ""},
		"two departments": {14, "r-edit", func(i int, l *roster.Line) { l.Department = []string{"Security", "Ops"}[i%2] }, ""},
		"one manager": {
			14, "r-edit", func(i int, l *roster.Line) { l.Department, l.Manager = fmt.Sprint(i), "Boss@example.com" },
			"1 of 14 under Boss@example.com holds Contributor or a larger role",
		},
		"the roster says nothing": {14, "r-edit", func(_ int, l *roster.Line) { l.Department = "" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, people := team(tt.size, tt.first, tt.change)
			got := ""
			for i, r := range access.Rows(p, access.DefaultRules(), now, nil, nil, people) {
				for _, h := range r.Hints {
					if h.Name == access.PeerOutlier && i == 0 {
						got = h.Fact
					} else if h.Name == access.PeerOutlier {
						t.Errorf("%s: %s", r.Email, h.Fact)
					}
				}
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// The index of one pass finds what counting everybody anew for each row finds.
func TestPeersAreCountedRightly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := access.DefaultRules()
		rules.PeerGroup, rules.PeerPercent = rapid.IntRange(1, 6).Draw(t, "group"), rapid.IntRange(1, 100).Draw(t, "percent")
		p, r := &population.Population{Roles: roles[:4]}, &roster.Roster{ImportedAt: now}
		for i := range rapid.IntRange(1, 12).Draw(t, "people") {
			l := roster.Line{
				Email:      fmt.Sprintf("u%d@example.com", i),
				Department: rapid.SampledFrom([]string{"", "Ops", "ops ", "Security"}).Draw(t, "department"),
			}
			accounts := rapid.IntRange(0, 2).Draw(t, "accounts")
			if accounts == 2 {
				l.Also = []string{fmt.Sprintf("v%d@example.com", i)}
			}
			for a := range accounts {
				email := append([]string{l.Email}, l.Also...)[a]
				p.Users = append(p.Users, user(func(u *population.User) {
					u.ID, u.Email, u.RoleID = fmt.Sprintf("%02d-%d", i, a), email, rapid.SampledFrom(roles[:4]).Draw(t, "role").ID
				}))
			}
			r.Lines = append(r.Lines, l)
		}
		people := roster.NewIndex("r", r, nil)
		rows := access.Rows(p, rules, now, nil, nil, people)
		for _, of := range rows {
			members, holders := map[string]bool{}, map[string]bool{}
			for _, other := range rows {
				if groupKey(other) == "" || groupKey(other) != groupKey(of) {
					continue
				}
				members[other.Roster.Email] = true
				if len(access.Gains(other.Permissions, of.Permissions)) == 0 {
					holders[other.Roster.Email] = true
				}
			}
			want := len(members) >= rules.PeerGroup && len(holders)*100 <= len(members)*rules.PeerPercent && len(members) > 0
			if of.Has(access.PeerOutlier) != want {
				t.Fatalf("%s with %s: %d of %d: hints %v", of.Email, of.Role, len(holders), len(members), of.HintNames())
			}
		}
	})
}

func groupKey(r access.Row) string {
	switch r.OfRoster().Department {
	case "Ops", "ops ":
		return "ops"
	}
	return r.OfRoster().Department
}
