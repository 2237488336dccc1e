package remediation

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
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
