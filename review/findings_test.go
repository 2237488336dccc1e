package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
)

func TestBreakGlassIsReviewed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	email, id := d.borrower(w, "Operator")
	d.glass(w, "Owner", email)
	own := d.open(email, creds(d.server.OwnerKey()))
	row, err := acted(own.RequestElevation(ctx, elevation.Request{Role: "Owner", For: time.Hour, Reason: "everything burns", BreakGlass: true}))
	if check(t, err); row.State != elevation.Active || !row.BreakGlass || row.ApprovedBy != elevation.AutoByBreakGlass {
		t.Fatalf("%+v", row)
	}
	_, err = acted(own.EndElevation(ctx, row.ID, ""))
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

func itemRow(t testing.TB, sheet *campaign.Sheet, item string) campaign.SheetRow {
	t.Helper()
	return row(t, sheet, func(r campaign.SheetRow) bool { return r.Item == item })
}

func TestARoleRaisedOutOfBandIsFound(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	l := newLent(t)
	ctx := t.Context()
	_, err := acted(l.w.EndElevation(ctx, l.id, "not needed"))
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
