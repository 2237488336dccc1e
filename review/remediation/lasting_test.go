package remediation

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// loan is a role that one user holds for a time.
type loan struct{ user, role, base string }

func (l loan) Behind(userID, roleID string) (string, bool) {
	return l.base, userID == l.user && roleID == l.role
}

func (loan) WentBack(string, string, string, string) bool { return false }

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
		lending Lending
		want    string
	}{
		"lent":  {loan{"lent", "owner", "view"}, "the last one"},
		"owned": {nil, ""},
	} {
		l := list(p)
		l.lending = c.lending
		change := &Change{Item: "user/real", Kind: access.User, Email: "real@example.com", Action: Remove, FromRoleID: "owner"}
		got := newGuards(l, World{}, nil).last(change, sighting{sight: before, as: "user/real"})
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
