package access_test

import (
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/population"
)

func TestADismissedHintCountsAgainWhenTheFactGotWorse(t *testing.T) {
	p := &population.Population{Roles: roles, Users: []population.User{user(func(u *population.User) { u.LastLoginAt = ago(200 * day) })}}
	usual := dismissal.Dismissed{
		Item: "user/ann", Holder: "ann@example.com", Hint: access.Dormant, RoleID: "r-view", Permissions: access.PermissionsHash([]string{"playbook.get"}),
		Reason: "on leave", Until: "2026-11-24",
	}
	for name, tt := range map[string]struct {
		change func(*dismissal.Dismissed)
		counts bool
	}{
		"up to the end of the last day": {func(*dismissal.Dismissed) {}, false},
		"the last day has passed":       {func(d *dismissal.Dismissed) { d.Until = "2026-11-23" }, true},
		"the line names another holder": {func(d *dismissal.Dismissed) { d.Holder = "bob@example.com" }, true},
		"another role":                  {func(d *dismissal.Dismissed) { d.RoleID = "r-edit" }, true},
		"the role grants something else": {func(d *dismissal.Dismissed) {
			d.Permissions = access.PermissionsHash([]string{"playbook.list"})
		}, true},
		"another hint": {func(d *dismissal.Dismissed) { d.Hint = access.New }, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := usual
			tt.change(&d)
			rows := access.Rows(p, access.DefaultRules(), now, nil, nil, nil)
			access.Dismiss(rows, map[string][]*dismissal.Dismissal{"user/ann": {{Dismissed: d, By: "boss@example.com"}}}, now)
			if r := rows[0]; r.Has(access.Dormant) != tt.counts || r.Flagged() != tt.counts || (r.Risk > 0) != tt.counts || len(r.Dismissed) == 1 == tt.counts {
				t.Errorf("hints %v, dismissed %v, risk %d", r.HintNames(), r.Dismissed, r.Risk)
			}
		})
	}
}

func TestEveryHintCanBeDismissedOrNot(t *testing.T) {
	all := slices.Sorted(slices.Values(access.HintNames()))
	if known := slices.Sorted(slices.Values(slices.Concat(dismissal.Free, dismissal.Firm))); !slices.Equal(known, all) {
		t.Errorf("the hints are\n%v, dismissals know\n%v", all, known)
	}
}
