package review_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
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
	asked, err := acted(l.w.RequestElevation(ctx, elevation.Request{User: l.email, Role: role, For: d, Reason: "incident"}))
	if err != nil {
		l.t.Fatal(err)
	}
	row, err := acted(l.open(l.colleague(), creds(l.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0))
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
	_, err := reaped(l.w.Reap(l.t.Context(), nil))
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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

func TestTheRoleToGoBackToWasDeleted(t *testing.T) {
	t.Parallel()
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

func TestTwoMachinesReapAtOnce(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.pass(61 * time.Minute)
	before := l.writes()
	errs := make(chan error, 4)
	for range 4 {
		w := l.open(lead, creds(l.server.OwnerKey()))
		go func() {
			_, err := reaped(w.Reap(context.Background(), nil))
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

// Whoever may remove users must not keep a role by making the list implausibly short.
func TestAListThatBecameShortDoesNotKeepARole(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	kept, _ := l.borrower(l.w, "Creator")
	for i, email := range l.server.Users() {
		if i%5 != 0 && email != l.email && email != kept && email != l.server.Admin() {
			check(t, l.server.RemoveUser(email))
		}
	}
	l.pass(61 * time.Minute)
	if err := l.reaps(fault.Unreachable); err == nil || !strings.Contains(err.Error(), "users") {
		t.Errorf("the drop is not told: %v", err)
	}
	l.holds("Operator")
	if row := l.state(l.w, l.id, elevation.Ended); row.How != elevation.Restored {
		t.Errorf("ended as %s", row.How)
	}
	o, err := l.w.Overview(t.Context())
	if check(t, err); o.LastSync.Users != 140 {
		t.Errorf("a list of %d users is believed", o.LastSync.Users)
	}
}

// TestARoleThatIsNotTakenBackIsToldAsThat checks two cases: Torq answers 404 for a user who is still listed, or accepts
// the call and does nothing. tuar reports it, and the next reap tries again.
func TestARoleThatIsNotTakenBackIsToldAsThat(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		times int
		fault torqtest.Fault
		says  string
	}{
		"not found":                {2, torqtest.Status(http.StatusNotFound), "which is to be taken back"}, // PATCH and PUT
		"accepted, without effect": {1, torqtest.Body(`{}`), "still lists it as it was"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLent(t)
			var id string
			view, err := l.w.Access(t.Context())
			check(t, err)
			for _, r := range view.Rows {
				if r.Email == l.email {
					id = strings.TrimPrefix(r.Item, "user/")
				}
			}
			l.server.Break(torqtest.UsersPath+"/"+id, tt.times, tt.fault)
			l.pass(2 * time.Hour)
			err = l.reaps(fault.Failed)
			if text := err.Error(); !strings.Contains(text, tt.says) || strings.Contains(text, "decided otherwise") {
				t.Errorf("it says: %s", text)
			}
			l.holds("Owner")
			l.state(l.w, l.id, elevation.Overdue)
			l.pass(2 * time.Minute)
			l.reaps(0)
			l.holds("Operator")
			l.state(l.w, l.id, elevation.Ended)
		})
	}
}
