package review_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestAnAnswerLostAfterTheEffectIsSettledByReading(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 2, false)
	for _, r := range append(a.revoked, a.reduced...) {
		a.server.Break(path(r), torqtest.Always, torqtest.Lose())
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 5})
	a.once(5)
}

func TestAnAnswerLostBeforeTheEffectIsSettledByReading(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 1, false)
	a.server.Break(path(a.revoked[0]), 1, torqtest.Reset())
	plan := a.apply(fault.Unreachable, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Planned: 3})
	a.once(1)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 3})
	if calls := a.writes(); len(calls) != 3 {
		t.Errorf("%v", calls)
	}
	a.checks()
}

func TestForbiddenHalfWay(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(4, 0, false)
	refuseTheThird := func() {
		a.server.Break(path(a.revoked[2]), 1, torqtest.Status(403))
	}
	refuseTheThird()
	plan := a.apply(fault.Failed, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 2, remediation.Failed: 1, remediation.Planned: 1})
	a.once(3)
	a.server.Mend()
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 4})

	b := newDesk(t).aftermath(4, 0, false)
	a = b
	refuseTheThird()
	plan = a.apply(fault.Failed, remediation.ApplyOptions{KeepGoing: true})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 3, remediation.Failed: 1})
	a.once(4)
}

func TestARateLimitIsWaitedOut(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	a.server.Break(path(a.revoked[0]), 1, torqtest.TooMany("0"))
	a.server.Break(path(a.revoked[1]), 1, torqtest.Redirect())
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	effects := 0
	for _, statuses := range a.writes() {
		for _, s := range statuses {
			if s == http.StatusNoContent {
				effects++
			}
		}
	}
	if effects != 2 {
		t.Errorf("%d effects", effects)
	}
	a.checks()
}

func TestKilledBetweenIntentAndOutcome(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	for _, r := range a.revoked {
		a.dies(remediation.SendingData{
			About: remediation.About{Campaign: a.id, Item: r.Item}, Attempt: "dead-" + r.Item, Action: order.Remove, Method: order.API,
		})
	}
	if err := a.server.RemoveUser(a.revoked[0].Email); err != nil { // that call had arrived
		t.Fatal(err)
	}
	plan := a.apply(0, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 1, remediation.Confirmed: 1})
	if c := plan.Find(a.revoked[0].Item); !strings.Contains(c.Detail, "changed by "+a.server.Admin()) { // whom the audit log names
		t.Errorf("it says %q", c.Detail)
	}
	a.once(1)
	if a.writes()[http.MethodDelete+" "+path(a.revoked[1])] == nil {
		t.Errorf("the call that had not arrived was not made: %v", a.writes())
	}
}

func TestAnUnknownOutcomeThatCannotBeReadEndsTheRun(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, false)
	for _, r := range a.revoked {
		a.server.Break(path(r), torqtest.Always, torqtest.Lose())
	}
	plan, err := a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{KeepGoing: true, Confirm: func(*remediation.Plan) (int, error) {
		a.server.Break("/public/v1alpha/users", torqtest.Always, torqtest.Status(http.StatusBadGateway))
		return 0, nil
	}})
	wantKind(t, err, fault.Unreachable)
	if calls := a.writes(); len(calls) != 1 || !strings.Contains(err.Error(), "it is not known whether") {
		t.Errorf("%v; %v", calls, err)
	}
	a.tally(plan, map[remediation.State]int{remediation.Sent: 1, remediation.Planned: 2})
	a.server.Mend()
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 3})
	a.once(3)
}

func TestTorqOutOfReach(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, false)
	plan, err := a.w.ApplyRemediation(t.Context(), a.id, remediation.ApplyOptions{KeepGoing: true, Confirm: func(*remediation.Plan) (int, error) {
		a.server.Close()
		return 0, nil
	}})
	wantKind(t, err, fault.Unreachable)
	// The first call finds no server, or goes out on a connection that closes meanwhile: then its outcome is unknown. No other
	// call follows.
	want := map[remediation.State]int{remediation.Planned: 3}
	if plan.Tally()[remediation.Sent] == 1 {
		want = map[remediation.State]int{remediation.Planned: 2, remediation.Sent: 1}
	}
	a.tally(plan, want)
	if calls := a.writes(); len(calls) > 0 {
		t.Errorf("%v reached a closed server", calls)
	}
	a.checks()
}
