package review_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// lent is somebody who was lent a role for an hour.
type lent struct {
	*desk
	w     *review.Workspace // of lead, who asked and reaps
	email string
	id    string // of the elevation
}

func newLent(t *testing.T) *lent {
	t.Helper()
	d := newDesk(t)
	l := &lent{desk: d, w: d.synced(lead)}
	l.email, _ = d.borrower(l.w, "Operator")
	l.id = l.give("Owner", time.Hour).ID
	return l
}

// give lends a role, with the approval of rita.
func (l *lent) give(role string, d time.Duration) elevation.Row {
	l.t.Helper()
	ctx := l.t.Context()
	asked, err := l.w.RequestElevation(ctx, review.ElevationRequest{User: l.email, Role: role, For: d, Reason: "incident"})
	if err != nil {
		l.t.Fatal(err)
	}
	row, err := l.open(rita, creds(l.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0)
	if err != nil || row.State != elevation.Active {
		l.t.Fatalf("%+v, %v", row, err)
	}
	return row
}

func (l *lent) holds(role string) {
	l.t.Helper()
	if got := roleOf(l.t, l.server, l.email); got != role {
		l.t.Errorf("Torq has %s as %s, want %s", l.email, got, role)
	}
}

func (l *lent) reaps(kind fault.Kind) error {
	l.t.Helper()
	_, err := l.w.Reap(l.t.Context(), nil)
	wantKind(l.t, err, kind)
	return err
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// writes are the changes of users that Torq was asked for.
func (l *lent) writes() int {
	n := 0
	for _, r := range l.server.Requests() {
		if r.Method == http.MethodPatch || r.Method == http.MethodPut {
			n++
		}
	}
	return n
}

func TestARoleChangedByHandIsLeftAlone(t *testing.T) {
	l := newLent(t)
	check(t, l.server.SetRole(l.email, "Creator"))
	l.pass(2 * time.Hour)
	before := l.writes()
	l.reaps(0)
	l.holds("Creator")
	row := l.state(l.w, l.id, elevation.Drifted)
	if !strings.Contains(row.Detail, "Owner") || !strings.Contains(row.Detail, "Creator") || l.writes() != before {
		t.Errorf("%q after %d writes", row.Detail, l.writes()-before)
	}
	o, err := l.w.Overview(t.Context())
	if check(t, err); !attends(o, review.NeedsLook, "holds Creator") {
		t.Errorf("attention: %+v", o.Attention)
	}
}

func attends(o review.Overview, kind, text string) bool {
	for _, a := range o.Attention {
		if a.Kind == kind && strings.Contains(a.Text, text) {
			return true
		}
	}
	return false
}

func TestARoleTakenBackByHandIsDoneWith(t *testing.T) {
	l := newLent(t)
	check(t, l.server.SetRole(l.email, "Operator"))
	if _, err := l.w.Sync(t.Context(), review.SyncOptions{}); err != nil { // an ordinary sync notices
		t.Fatal(err)
	}
	if row := l.state(l.w, l.id, elevation.Ended); row.How != elevation.TakenBack {
		t.Errorf("ended as %s", row.How)
	}
}

func TestAUserWhoIsGone(t *testing.T) {
	l := newLent(t)
	check(t, l.server.RemoveUser(l.email))
	check(t, l.server.Invite(l.email, "Viewer"))
	l.pass(2 * time.Hour)
	l.reaps(0)
	row := l.state(l.w, l.id, elevation.Ended)
	if row.How != elevation.Gone || !strings.Contains(row.Detail, "Viewer") {
		t.Errorf("%s: %q", row.How, row.Detail)
	}
	l.holds("Viewer")
}

func TestTorqIsDownAtTheEnd(t *testing.T) {
	l := newLent(t)
	l.server.Break(torqtest.RolesPath, torqtest.Always, torqtest.HTML(http.StatusOK))
	l.pass(61 * time.Minute)
	l.reaps(fault.Unreachable)
	l.pass(2 * time.Minute)
	l.state(l.w, l.id, elevation.Overdue)
	lines := func() int {
		all, err := l.w.Journal(t.Context())
		check(t, err)
		return len(all)
	}
	before := lines()
	l.reaps(fault.Unreachable)
	if n := lines(); n != before {
		t.Errorf("%d lines say what was said a moment before", n-before)
	}
	o, err := l.w.Overview(t.Context())
	if check(t, err); !attends(o, review.NeedsReturn, "still holds Owner") {
		t.Errorf("attention: %+v", o.Attention)
	}
	l.server.Mend()
	l.reaps(0)
	l.state(l.w, l.id, elevation.Ended)
	l.holds("Operator")
}

func TestTheAnswerIsLostAfterTheEffect(t *testing.T) {
	l := newLent(t)
	l.pass(61 * time.Minute)
	before := l.writes()
	l.server.Break(torqtest.UsersPath+"/"+l.userID(), 1, torqtest.Lose())
	l.reaps(0)
	l.state(l.w, l.id, elevation.Ended)
	l.holds("Operator")
	if n := l.writes() - before; n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func (l *lent) userID() string {
	l.t.Helper()
	row, err := l.w.Elevation(l.t.Context(), l.id)
	check(l.t, err)
	return strings.TrimPrefix(row.Item, "user/")
}

func TestOverlappingElevations(t *testing.T) {
	l := newLent(t) // Owner for an hour
	weaker := l.give("Contributor", 2*time.Hour)
	l.holds("Owner")
	if weaker.PriorRole != "Operator" {
		t.Errorf("the role to go back to is %s", weaker.PriorRole)
	}
	l.pass(61 * time.Minute)
	l.reaps(0)
	if row := l.state(l.w, l.id, elevation.Ended); row.How != elevation.HeldOn {
		t.Errorf("ended as %s", row.How)
	}
	l.holds("Contributor")
	l.state(l.w, weaker.ID, elevation.Active)
	l.pass(time.Hour)
	l.reaps(0)
	l.state(l.w, weaker.ID, elevation.Ended)
	l.holds("Operator")
}

func TestExtending(t *testing.T) {
	l := newLent(t)
	ctx := t.Context()
	own, other := l.open(l.email, creds(l.server.OwnerKey())), l.open(rita, creds(l.server.OwnerKey()))
	_, err := own.ExtendElevation(ctx, l.id, time.Hour, "not done")
	wantKind(t, err, fault.Refused)
	_, err = other.ExtendElevation(ctx, l.id, 8*time.Hour, "not done")
	wantKind(t, err, fault.Refused)
	_, err = other.ExtendElevation(ctx, l.id, -time.Hour, "")
	wantKind(t, err, fault.BadInput)
	row, err := other.ExtendElevation(ctx, l.id, time.Hour, "not done")
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
	l := newLent(t)
	row, err := l.open(l.email, creds(l.server.OwnerKey())).EndElevation(t.Context(), l.id, "solved")
	if check(t, err); row.State != elevation.Ended || !strings.Contains(row.Detail, "solved") {
		t.Errorf("%+v", row)
	}
	l.holds("Operator")
	_, err = l.w.EndElevation(t.Context(), l.id, "")
	wantKind(t, err, fault.Refused)
}

func TestTheRoleToGoBackToWasDeleted(t *testing.T) {
	d := newDesk(t)
	l := &lent{desk: d, w: d.synced(lead)}
	check(t, d.server.AddRole("Passing", "playbook.get"))
	l.email, _ = d.borrower(l.w, "Operator")
	check(t, d.server.SetRole(l.email, "Passing"))
	l.reaps(0)
	_, err := l.w.Sync(t.Context(), review.SyncOptions{})
	check(t, err)
	l.id = l.give("Owner", time.Hour).ID
	check(t, d.server.DeleteRole("Passing"))
	l.pass(2 * time.Hour)
	before := l.writes()
	err = l.reaps(fault.Refused)
	if err == nil || !strings.Contains(err.Error(), "Passing does not exist any more") || l.writes() != before {
		t.Errorf("%v, %d writes", err, l.writes()-before)
	}
	l.state(l.w, l.id, elevation.Overdue)
	reads := len(d.server.Requests())
	l.pass(time.Minute)
	l.reaps(fault.Refused)
	if n := len(d.server.Requests()) - reads; n != 1 { // the time
		t.Errorf("asked Torq %d things a minute after it stood in the way", n)
	}
	check(t, d.server.SetRole(l.email, "Viewer")) // as the error says
	l.pass(20 * time.Minute)
	l.reaps(0)
	l.state(l.w, l.id, elevation.Drifted)
}

func TestClocksThatDisagree(t *testing.T) {
	l := newLent(t)
	ctx := t.Context()
	l.clock.Advance(-2 * time.Hour) // set back
	_, err := l.w.RequestElevation(ctx, review.ElevationRequest{User: l.email, Role: "Contributor", For: time.Hour, Reason: "x"})
	wantKind(t, err, fault.Refused)
	l.pass(61 * time.Minute)
	l.reaps(0) // by Torq's clock it is time
	l.state(l.w, l.id, elevation.Ended)
	l.holds("Operator")
}

// A clock that is a little ahead of Torq's is no reason to wait.
func TestClocksThatDisagreeALittle(t *testing.T) {
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
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		d := newDesk(t)
		l := &lent{desk: d, w: d.synced(lead)}
		l.email, _ = d.borrower(l.w, "Operator")
		d.server.Refuse(torqtest.ChangeRoles, status)
		d.server.Refuse(torqtest.ReplaceUsers, status)
		ask := review.ElevationRequest{User: l.email, Role: "Owner", For: time.Hour, Reason: "x", BreakGlass: true}
		row, err := l.w.RequestElevation(t.Context(), ask)
		if err == nil || row.State != elevation.Failed {
			t.Errorf("%d: %+v, %v", status, row, err)
		}
		_, err = l.w.RequestElevation(t.Context(), ask) // now it is known
		wantKind(t, err, fault.Refused)
		l.holds("Operator")
	}
}

func TestBreakGlassIsReviewed(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, id := d.borrower(w, "Operator")
	own := d.open(email, creds(d.server.OwnerKey()))
	row, err := own.RequestElevation(ctx, review.ElevationRequest{Role: "Owner", For: time.Hour, Reason: "everything burns", BreakGlass: true})
	if check(t, err); row.State != elevation.Active || !row.BreakGlass || row.ApprovedBy != elevation.AutoByBreakGlass {
		t.Fatalf("%+v", row)
	}
	_, err = own.EndElevation(ctx, row.ID, "")
	check(t, err)
	_, err = w.Sync(ctx, review.SyncOptions{})
	check(t, err)
	o, err := w.Overview(ctx)
	if check(t, err); !attends(o, review.NeedsLook, "everything burns") {
		t.Errorf("attention: %+v", o.Attention)
	}
	s := d.opened(w, `kind == "key"`, rita)
	sheet, err := w.Sheet(ctx, s.ID)
	check(t, err)
	found := itemRow(t, sheet, "user/"+id)
	if !found.Has(access.BreakGlass) {
		t.Errorf("hints %v", found.Hints)
	}
	if o, err = w.Overview(ctx); err != nil || attends(o, review.NeedsLook, "everything burns") {
		t.Errorf("it is under review: %+v, %v", o.Attention, err)
	}
}

func itemRow(t testing.TB, sheet *review.Sheet, item string) review.SheetRow {
	t.Helper()
	return row(t, sheet, func(r review.SheetRow) bool { return r.Item == item })
}

func TestARoleRaisedOutOfBandIsFound(t *testing.T) {
	l := newLent(t)
	ctx := t.Context()
	other, id := l.borrower(l.w, "Viewer")
	check(t, l.server.SetRole(other, "Contributor"))
	_, err := l.w.Sync(ctx, review.SyncOptions{})
	check(t, err)
	o, err := l.w.Overview(ctx)
	if check(t, err); !attends(o, review.NeedsLook, "Viewer → Contributor in Torq, with no elevation on record") || attends(o, review.NeedsLook, l.email) {
		t.Errorf("attention: %+v", o.Attention)
	}
	s := l.opened(l.w, `kind == "key"`, rita)
	sheet, err := l.w.Sheet(ctx, s.ID)
	check(t, err)
	if found := itemRow(t, sheet, "user/"+id); !found.Has(access.OutOfBand) {
		t.Errorf("hints %v", found.Hints)
	}
}

// A role that was raised and lowered between two listings is told by the audit log alone.
func TestARoleRaisedForAWhileIsFound(t *testing.T) {
	l := newLent(t)
	ctx := t.Context()
	_, err := l.w.EndElevation(ctx, l.id, "")
	check(t, err)
	other, id := l.borrower(l.w, "Viewer")
	l.pass(24 * time.Hour)
	check(t, l.server.SetRole(other, "Owner"))
	l.pass(time.Hour)
	check(t, l.server.SetRole(other, "Viewer"))
	l.pass(time.Hour)
	_, err = l.w.Sync(ctx, review.SyncOptions{})
	check(t, err)
	s := l.opened(l.w, `kind == "key"`, rita)
	sheet, err := l.w.Sheet(ctx, s.ID)
	check(t, err)
	found := itemRow(t, sheet, "user/"+id)
	if !found.Has(access.OutOfBand) || !strings.Contains(found.Hints[0].Why, "was given Owner by") {
		t.Errorf("hints %v", found.Hints)
	}
	for _, r := range sheet.Rows {
		if r.Email == l.email {
			t.Errorf("%s was lent a role, and stands in the review: %v", r.Email, r.Hints)
		}
	}
}

func TestNothingIsLentPastTheRules(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	good := review.ElevationRequest{User: email, Role: "Owner", For: time.Hour, Reason: "x"}
	for name, tt := range map[string]struct {
		change func(*review.ElevationRequest)
		want   fault.Kind
	}{
		"no time":       {func(r *review.ElevationRequest) { r.For = 0 }, fault.BadInput},
		"negative time": {func(r *review.ElevationRequest) { r.For = -time.Hour }, fault.BadInput},
		"a year":        {func(r *review.ElevationRequest) { r.For = 365 * 24 * time.Hour }, fault.Refused},
		"unknown role":  {func(r *review.ElevationRequest) { r.Role = "Ownr" }, fault.BadInput},
		"unknown user":  {func(r *review.ElevationRequest) { r.User = "nobody@example.com" }, fault.BadInput},
		"no reason":     {func(r *review.ElevationRequest) { r.Reason = " " }, fault.BadInput},
		"a weaker role": {func(r *review.ElevationRequest) { r.Role = "Viewer" }, fault.Refused},
		"the same role": {func(r *review.ElevationRequest) { r.Role = "Operator" }, fault.Refused},
		"in the past":   {func(r *review.ElevationRequest) { r.StartsAt = d.clock.Now().Add(-time.Hour) }, fault.BadInput},
	} {
		req := good
		tt.change(&req)
		if _, err := w.RequestElevation(ctx, req); fault.KindOf(err) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rows, err := w.Elevations(ctx); err != nil || len(rows) != 0 {
		t.Errorf("recorded: %+v, %v", rows, err)
	}
}

func TestWhatIsNotUsedExpires(t *testing.T) {
	l := newLent(t)
	ctx := t.Context()
	other, _ := l.borrower(l.w, "Viewer")
	asked, err := l.w.RequestElevation(ctx, review.ElevationRequest{User: other, Role: "Operator", For: time.Hour, Reason: "x"})
	check(t, err)
	later, err := l.w.RequestElevation(ctx, review.ElevationRequest{User: other, Role: "Creator", For: time.Hour, Reason: "x", StartsAt: l.clock.Now().Add(30 * time.Hour)})
	check(t, err)
	l.pass(25 * time.Hour)
	l.state(l.w, asked.ID, elevation.Expired)
	_, err = l.open(rita, creds(l.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0)
	wantKind(t, err, fault.Refused)
	row, err := l.open(rita, creds(l.server.OwnerKey())).ApproveElevation(ctx, later.ID, 0)
	if check(t, err); row.State != elevation.Approved {
		t.Errorf("%+v", row)
	}
	l.pass(5*time.Hour + 30*time.Minute)
	_, err = l.open(lead, creds(l.server.OwnerKey())).Reap(ctx, nil)
	check(t, err)
	l.state(l.w, later.ID, elevation.Active)
}

func TestTwoMachinesReapAtOnce(t *testing.T) {
	l := newLent(t)
	l.pass(61 * time.Minute)
	before := l.writes()
	errs := make(chan error, 4)
	for range 4 {
		w := l.open(lead, creds(l.server.OwnerKey()))
		go func() {
			_, err := w.Reap(context.Background(), nil)
			errs <- err
		}()
	}
	for range 4 {
		check(t, <-errs)
	}
	l.state(l.w, l.id, elevation.Ended)
	l.holds("Operator")
	if n := l.writes() - before; n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// A workflow promises, and does it later: nothing is concluded, and nothing ordered anew, while it still may.
func TestLendingByAWorkflow(t *testing.T) {
	d := newDesk(t)
	d.hook = d.flow()
	d.server.Refuse(torqtest.ChangeRoles, http.StatusMethodNotAllowed)
	d.server.WorkflowDelay(3 * time.Minute)
	ctx := t.Context()
	l := &lent{desk: d, w: d.synced(lead)}
	l.email, _ = d.borrower(l.w, "Operator")
	_, err := l.w.ChangeSettings(ctx, func(s *review.Settings) error {
		s.Elevation.NoticeByWebhook = true
		return nil
	})
	check(t, err)
	row, err := l.w.RequestElevation(ctx, review.ElevationRequest{User: l.email, Role: "Owner", For: time.Hour, Reason: "x", BreakGlass: true})
	if check(t, err); row.State != elevation.Approved {
		t.Fatalf("promised, and already %+v", row)
	}
	l.id = row.ID
	orders := func() (n int) {
		for _, r := range d.server.Requests() {
			if r.Path == torqtest.WorkflowPath {
				n++
			}
		}
		return n
	}
	l.pass(time.Minute)
	l.reaps(0)
	if n := orders(); n != 1 {
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
	if got := d.server.Notices(); len(got) != 0 {
		t.Errorf("told too early: %v", got)
	}
	l.pass(2 * time.Minute)
	l.reaps(0)
	l.reaps(0)
	if got := d.server.Notices(); len(got) != 1 || got[0] != l.email {
		t.Errorf("told of %v", got)
	}
	d.server.WorkflowDelay(torqtest.Never)
	l.pass(10 * time.Minute)
	l.reaps(0)
	before := orders()
	l.pass(5 * time.Minute)
	l.reaps(0)
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
