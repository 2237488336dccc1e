package review_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// forged asks for Owner and puts an approval by that address into the record by hand.
func (d *desk) forged(w *review.Workspace, email, approver string) elevation.Row {
	d.t.Helper()
	ctx := d.t.Context()
	asked, err := acted(w.RequestElevation(ctx, elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "incident"}))
	check(d.t, err)
	d.write(record.Entry{Type: elevation.TypeApproved, Actor: record.Actor{Email: approver, Assurance: record.Declared}, Data: elevation.ApprovedData{Elevation: asked.ID, Seconds: 3600}})
	_, _ = reaped(w.Reap(ctx, nil))
	row, err := w.Elevation(ctx, asked.ID)
	check(d.t, err)
	return row
}

func TestAForgedApprovalGivesNothing(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(email string) string{
		"stranger":     func(string) string { return "ghost@example.com" },
		"empty":        func(string) string { return "" },
		"invited":      func(string) string { return "fresh@example.com" },
		"tag":          func(e string) string { return strings.Replace(e, "@", "+x@", 1) },
		"dots":         func(e string) string { return strings.Replace(e, ".", "", 1) },
		"cyrillic":     func(e string) string { return strings.ReplaceAll(e, "a", "\u0430") },
		"zerowidth":    func(e string) string { return e + "\u200b" },
		"other domain": func(e string) string { l, _, _ := strings.Cut(e, "@"); return l + "@xn--exmple-4nf.com" },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			check(t, d.server.Invite("fresh@example.com", "Owner"))
			w := d.synced(lead)
			email, _ := d.borrower(w, "Operator")
			row := d.forged(w, email, of(email))
			if got := roleOf(t, d.server, email); got != "Operator" {
				t.Errorf("%q approved: Torq has %s, %s %s", of(email), got, row.State, row.Detail)
			}
		})
	}
}

func TestASyncByAFastClockEndsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	asked, err := acted(w.RequestElevation(ctx, elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "incident", StartsAt: d.clock.Now().Add(10 * time.Minute)}))
	check(t, err)
	_, err = acted(d.open(d.colleague(), creds(d.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0))
	check(t, err)
	d.clock.Advance(48 * time.Hour) // here only
	_, err = w.Sync(ctx, review.SyncOptions{})
	check(t, err)
	_, err = reaped(w.Reap(ctx, nil))
	check(t, err)
	d.clock.Advance(-48*time.Hour + 11*time.Minute)
	d.server.Advance(11 * time.Minute)
	_, err = w.Sync(ctx, review.SyncOptions{})
	check(t, err)
	_, err = reaped(w.Reap(ctx, nil))
	check(t, err)
	d.state(w, asked.ID, elevation.Active)
}

// TestTheLastOwnerIsNotLentAway checks that the only user who can manage users gets no other role for a limited time,
// whatever the permissions of the role are called, and also while another user has that role for a limited time.
func TestTheLastOwnerIsNotLentAway(t *testing.T) {
	t.Parallel()
	for name, scopes := range map[string][]string{"Owner": nil, "Boss": {"manage_people", "x1", "x2", "x3", "x4"}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ctx := t.Context()
			w := d.synced(lead)
			view, err := w.Access(ctx)
			check(t, err)
			check(t, d.server.AddRole("Night Shift", "night.read"))
			if scopes != nil {
				check(t, d.server.AddRole(name, scopes...))
			}
			approver := d.open(d.colleague(), creds(d.server.OwnerKey()))
			var last string
			email, _ := d.borrower(w, "Operator")
			for _, r := range view.Rows {
				switch {
				case r.Kind != access.User || !slices.Contains(r.Permissions, "user.write"):
				case last == "" && r.Role == "Owner" && r.Status == population.StatusVerified:
					last = r.Email
					check(t, d.server.SetRole(last, name))
				default:
					check(t, d.server.SetRole(r.Email, "Viewer"))
				}
			}
			if scopes != nil { // nobody has a role with more
				for _, r := range view.Rows {
					if r.Kind == access.User && r.Email != last {
						check(t, d.server.SetRole(r.Email, "Viewer"))
					}
				}
			}
			_, err = w.Sync(ctx, review.SyncOptions{})
			check(t, err)
			lend := func(who, role string) (elevation.Row, error) {
				asked, err := acted(w.RequestElevation(ctx, elevation.Request{User: who, Role: role, For: time.Hour, Reason: "incident"}))
				check(t, err)
				return acted(approver.ApproveElevation(ctx, asked.ID, 0))
			}
			if row, err := lend(email, name); err != nil || row.State != elevation.Active {
				t.Fatalf("%+v, %v", row, err)
			}
			_, err = lend(last, "Night Shift")
			wantKind(t, err, fault.Refused)
			if got := roleOf(t, d.server, last); got != name {
				t.Errorf("the last %s is %s: %v", name, got, err)
			}
			d.pass(61 * time.Minute)
			_, _ = reaped(w.Reap(ctx, nil))
			if got := roleOf(t, d.server, email); got == name {
				t.Errorf("%s is still lent to %s", name, email)
			}
		})
	}
}

// A listing that lacks the holder once delays nothing: the next one that shows them lets the role be taken back.
func TestAHolderWhomOneListingLacksIsTakenBackByTheNext(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.pass(61 * time.Minute)
	l.hide()
	l.reaps(fault.Failed)
	l.holds("Owner")
	l.server.Mend()
	l.pass(time.Minute)
	l.reaps(0)
	l.holds("Operator")
	l.state(l.w, l.id, elevation.Ended)
}

// TestATakingBackThatIsNotFoundIsToldAsThat checks the message after a 404 for a user who is still listed, when the API
// has worked before.
func TestATakingBackThatIsNotFoundIsToldAsThat(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.pass(61 * time.Minute)
	path := torqtest.UsersPath + "/" + l.userID()
	l.server.Break(path, torqtest.Always, torqtest.Status(http.StatusNotFound))
	if err := l.reaps(fault.Failed); err == nil || strings.Contains(err.Error(), "decided otherwise") || !strings.Contains(err.Error(), "to be taken back") {
		t.Error(err)
	}
	l.server.Mend()
	l.pass(16 * time.Minute)
	l.reaps(0)
	l.holds("Operator")
}

// A listing that a machine with a fast clock reads ends nothing that goes on beside another elevation.
func TestAListingByAFastClockEndsNothing(t *testing.T) {
	t.Parallel()
	l := newLent(t) // Owner for an hour
	weaker := l.give("Contributor", 30*time.Minute)
	l.clock.Advance(45 * time.Minute) // here only
	_, err := l.w.Sync(t.Context(), review.SyncOptions{})
	check(t, err)
	l.clock.Advance(-45 * time.Minute)
	l.state(l.w, weaker.ID, elevation.Active)
	l.pass(31 * time.Minute)
	l.reaps(0)
	if row := l.state(l.w, weaker.ID, elevation.Ended); row.How != elevation.HeldOn {
		t.Errorf("%+v", row)
	}
}
