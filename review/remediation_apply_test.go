package review_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestStoppedBetweenChangesItGoesOnLater(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(5, 0, false)
	ctx, stop := context.WithCancel(t.Context())
	moved := 0
	plan, err := a.w.ApplyRemediation(ctx, a.id, remediation.ApplyOptions{Changed: func(remediation.Change) {
		if moved++; moved == 2 {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v", err)
	}
	a.tally(plan, map[remediation.State]int{remediation.Sent: 2, remediation.Planned: 3})
	a.once(2)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 5})
	a.once(5)
}

func TestExactlyThatPlanOrNothing(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 1, false)
	file := filepath.Join(t.TempDir(), "plan.json")
	plan, err := a.w.PlanRemediation(t.Context(), a.id, false)
	if err == nil {
		err = a.w.WritePlan(t.Context(), plan, file, false)
	}
	if err == nil {
		plan, err = a.w.ReadPlan(t.Context(), file)
	}
	if err == nil {
		err = a.server.SetRole(a.revoked[0].Email, "Creator")
	}
	if err != nil {
		t.Fatal(err)
	}
	a.apply(fault.Refused, remediation.ApplyOptions{Exactly: plan})
	a.once(0)
	if err := a.server.SetRole(a.revoked[0].Email, a.revoked[0].Role); err != nil {
		t.Fatal(err)
	}
	a.server.Break(path(a.revoked[1]), 1, torqtest.Status(403))
	a.apply(fault.Failed, remediation.ApplyOptions{Exactly: plan})
	// What tuar did itself meanwhile is no move of the world.
	a.tally(a.apply(0, remediation.ApplyOptions{Exactly: plan}), map[remediation.State]int{remediation.Corroborated: 4})
}

func TestALargePlanNeedsItsNumber(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(38, 0, true)
	a.apply(fault.Refused, remediation.ApplyOptions{})
	a.apply(fault.Refused, remediation.ApplyOptions{Count: 37})
	a.once(0)
	a.apply(0, remediation.ApplyOptions{Count: 38})
	a.once(38)
}

func TestRemediationThatMayNotBe(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	id := d.opened(w, `kind == "user"`, rita).ID
	_, err := w.PlanRemediation(t.Context(), id, false)
	wantKind(t, err, fault.Refused) // still open
	a := newDesk(t).aftermath(1, 0, false)
	_, err = a.w.DoneByHand(t.Context(), a.id, false, []string{"user/nobody"}, "")
	wantKind(t, err, fault.BadInput)
	nobody := a.open("", creds(a.server.OwnerKey()))
	_, err = nobody.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{})
	wantKind(t, err, fault.BadInput) // nobody said who they are
	reviewtest.Grant(t, a.w, a.revoked[0].Email, rights.Owner)
	self := a.open(a.revoked[0].Email, creds(a.server.OwnerKey()))
	plan, err := self.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{})
	if err != nil || plan.Changes[0].State != remediation.Blocked {
		t.Errorf("one's own access: %v, %v", plan, err)
	}
	a.once(0)
	limited := a.open(rita, creds(a.server.LimitedKey()))
	_, err = limited.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{})
	wantKind(t, err, fault.Refused) // it may not list API keys, so nobody knows whose it is
	a.once(0)
	plan, err = limited.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{Words: remediation.Words{KeyUnknown: true}})
	wantKind(t, err, fault.Failed) // 403
	a.tally(plan, map[remediation.State]int{remediation.Failed: 1})
}
