package remediation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

func TestWhatRevokingDoes(t *testing.T) {
	roles := []population.Role{{ID: "r1", Name: "Contributor"}, {ID: "r2", Name: "Viewer"}}
	group := func(value, role string) population.Mapping {
		return population.Mapping{ClaimName: "groups", ClaimValue: value, RoleID: role}
	}
	ann := population.Mapping{ID: "m1", ClaimName: "Email", ClaimValue: "Ann@example.com", RoleID: "r1"}
	bob := population.Mapping{ClaimName: "email", ClaimValue: "bob@example.com", RoleID: "r1"}
	key := population.APIKey{Name: "laptop", Type: population.KeyPrivate, OwnerEmail: "ANN@example.com"}
	const (
		removes = "removes the user from the workspace"
		hangs   = "this person owns the private API key laptop; Torq does not say what becomes of it"
		inGroup = "to prevent it, take the person out of the group in the identity provider"
		ownMap  = "to prevent it, change the claim mapping m1 in Torq's SSO settings"
	)
	service := population.APIKey{Name: "ci", Type: population.KeyService, OwnerEmail: "ann@example.com"}
	tests := map[string]struct {
		p    population.Population
		sso  bool
		want []string
	}{
		"a local user":      {population.Population{Mappings: []population.Mapping{ann}}, false, []string{removes}},
		"a user with a key": {population.Population{Keys: []population.APIKey{key}}, false, []string{removes, hangs}},
		"a user with two keys": {population.Population{Keys: []population.APIKey{key, service}}, false, []string{
			removes, hangs, "the API key ci was created by this person and goes on working",
		}},
		"no mappings":     {population.Population{}, true, []string{removes}},
		"somebody else's": {population.Population{Mappings: []population.Mapping{bob}}, true, []string{removes}},
		"one's own": {population.Population{Mappings: []population.Mapping{ann, group("soc", "r2")}}, true, []string{
			removes, "the claim mapping email = Ann@example.com brings back Contributor at the next sign-in", ownMap,
		}},
		"one's own after a group": {population.Population{Mappings: []population.Mapping{group("soc", "r2"), ann, group("ops", "r2")}}, true, []string{
			removes, "if their sign-in has groups = soc, the next one gives them Viewer",
			"failing that, the claim mapping email = Ann@example.com brings back Contributor", ownMap,
		}},
		"a role nobody lists": {population.Population{Mappings: []population.Mapping{group("soc", "r9")}}, true, []string{
			removes, "if their sign-in has groups = soc, the next one gives them r9", inGroup,
		}},
		"many groups": {population.Population{Mappings: []population.Mapping{group("a", "r1"), group("b", "r1"), group("c", "r1"), group("d", "r1")}}, true, []string{
			removes, "if their sign-in has groups = a, the next one gives them Contributor",
			"if their sign-in has groups = b, the next one gives them Contributor", "2 more claim mappings may do the same", inGroup,
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.p.Roles = roles
			got := NewOutlook(&tt.p).Revoking(access.Row{Kind: access.User, Email: "ann@example.com", SSO: tt.sso})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := NewOutlook(&population.Population{}).Revoking(access.Row{Kind: access.Key}); len(got) != 1 || !strings.Contains(got[0], "deletes the key") {
		t.Errorf("a key: %v", got)
	}
}
