package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// borrower is somebody in the simulated workspace who holds that role, is verified, and does not sign in by SSO. The
// colleague is made an approver.
func (d *desk) borrower(w *review.Workspace, roleName string) (email, id string) {
	d.t.Helper()
	reviewtest.Grant(d.t, w, d.colleague(), rights.Approver)
	view, err := w.Access(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range view.Rows {
		if r.Role == roleName && r.Status == population.StatusVerified && !r.SSO {
			return r.Email, strings.TrimPrefix(r.Item, "user/")
		}
	}
	d.t.Fatal("nobody holds the role " + roleName)
	return "", ""
}

// glass lets people take a role without approval.
func (d *desk) glass(w *review.Workspace, role string, people ...string) {
	d.t.Helper()
	_, err := w.ChangeSettings(d.t.Context(), func(s *settings.Settings) error {
		s.Elevation.Rules = append(s.Elevation.Rules, settings.ElevationRule{
			Role: role, Longest: settings.Duration(8 * time.Hour), Approvals: 1, BreakGlass: people,
		})
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// pass lets time pass, here and at Torq.
func (d *desk) pass(by time.Duration) {
	d.clock.Advance(by)
	for _, s := range d.torq {
		s.Advance(by)
	}
}

// roleOf is the role of a user as Torq has it.
func roleOf(t testing.TB, s *torqtest.Server, email string) string {
	t.Helper()
	role, ok := s.RoleOf(email)
	if !ok {
		return "(gone)"
	}
	return role
}

func (d *desk) state(w *review.Workspace, id string, want elevation.State) elevation.Row {
	d.t.Helper()
	row, err := w.Elevation(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	if row.State != want {
		d.t.Errorf("elevation %s is %s (%s), want %s", id, row.State, row.Detail, want)
	}
	return row
}

func TestARoleIsLentAndTakenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	own, other := d.open(email, creds(d.server.OwnerKey())), d.open(d.colleague(), creds(d.server.OwnerKey()))

	asked, err := acted(own.RequestElevation(ctx, elevation.Request{Role: "owner", For: time.Hour, Reason: "incident 4711"}))
	if err != nil || asked.State != elevation.Requested || asked.Role != "Owner" || asked.PriorRole != "Operator" || asked.EndsAt != nil {
		t.Fatalf("asked %+v, %v", asked, err)
	}
	_, err = acted(own.ApproveElevation(ctx, asked.ID, 0))
	wantKind(t, err, fault.Refused)
	if got := roleOf(t, d.server, email); got != "Operator" {
		t.Fatalf("nobody approved, and the role is %s", got)
	}
	d.pass(20 * time.Minute)
	given, err := acted(other.ApproveElevation(ctx, asked.ID[:6], 30*time.Minute))
	if err != nil || given.State != elevation.Active || given.ApprovedBy != d.colleague() {
		t.Fatalf("given %+v, %v", given, err)
	}
	if got := given.EndsAt.Sub(*given.StartsAt); got != 30*time.Minute {
		t.Errorf("lent for %s from approval on", got)
	}
	if got := roleOf(t, d.server, email); got != "Owner" {
		t.Errorf("active, and the role is %s", got)
	}
	_, err = acted(own.RequestElevation(ctx, elevation.Request{Role: "Owner", For: time.Hour, Reason: "more"}))
	wantKind(t, err, fault.Refused)

	d.pass(29 * time.Minute)
	requests := len(d.server.Requests())
	if moved, err := reaped(w.Reap(ctx, nil)); err != nil || len(moved) != 0 {
		t.Errorf("before the end: moved %v, %v", moved, err)
	}
	if n := len(d.server.Requests()) - requests; n != 1 {
		t.Errorf("asking for the time took %d requests", n)
	}
	d.pass(2 * time.Minute)
	moved, err := reaped(w.Reap(ctx, nil))
	if err != nil || len(moved) != 1 || moved[0].State != elevation.Ended || moved[0].How != elevation.Restored {
		t.Fatalf("at the end: moved %+v, %v", moved, err)
	}
	if got := roleOf(t, d.server, email); got != "Operator" {
		t.Errorf("ended, and the role is %s", got)
	}
	requests = len(d.server.Requests())
	if moved, err := reaped(w.Reap(ctx, nil)); err != nil || len(moved) != 0 || len(d.server.Requests()) != requests {
		t.Errorf("nothing is due: moved %v, %v, %d requests", moved, err, len(d.server.Requests())-requests)
	}
	history, err := w.ElevationHistory(ctx, asked.ID)
	if err != nil || len(history) < 8 {
		t.Errorf("history %+v, %v", history, err)
	}
	for _, m := range history {
		t.Log(m.At.Format("15:04:05"), m.By, m.Text)
	}
}

// colleague is a member of the workspace who is lent nothing here, and may approve for others.
func (d *desk) colleague() string {
	d.t.Helper()
	for _, email := range d.server.Users() {
		if role, _ := d.server.RoleOf(email); role == "Contributor" && email != d.server.Admin() {
			return email
		}
	}
	d.t.Fatal("there is no colleague")
	return ""
}
