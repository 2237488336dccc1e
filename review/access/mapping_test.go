package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

func custom(is bool) *bool { return &is }

func TestMappingHints(t *testing.T) {
	owner := population.Role{ID: "owner", Name: "Owner", Scopes: []string{"user.write"}}
	viewer := population.Role{ID: "viewer", Name: "Viewer", Scopes: []string{"user.read"}}
	user := func(email, role string, sso bool) population.User {
		return population.User{ID: email, Email: email, RoleID: role, SSO: sso, Status: population.StatusVerified, LastLoginAt: ago(day)}
	}
	mapping := func(rank int64, claim, value, role string) population.Mapping {
		return population.Mapping{ID: fmt.Sprintf("m%d", rank), ClaimName: claim, ClaimValue: value, RoleID: role, Rank: rank}
	}
	for name, tt := range map[string]struct {
		users    []population.User
		mappings []population.Mapping
		want     []string // of the mapping of the highest rank
		why      string   // of its last hint
	}{
		"by group, for a role that is held": {
			[]population.User{user("ann@example.com", "viewer", true)}, []population.Mapping{mapping(1, "groups", "all", "viewer")}, nil, "",
		},
		"by group, for a privileged role": {
			[]population.User{user("ann@example.com", "owner", true)},
			[]population.Mapping{mapping(1, "groups", "all", "owner")},
			[]string{access.Privileged, access.BroadMapping},
			"everyone with groups = all gets Owner at the next sign-in, unless an earlier mapping fits",
		},
		"by group, held by local accounts only": {
			[]population.User{user("ann@example.com", "viewer", false)},
			[]population.Mapping{mapping(1, "groups", "all", "viewer")},
			[]string{access.NeverMatched},
			"no known SSO user holds Viewer: no user it could have matched",
		},
		"by group, after a mapping by e-mail of all holders": {
			[]population.User{user("ann@example.com", "viewer", true)},
			[]population.Mapping{mapping(1, "email", "Ann@example.com", "viewer"), mapping(2, "groups", "all", "viewer")},
			[]string{access.NeverMatched},
			"all known SSO users with Viewer have a mapping by e-mail before it: no user it could have matched",
		},
		"the same claim before": {
			[]population.User{user("ann@example.com", "viewer", true)},
			[]population.Mapping{mapping(1, "groups", "all", "owner"), mapping(2, "groups", "all", "viewer")},
			[]string{access.Shadowed},
			"the mapping of rank 1 has the same claim and gives Owner: it always comes before rank 2",
		},
		"the same claim in other letters": {
			[]population.User{user("ann@example.com", "viewer", true)},
			[]population.Mapping{mapping(1, "groups", "All", "owner"), mapping(2, "groups", "all", "viewer")},
			nil, "",
		},
		"by e-mail": {
			[]population.User{user("ann@example.com", "viewer", true)},
			[]population.Mapping{mapping(1, "email", "ANN@example.com", "viewer")},
			[]string{access.EmailMapping},
			"gives Viewer to ANN@example.com alone",
		},
		"by e-mail, twice": {
			[]population.User{user("ann@example.com", "viewer", true)},
			[]population.Mapping{mapping(1, "Email", "ann@example.com", "viewer"), mapping(2, "email", "ANN@example.com", "viewer")},
			[]string{access.Shadowed, access.EmailMapping},
			"gives Viewer to ANN@example.com alone",
		},
		"by e-mail of an unknown person": {
			nil,
			[]population.Mapping{mapping(1, "email", "ann@example.com", "viewer")},
			[]string{access.NeverMatched, access.EmailMapping},
			"gives Viewer to ann@example.com alone",
		},
		"by e-mail of a local account": {
			[]population.User{user("ann@example.com", "viewer", false)},
			[]population.Mapping{mapping(1, "email", "ann@example.com", "viewer")},
			[]string{access.NeverMatched, access.EmailMapping},
			"gives Viewer to ann@example.com alone",
		},
		"for a role that Torq does not list": {
			nil,
			[]population.Mapping{mapping(1, "groups", "all", "gone")},
			[]string{access.RoleUnknown, access.NeverMatched},
			"no known SSO user holds gone: no user it could have matched",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := &population.Population{TakenAt: now, Users: tt.users, Roles: []population.Role{owner, viewer}, Mappings: tt.mappings}
			rows := access.Rows(p, access.DefaultRules(), now, nil, nil, nil, access.Mapping)
			last := rows[len(rows)-1]
			if got := last.HintNames(); !slices.Equal(got, tt.want) {
				t.Fatalf("%v, want %v", got, tt.want)
			}
			if tt.why != "" && last.Hints[len(last.Hints)-1].Why != tt.why {
				t.Errorf("%q", last.Hints[len(last.Hints)-1].Why)
			}
		})
	}
}

func TestRolesSayWhoHoldsThemAndHowTheyGrew(t *testing.T) {
	now1 := &population.Population{
		TakenAt: now, Users: []population.User{{ID: "u", Email: "ann@example.com", RoleID: "desk"}},
		Keys:     []population.APIKey{{ClientID: "k", RoleID: "desk"}},
		Mappings: []population.Mapping{{ID: "m", ClaimName: "groups", ClaimValue: "desk", RoleID: "desk"}},
		Roles: []population.Role{
			{ID: "desk", Name: "Desk", Custom: custom(true), Scopes: []string{"case.read", "case.write", "user.write"}},
			{ID: "old", Name: "Old", Custom: custom(true), Scopes: []string{"case.read"}},
			{ID: "owner", Name: "Owner", Custom: custom(false)},
			{ID: "what", Name: "What"},
		},
	}
	before := *now1
	before.Roles = slices.Clone(now1.Roles)
	before.Roles[0].Scopes = []string{"case.read", "event.read"}
	var past []access.PreviousRow
	for _, r := range access.Rows(&before, access.DefaultRules(), now, nil, nil, nil) {
		past = append(past, access.PreviousRow{Row: r, Decision: "certify"})
	}
	rows := access.Rows(now1, access.DefaultRules(), now, access.Memory{access.NewPast("q3", "Q3", past)}, nil, nil, access.Role)
	if len(rows) != 2 || rows[0].Item != "role/desk" || rows[1].Item != "role/old" {
		t.Fatalf("%+v", rows)
	}
	desk, old := rows[0], rows[1]
	if got := desk.HintNames(); !slices.Equal(got, []string{access.RoleGrew, access.Privileged}) || desk.Hints[0].Why != "grants case.write, user.write, and did not at Q3" {
		t.Errorf("%v %q", got, desk.Hints[0].Why)
	}
	if !slices.Equal(desk.Since.Added, []string{"case.write", "user.write"}) || !slices.Equal(desk.Since.Removed, []string{"event.read"}) {
		t.Errorf("%+v", desk.Since)
	}
	if got := desk.Holders.String(); got != "held by 1 user and 1 API key, given by 1 claim mapping" {
		t.Error(got)
	}
	if got := old.HintNames(); !slices.Equal(got, []string{access.UnusedRole}) || old.Account() != "custom role, held by none" {
		t.Errorf("%v %s", got, old.Account())
	}
}

// plain says what is known of a mapping by looking at everything, as a person would with pencil and paper.
func plain(p *population.Population, m population.Mapping) (certain, possible []string, shadow string) {
	same := func(a, b population.Mapping) bool {
		if strings.EqualFold(a.ClaimName, "email") {
			return strings.EqualFold(b.ClaimName, "email") && strings.EqualFold(a.ClaimValue, b.ClaimValue)
		}
		return a.ClaimName == b.ClaimName && a.ClaimValue == b.ClaimValue
	}
	least := m.Rank
	for _, other := range p.Mappings {
		if same(m, other) && other.Rank < least {
			least, shadow = other.Rank, other.ID
		}
	}
	for _, u := range p.Users {
		if strings.EqualFold(m.ClaimName, "email") {
			if strings.EqualFold(u.Email, m.ClaimValue) {
				certain = append(certain, u.ID)
			}
			continue
		}
		before := slices.ContainsFunc(p.Mappings, func(other population.Mapping) bool {
			return strings.EqualFold(other.ClaimName, "email") && strings.EqualFold(u.Email, other.ClaimValue) && other.Rank < m.Rank
		})
		if u.SSO && u.RoleID == m.RoleID && !before && shadow == "" {
			possible = append(possible, u.ID)
		}
	}
	return certain, possible, shadow
}

func TestMappingsSayWhomTheyTouchAsAPersonWouldFindOut(t *testing.T) {
	role := rapid.SampledFrom([]string{"r0", "r1", "r2"})
	rapid.Check(t, func(t *rapid.T) {
		p := &population.Population{TakenAt: now}
		for i := range rapid.IntRange(0, 12).Draw(t, "users") {
			p.Users = append(p.Users, population.User{
				ID: fmt.Sprintf("u%02d", i), Email: fmt.Sprintf("p%d@example.com", i%9), RoleID: role.Draw(t, "role"), SSO: rapid.Bool().Draw(t, "sso"),
			})
		}
		for i := range rapid.IntRange(0, 12).Draw(t, "mappings") {
			m := population.Mapping{ID: fmt.Sprintf("m%02d", i), RoleID: role.Draw(t, "gives"), Rank: int64(rapid.IntRange(1, 9).Draw(t, "rank"))}
			if m.ClaimName = rapid.SampledFrom([]string{"groups", "email", "Email"}).Draw(t, "claim"); m.ClaimName == "groups" {
				m.ClaimValue = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "value")
			} else {
				m.ClaimValue = rapid.SampledFrom([]string{"p1@example.com", "P1@EXAMPLE.com", "p2@example.com", "gone@example.com"}).Draw(t, "address")
			}
			p.Mappings = append(p.Mappings, m)
		}
		for i, r := range access.Rows(p, access.DefaultRules(), now, nil, nil, nil, access.Mapping) {
			m := p.Mappings[i]
			certain, possible, shadow := plain(p, m)
			if got := idsOf(r.Claim.Certain); !slices.Equal(got, certain) {
				t.Fatalf("%+v certainly touches %v, want %v", m, got, certain)
			}
			if got := idsOf(r.Claim.Possible()); !slices.Equal(got, possible) || len(got) != r.Claim.CountPossible() {
				t.Fatalf("%+v possibly touches %v (%d), want %v", m, got, r.Claim.CountPossible(), possible)
			}
			if (r.Claim.Shadow != nil) != (shadow != "") || r.Claim.Shadow != nil && r.Claim.Shadow.Rank >= m.Rank {
				t.Fatalf("%+v has the shadow %+v, want %q", m, r.Claim.Shadow, shadow)
			}
		}
	})
}

func idsOf(users []*population.User) (ids []string) {
	for _, u := range users {
		ids = append(ids, u.ID)
	}
	return ids
}
