package review_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// flow is the webhook of the workflow in us.
func (d *desk) flow() order.HookTarget {
	return order.HookTarget{URL: d.server.URL() + torqtest.WorkflowPath, Secret: torqtest.WorkflowSecret}
}

// ordered is an aftermath that only a workflow can carry out.
func ordered(t *testing.T, revoke, reduce int, hook func(*desk) order.HookTarget) *aftermath {
	t.Helper()
	d := newDesk(t)
	d.hook = hook(d)
	a := d.aftermath(revoke, reduce, false)
	if _, err := a.w.ChangeSettings(t.Context(), func(s *settings.Settings) error {
		s.Remediation.Methods = []order.Method{order.Webhook, order.Manual}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return a
}

// pass lets time pass for tuar and for Torq.
func (a *aftermath) pass(d time.Duration) {
	a.clock.Advance(d)
	a.server.Advance(d)
}

// orders is how many requests the webhook got.
func (a *aftermath) orders() int { return len(a.writes()["POST "+torqtest.WorkflowPath]) }

func (a *aftermath) wantOrders(n int) {
	a.t.Helper()
	if got := a.orders(); got != n {
		a.t.Errorf("the webhook got %d requests, want %d", got, n)
	}
}

// effects is how many changes the audit log has since the campaign was closed.
func (a *aftermath) effects() int {
	a.t.Helper()
	effects := 0
	for _, e := range a.log() {
		if e.Action == "User deleted" || e.Action == "User role updated" {
			effects++
		}
	}
	return effects
}

func TestAWorkflowCarriesItOut(t *testing.T) {
	t.Parallel()
	a := ordered(t, 3, 2, (*desk).flow)
	a.server.WorkflowDelay(2 * time.Minute)
	plan := a.apply(0, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Sent: 5})
	if c := plan.Changes[0]; c.Method != order.Webhook || !strings.Contains(c.Detail, "promised") {
		t.Errorf("%+v", c)
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 5})
	a.wantOrders(5)
	undo, err := a.w.PlanRemediation(t.Context(), a.id, true)
	if err != nil {
		t.Fatal(err)
	}
	a.tally(undo, map[remediation.State]int{remediation.Blocked: 5}) // the workflow would come after it
	a.pass(3 * time.Minute)
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 5})
	a.wantOrders(5)
	if n := a.effects(); n != 5 {
		t.Errorf("%d effects", n)
	}
	a.server.WorkflowDelay(0)
	a.tally(a.apply(0, remediation.ApplyOptions{Undo: true, Reason: "wrong list"}), map[remediation.State]int{remediation.Corroborated: 5})
	a.checks()
}

func TestAWorkflowsAnswerLostAfterTheEffect(t *testing.T) {
	t.Parallel()
	a := ordered(t, 3, 0, (*desk).flow)
	a.server.Break(torqtest.WorkflowPath, torqtest.Always, torqtest.Lose())
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 3})
	if n := a.effects(); n != 3 {
		t.Errorf("%d effects", n)
	}
	a.checks()
}

// Whether a workflow got an order whose answer was lost shows no listing before the order's end; until then nothing new
// is ordered.
func TestAWorkflowsAnswerLostBeforeTheEffect(t *testing.T) {
	t.Parallel()
	a := ordered(t, 2, 0, (*desk).flow)
	a.server.Break(torqtest.WorkflowPath, torqtest.Always, torqtest.Reset())
	a.tally(a.apply(fault.Unreachable, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 1, remediation.Planned: 1})
	a.server.Mend()
	a.wantOrders(3)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 1, remediation.Corroborated: 1})
	a.wantOrders(4)
	a.pass(25 * time.Minute)
	a.tally(a.verify(), map[remediation.State]int{remediation.Planned: 1, remediation.Corroborated: 1})
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.wantOrders(5)
	a.checks()
}

func TestAPromiseThatIsNotKept(t *testing.T) {
	t.Parallel()
	a := ordered(t, 1, 1, (*desk).flow)
	a.server.WorkflowDelay(torqtest.Never)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 2})
	a.pass(10 * time.Minute)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 2})
	a.pass(15 * time.Minute)
	plan := a.verify()
	a.tally(plan, map[remediation.State]int{remediation.Failed: 2})
	if c := plan.Changes[0]; !strings.Contains(c.Detail, "did not carry it out in time") {
		t.Errorf("%+v", c)
	}
	a.wantOrders(2)
	if text := a.attention(); text == "" {
		t.Error("nobody is told")
	}
	a.server.WorkflowDelay(0)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.checks()
}

func TestAWorkflowThatRefuses(t *testing.T) {
	t.Parallel()
	a := ordered(t, 2, 0, func(d *desk) order.HookTarget {
		return order.HookTarget{URL: d.flow().URL, Secret: "not the signing secret"}
	})
	plan := a.apply(fault.Failed, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Failed: 1, remediation.Planned: 1})
	a.wantOrders(1)
	if n := a.effects(); n != 0 {
		t.Errorf("%d effects", n)
	}
	a.hook = a.flow()
	a.w = a.open(rita, creds(a.server.OwnerKey()))
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 2})
	a.checks()
}

func TestAWorkflowKilledOver(t *testing.T) {
	t.Parallel()
	a := ordered(t, 1, 0, (*desk).flow)
	a.dies(remediation.SendingData{
		About: remediation.About{Campaign: a.id, Item: a.revoked[0].Item}, Attempt: "dead", Action: order.Remove, Method: order.Webhook,
		Expires: a.now(order.Life),
	})
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Sent: 1})
	a.wantOrders(0)
	a.pass(25 * time.Minute)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 1})
	a.wantOrders(1)
	a.checks()
}

func TestSettingAWebhook(t *testing.T) {
	t.Parallel()
	a := ordered(t, 1, 0, func(*desk) order.HookTarget { return order.HookTarget{} })
	method := func() order.Method {
		t.Helper()
		plan, err := a.w.PlanRemediation(t.Context(), a.id, false)
		if err != nil {
			t.Fatal(err)
		}
		return plan.Changes[0].Method
	}
	if _, err := a.w.ChangeSettings(t.Context(), func(s *settings.Settings) error {
		s.Remediation.Methods = []order.Method{order.Manual}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, a.w.SetWebhook(t.Context(), order.HookTarget{URL: "http://example.com/x", Secret: torqtest.WorkflowSecret}), fault.BadInput)
	wantKind(t, a.w.SetWebhook(t.Context(), order.HookTarget{URL: a.flow().URL, Secret: "not the signing secret"}), fault.Unreachable)
	wantKind(t, a.w.RemoveWebhook(t.Context()), fault.BadInput)
	if m := method(); m != order.Manual || a.ring.Count() != 0 {
		t.Errorf("%s, with %d secrets", m, a.ring.Count())
	}
	if err := a.w.SetWebhook(t.Context(), a.flow()); err != nil {
		t.Fatal(err)
	}
	if m := method(); m != order.Webhook {
		t.Errorf("not tried: %s", m)
	}
	// That a workflow answers so about one change says nothing of the others.
	a.server.Break(torqtest.WorkflowPath, 1, torqtest.Status(501))
	a.tally(a.apply(fault.Failed, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Failed: 1})
	if err := a.w.SetWebhook(t.Context(), a.flow()); err != nil {
		t.Fatal(err)
	}
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Corroborated: 1})

	// It is in no file.
	err := filepath.WalkDir(a.home, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), torqtest.WorkflowPath) || strings.Contains(string(data), torqtest.WorkflowSecret) {
			t.Errorf("%s tells a secret", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.w.RemoveWebhook(t.Context()); err != nil || a.ring.Count() != 0 {
		t.Errorf("removed: %v, %d secrets left", err, a.ring.Count())
	}
	a.checks()
}

// A keyring that fails changes nothing and is said.
func TestAWebhookWithoutAKeyring(t *testing.T) {
	t.Parallel()
	a := ordered(t, 1, 0, func(*desk) order.HookTarget { return order.HookTarget{} })
	a.ring.Broken = fault.New(fault.NotConnected, "no keyring")
	wantKind(t, a.w.SetWebhook(t.Context(), a.flow()), fault.NotConnected)
	s, err := store.Open(a.home, "default", a.clock)
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := s.Settings.Load(t.Context())
	if err != nil || !chosen.Connection.WebhookAt.IsZero() {
		t.Errorf("noted all the same: %v", err)
	}
}
