package review_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// A workflow promises, and does it later: nothing is concluded, and nothing ordered anew, while it still may.
func TestLendingByAWorkflow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.hook = d.flow()
	d.server.Refuse(torqtest.ChangeRoles, http.StatusMethodNotAllowed)
	d.server.WorkflowDelay(3 * time.Minute)
	ctx := t.Context()
	l := &lent{desk: d, w: d.synced(lead)}
	l.email, _ = d.borrower(l.w, "Operator")
	d.glass(l.w, "Owner", lead, l.email)
	_, err := l.w.ChangeSettings(ctx, func(s *settings.Settings) error {
		s.Elevation.NoticeByWebhook = true
		return nil
	})
	check(t, err)
	row, err := acted(l.w.RequestElevation(ctx, elevation.Request{User: l.email, Role: "Owner", For: time.Hour, Reason: "fix it", BreakGlass: true}))
	if check(t, err); row.State != elevation.Approved {
		t.Fatalf("promised, and already %+v", row)
	}
	l.id = row.ID
	orders := func() (n int) { // the first of which told the owners of break-glass
		for _, r := range d.server.Requests() {
			if r.Path == torqtest.WorkflowPath {
				n++
			}
		}
		return n
	}
	l.pass(time.Minute)
	l.reaps(fault.Failed) // due, and not seen to be done
	if n := orders(); n != 2 {
		t.Errorf("ordered %d times while it is promised", n)
	}
	l.pass(3 * time.Minute)
	l.reaps(0)
	l.state(l.w, l.id, elevation.Active)
	l.holds("Owner")
	d.server.WorkflowDelay(0)
	l.pass(45 * time.Minute)
	l.reaps(0)
	l.reaps(0)
	if got := d.server.Notices(); len(got) != 1 || got[0].About != "break-glass" || !slices.Equal(got[0].Tell, []string{lead}) {
		t.Errorf("told too early: %v", got)
	}
	l.pass(2 * time.Minute)
	l.reaps(0)
	l.reaps(0)
	if got := d.server.Notices(); len(got) != 2 || got[1].User != l.email || got[1].About != "ends-soon" || !slices.Equal(got[1].Tell, []string{l.email}) {
		t.Errorf("told of %v", got)
	}
	d.server.WorkflowDelay(torqtest.Never)
	l.pass(10 * time.Minute)
	l.reaps(fault.Failed)
	before := orders()
	l.pass(5 * time.Minute)
	l.reaps(fault.Failed)
	l.state(l.w, l.id, elevation.Overdue)
	if orders() != before {
		t.Error("ordered anew while the promise holds")
	}
	d.server.WorkflowDelay(0)
	l.pass(11 * time.Minute)
	l.reaps(0)
	l.state(l.w, l.id, elevation.Ended)
	l.holds("Operator")
}
