package review_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestExtending(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	ctx := t.Context()
	own, other := l.open(l.email, creds(l.server.OwnerKey())), l.open(l.colleague(), creds(l.server.OwnerKey()))
	_, err := acted(own.ExtendElevation(ctx, l.id, time.Hour, "not done"))
	wantKind(t, err, fault.Refused)
	_, err = acted(other.ExtendElevation(ctx, l.id, 8*time.Hour, "not done"))
	wantKind(t, err, fault.Refused)
	_, err = acted(other.ExtendElevation(ctx, l.id, -time.Hour, ""))
	wantKind(t, err, fault.BadInput)
	row, err := acted(other.ExtendElevation(ctx, l.id, time.Hour, "not done"))
	if check(t, err); row.EndsAt.Sub(*row.StartsAt) != 2*time.Hour {
		t.Errorf("%+v", row)
	}
	l.pass(90 * time.Minute)
	l.reaps(0)
	l.holds("Owner")
	l.pass(31 * time.Minute)
	l.reaps(0)
	l.holds("Operator")
}

func TestEndingEarly(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	row, err := acted(l.open(l.email, creds(l.server.OwnerKey())).EndElevation(t.Context(), l.id, "solved"))
	if check(t, err); row.State != elevation.Ended || !strings.Contains(row.Detail, "solved") {
		t.Errorf("%+v", row)
	}
	l.holds("Operator")
	_, err = acted(l.w.EndElevation(t.Context(), l.id, ""))
	wantKind(t, err, fault.Refused)
}

func TestClocksThatDisagree(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	ctx := t.Context()
	l.clock.Advance(-2 * time.Hour) // set back
	_, err := acted(l.w.RequestElevation(ctx, elevation.Request{User: l.email, Role: "Contributor", For: time.Hour, Reason: "fix it"}))
	wantKind(t, err, fault.Refused)
	l.pass(61 * time.Minute)
	l.reaps(0) // by Torq's clock it is time
	l.state(l.w, l.id, elevation.Ended)
	l.holds("Operator")
}

// A clock that is a little ahead of Torq's is no reason to wait.
func TestClocksThatDisagreeALittle(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.clock.Advance(40 * time.Second)
	l.email, _ = l.borrower(l.w, "Viewer")
	row := l.give("Creator", time.Hour) // and sees it active
	l.pass(59*time.Minute + 30*time.Second)
	l.reaps(0)
	l.holds("Creator")
	l.pass(time.Minute)
	l.reaps(0)
	l.state(l.w, row.ID, elevation.Ended)
	l.holds("Viewer")
}

func TestWhereTorqChangesNoRoles(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		d := newDesk(t)
		l := &lent{desk: d, w: d.synced(lead)}
		l.email, _ = d.borrower(l.w, "Operator")
		other, _ := d.borrower(l.w, "Creator")
		d.glass(l.w, "Owner", lead, l.email, other)
		d.server.Refuse(torqtest.ChangeRoles, status)
		d.server.Refuse(torqtest.ReplaceUsers, status)
		ask := elevation.Request{User: l.email, Role: "Owner", For: time.Hour, Reason: "fix it", BreakGlass: true}
		row, err := acted(l.w.RequestElevation(t.Context(), ask))
		if err == nil || row.State != elevation.Failed {
			t.Errorf("%d: %+v, %v", status, row, err)
		}
		more := ask
		more.User = other
		row, err = acted(l.w.RequestElevation(t.Context(), more)) // one answer says nothing of the others
		if fault.KindOf(err) != fault.Failed || row.State != elevation.Failed {
			t.Errorf("%d: %+v, %v", status, row, err)
		}
		_, err = acted(l.w.RequestElevation(t.Context(), ask)) // now it is known
		wantKind(t, err, fault.Refused)
		l.holds("Operator")
	}
}

func TestNothingIsLentPastTheRules(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	good := elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "fix it"}
	for name, tt := range map[string]struct {
		change func(*elevation.Request)
		want   fault.Kind
	}{
		"no time":       {func(r *elevation.Request) { r.For = 0 }, fault.BadInput},
		"negative time": {func(r *elevation.Request) { r.For = -time.Hour }, fault.BadInput},
		"a year":        {func(r *elevation.Request) { r.For = 365 * 24 * time.Hour }, fault.Refused},
		"unknown role":  {func(r *elevation.Request) { r.Role = "Ownr" }, fault.BadInput},
		"unknown user":  {func(r *elevation.Request) { r.User = "nobody@example.com" }, fault.BadInput},
		"no reason":     {func(r *elevation.Request) { r.Reason = " " }, fault.BadInput},
		"a weaker role": {func(r *elevation.Request) { r.Role = "Viewer" }, fault.Refused},
		"the same role": {func(r *elevation.Request) { r.Role = "Operator" }, fault.Refused},
		"in the past":   {func(r *elevation.Request) { r.StartsAt = d.clock.Now().Add(-time.Hour) }, fault.BadInput},
	} {
		req := good
		tt.change(&req)
		if _, err := acted(w.RequestElevation(ctx, req)); fault.KindOf(err) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rows, err := w.ListElevations(ctx); err != nil || len(rows) != 0 {
		t.Errorf("recorded: %+v, %v", rows, err)
	}
}

func TestWhatIsNotUsedExpires(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	ctx := t.Context()
	other, _ := l.borrower(l.w, "Viewer")
	asked, err := acted(l.w.RequestElevation(ctx, elevation.Request{User: other, Role: "Operator", For: time.Hour, Reason: "fix it"}))
	check(t, err)
	later, err := acted(l.w.RequestElevation(ctx, elevation.Request{User: other, Role: "Creator", For: time.Hour, Reason: "fix it", StartsAt: l.clock.Now().Add(30 * time.Hour)}))
	check(t, err)
	l.pass(25 * time.Hour)
	l.state(l.w, asked.ID, elevation.Expired)
	_, err = acted(l.open(l.colleague(), creds(l.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0))
	wantKind(t, err, fault.Refused)
	row, err := acted(l.open(l.colleague(), creds(l.server.OwnerKey())).ApproveElevation(ctx, later.ID, 0))
	if check(t, err); row.State != elevation.Approved {
		t.Errorf("%+v", row)
	}
	l.pass(5*time.Hour + 30*time.Minute)
	_, err = reaped(l.open(lead, creds(l.server.OwnerKey())).Reap(ctx, nil))
	check(t, err)
	l.state(l.w, later.ID, elevation.Active)
}
