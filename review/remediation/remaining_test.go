package remediation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"pgregory.net/rapid"
)

// elevated is a role that one user holds for a time.
type elevated struct{ user, role, base string }

func (l elevated) BaseRole(userID, roleID string) (string, bool) {
	return l.base, userID == l.user && roleID == l.role
}

func (elevated) RevertedSince(string, string, string, string) bool { return false }

// The only real owner is the last one, whoever else is lent the role.
func TestALentRoleIsNoLastOwner(t *testing.T) {
	p := &population.Population{
		Users: []population.User{
			{ID: "real", Email: "real@example.com", RoleID: "owner", Status: population.StatusVerified},
			{ID: "lent", Email: "lent@example.com", RoleID: "owner", Status: population.StatusVerified},
		},
		Roles: []population.Role{{ID: "owner", Name: "Owner", Scopes: []string{"user.write", "user.get"}}, {ID: "view", Name: "Viewer", Scopes: []string{"user.get"}}},
	}
	for name, c := range map[string]struct {
		lending Elevations
		want    string
	}{
		"lent":  {elevated{"lent", "owner", "view"}, "the last one"},
		"owned": {nil, ""},
	} {
		l := indexOf(p)
		l.elevations = c.lending
		change := &Change{Item: "user/real", Kind: access.User, Email: "real@example.com", Action: order.Remove, FromRoleID: "owner"}
		got := newGuards(l, World{}, nil).forbidsLast(change, observation{presence: before, as: "user/real"})
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestTheBroadestRoleKeepsAHolder: whatever permissions are called, a plan leaves a user with as many permissions as
// the broadest role had before; the plan itself may give it.
func TestTheBroadestRoleKeepsAHolder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zA-Z*.:_çж-]{1,12}`), 3, 9, rapid.ID[string]).Draw(t, "scopes")
		p := &population.Population{V: 1, TakenAt: at}
		for i := range rapid.IntRange(2, 5).Draw(t, "roles") {
			scopes := slices.Clone(names[:rapid.IntRange(0, len(names)).Draw(t, "breadth")])
			p.Roles = append(p.Roles, population.Role{ID: fmt.Sprint("r", i), Name: rapid.SampledFrom([]string{"Owner", "Chef", "Lead"}).Draw(t, "name"), Scopes: scopes})
		}
		for i := range rapid.IntRange(1, 7).Draw(t, "users") {
			p.Users = append(p.Users, population.User{
				ID: fmt.Sprint(i), Email: fmt.Sprintf("u%d@example.com", i), RoleID: rapid.SampledFrom(p.Roles).Draw(t, "role").ID,
				Status: rapid.SampledFrom([]string{population.StatusVerified, population.StatusInvited}).Draw(t, "status"),
			})
		}
		decisions := map[string]string{}
		for _, u := range p.Users {
			if d := rapid.SampledFrom([]string{"", "revoke", "revoke", p.Roles[0].ID, p.Roles[1].ID}).Draw(t, "decision"); d != u.RoleID {
				decisions["user/"+u.ID] = d
			}
		}
		left := map[string]string{}
		for _, u := range p.Users {
			left[u.ID] = u.RoleID
		}
		plan := decide(p, decisions).Plan(newLedger(), world(p), false)
		for i := range plan.Changes {
			switch c := &plan.Changes[i]; {
			case c.State == Blocked:
			case c.Action == order.Remove:
				delete(left, c.ID())
			default:
				left[c.ID()] = c.ToRoleID
			}
		}
		most := 0
		breadth := func(role string) int {
			r, _ := p.Role(role)
			if slices.Contains(r.Scopes, "*") {
				return 1000
			}
			return len(r.Scopes)
		}
		for _, among := range []func(population.User) bool{
			func(population.User) bool { return true }, func(u population.User) bool { return u.Status == population.StatusVerified },
		} {
			most = 0
			for _, u := range p.Users {
				if among(u) {
					most = max(most, breadth(u.RoleID))
				}
			}
			stays := most == 0
			for _, u := range p.Users {
				stays = stays || among(u) && breadth(left[u.ID]) == most
			}
			if !stays {
				t.Fatalf("nobody is left with the broadest role: %+v", plan.Changes)
			}
		}
	})
}

// TestManaging holds which scopes are read as managing users.
func TestManaging(t *testing.T) {
	for _, s := range []string{
		"user.write", "users.write", "user:write", "USER_WRITE", "userWrite", "users/manage", "admin", "*", "*.*", "workspace.admin", "user.*",
		"member.management", "accounts.edit", "*.write", "users.read.write", "iam.users.full",
	} {
		if !access.Manages(&population.Role{Scopes: []string{"playbook.get", s}}) {
			t.Errorf("%s does not manage users", s)
		}
	}
	for _, s := range []string{"user.read", "users.list", "playbook.write", "role.write", "user.profile.write", "admin.read.only", "write", "users", "*.read", "auditor", ""} {
		if access.Manages(&population.Role{Name: "Owner", Scopes: []string{s}}) {
			t.Errorf("%s manages users", s)
		}
	}
	preset, custom := false, true
	if !access.Manages(&population.Role{Name: "Owner", Custom: &preset}) || access.Manages(&population.Role{Name: "Owner", Custom: &custom}) {
		t.Error("only Torq's own preset Owner manages users by its name")
	}
}
