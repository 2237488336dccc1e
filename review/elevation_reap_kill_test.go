package review_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// TestReapsAreKilledAtAnyMoment kills what gives and takes back roles at random moments, and lets it go on, until all
// are given, and then until all are taken back: Torq is asked for each change once, and everybody holds what they held.
func TestReapsAreKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	kills := killsWanted()
	rounds := 0
	for n := 0; n < kills; rounds++ {
		n += reapsKilled(t, uint64(rounds), kills-n)
	}
	t.Logf("%d kills in %d rounds of lending and taking back", kills, rounds)
}

// reapsKilled is one round: eight people are lent a role and it is taken back. It returns how often it killed.
func reapsKilled(t *testing.T, seed uint64, most int) (kills int) {
	t.Helper()
	ctx := t.Context()
	server, err := torqtest.Start(torqtest.Options{Seed: seed, Now: time.Now(), Clock: time.Now, RateLimit: -1})
	check(t, err)
	defer server.Close()
	home := t.TempDir()
	w, err := real(home, server.URL(), server.OwnerKey())
	check(t, err)
	_, err = w.Sync(ctx, review.SyncOptions{})
	check(t, err)
	held := ask(t, w, server)
	until := func(want elevation.State) {
		t.Helper()
		for tries := 0; ; tries++ {
			before := len(server.Requests())
			cmd := process(t, home, server, "")
			if kills < most && tries < 6 && killedWithin(cmd, 40*time.Millisecond, func() bool { return len(server.Requests()) >= before+7 }) {
				kills++
				continue
			} else if kills >= most || tries >= 6 {
				_ = cmd.Wait() // what it could not do is in the record
			}
			rows, err := w.ListElevations(ctx)
			check(t, err)
			left := 0
			for _, r := range rows {
				if r.State != want {
					left++
				}
			}
			if left == 0 {
				return
			}
			if tries > 20 {
				t.Fatalf("%d of %d elevations are not %s: %+v", left, len(rows), want, rows[0])
			}
		}
	}
	until(elevation.Active)
	for email := range held {
		if got := roleOf(t, server, email); got != "Owner" {
			t.Errorf("%s is %s", email, got)
		}
	}
	rows, err := w.ListElevations(ctx)
	check(t, err)
	for _, r := range rows { // ended all at once, with Torq out of reach, so that a later process takes them back
		server.Break(torqtest.TokenPath, torqtest.Always, torqtest.HTML(http.StatusOK))
		if _, err := acted(w.EndElevation(ctx, r.ID, "not needed")); err == nil {
			t.Error("Torq is out of reach, and nothing was in the way")
		}
	}
	server.Mend()
	until(elevation.Ended)
	changes := map[string]int{}
	for _, r := range server.Requests() {
		if r.Method == http.MethodPatch {
			changes[r.Path]++
			if r.Status >= 300 {
				t.Errorf("%s was answered %d", r.Path, r.Status)
			}
		}
	}
	for email, role := range held {
		if got := roleOf(t, server, email); got != role {
			t.Errorf("%s is %s, and was %s", email, got, role)
		}
	}
	for path, n := range changes {
		if n != 2 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
	checks, err := w.CheckJournal(ctx)
	if err != nil || len(checks) != 1 || !checks[0].OK {
		t.Errorf("the record: %+v, %v", checks, err)
	}
	return kills
}

// ask asks for a role for eight people, while Torq is out of reach, and returns what they hold.
func ask(t *testing.T, w *review.Workspace, server *torqtest.Server) map[string]string {
	t.Helper()
	view, err := w.Access(t.Context())
	check(t, err)
	_, err = w.ChangeSettings(t.Context(), func(s *settings.Settings) error {
		s.Elevation.Rules = append(s.Elevation.Rules, settings.ElevationRule{
			Role: "Owner", Longest: settings.Duration(time.Hour), Approvals: 1, BreakGlass: append(server.Users(), rita),
		})
		return nil
	})
	check(t, err)
	server.Break(torqtest.TokenPath, torqtest.Always, torqtest.HTML(http.StatusOK))
	defer server.Mend()
	held := map[string]string{}
	var last error
	for _, r := range view.Rows {
		if r.Role != "Operator" && r.Role != "Creator" || r.Status != population.StatusVerified || len(held) == 8 {
			continue
		}
		held[r.Email] = r.Role
		_, last = acted(w.RequestElevation(t.Context(), elevation.Request{User: r.Email, Role: "Owner", For: time.Hour, Reason: "fix it", BreakGlass: true}))
		if last == nil {
			t.Error("Torq is out of reach, and nothing was in the way")
		}
	}
	if rows, err := w.ListElevations(t.Context()); err != nil || len(rows) != len(held) {
		t.Fatalf("%d of %d elevations were asked for, %v; the last request: %v", len(rows), len(held), err, last)
	}
	return held
}
