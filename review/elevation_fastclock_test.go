package review_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// A laptop whose clock is two days ahead writes into the record. What others do afterwards has its effect, and so has
// what the laptop does when its clock was set right.
func TestAClockThatWasTwoDaysAhead(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	fast := *d
	fast.home, fast.clock = t.TempDir(), reviewtest.NewClock(d.clock.Now().Add(48*time.Hour), time.Millisecond)
	if err := os.Symlink(filepath.Join(d.home, "default"), filepath.Join(fast.home, "default")); err != nil {
		t.Skip("one folder for two machines needs symbolic links:", err)
	}
	laptop := fast.open(lead, creds(d.server.OwnerKey()))
	_, err := laptop.ChangeSettings(ctx, func(s *settings.Settings) error { s.Elevation.Notice *= 2; return nil })
	check(t, err)

	lend := func(w *review.Workspace, approver *review.Workspace, role string) {
		t.Helper()
		email, _ := d.borrower(w, role)
		row, err := acted(w.RequestElevation(ctx, elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "fix it"}))
		check(t, err)
		if row.State != elevation.Requested {
			t.Fatalf("asked for, and it is %s", row.State)
		}
		if _, err := acted(approver.ApproveElevation(ctx, row.ID, 0)); err != nil {
			t.Fatal(err)
		}
		if got := d.state(w, row.ID, elevation.Active); got.EndsAt.Sub(d.clock.Now()).Abs() > 2*time.Hour {
			t.Errorf("it ends at %s, now it is %s", got.EndsAt, d.clock.Now())
		}
	}
	env := creds(d.server.OwnerKey())
	reviewtest.Grant(t, w, rita, rights.Manager)
	lend(d.open(rita, env), d.open(d.colleague(), env), "Operator")
	fast.clock.Set(d.clock.Now()) // it was set right
	lend(fast.open(rita, env), fast.open(d.colleague(), env), "Contributor")

	lines, err := w.Journal(ctx)
	check(t, err)
	ahead, seen := 0, 0
	for i := range lines {
		if lines[i].Time.Sub(d.clock.Now()) > time.Hour {
			ahead++
		}
		seen += len(lines[i].Seen)
	}
	if ahead == 0 || ahead > 2 || seen == 0 {
		t.Errorf("%d lines bear a time of the future, %d name others", ahead, seen)
	}
	known := record.Hashes{}
	for _, l := range lines {
		if err := l.CheckHeads(known.Of); err != nil {
			t.Error(err)
		}
		known.Apply(l)
	}
	if ok, detail := journalOK(t, w); !ok {
		t.Error(detail)
	}
}
