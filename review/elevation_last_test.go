package review_test

import (
	"context"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
)

// lends gives a role without approval.
func (w *world) lends(t *testing.T, user, role string, d time.Duration) {
	t.Helper()
	_, err := acted(w.machines[0].RequestElevation(context.Background(), elevation.Request{
		User: user + "@example.com", Role: role, For: d, Reason: "incident", BreakGlass: true,
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got := w.torq.users[user]; got != role {
		t.Fatalf("%s holds %s", user, got)
	}
}

// Two people hold the owner's role on loan, and nobody else does any more: not both are taken back, though each alone
// could be.
func TestTheLastOwnersDoNotGoTogether(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(), context.Background()
	if _, err := w.machines[0].Sync(ctx, review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	w.lends(t, "ann", "boss", time.Hour)
	w.lends(t, "ben", "boss", time.Hour)
	delete(w.torq.users, "root")
	w.torq.now = w.torq.now.Add(2 * time.Hour)
	if _, err := reaped(w.machines[0].Reap(ctx, nil)); err == nil {
		t.Error("nobody is told that the last owner's role was not taken back")
	}
	if w.torq.users["ann"] != "boss" && w.torq.users["ben"] != "boss" {
		t.Errorf("nobody may manage users any more: %v", w.torq.users)
	}
}

// Of two accounts with one address nobody can tell which is meant.
func TestAnAddressThatIsThereTwice(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(), context.Background()
	w.torq.users["ANN"] = "view"
	_, err := w.machines[0].Sync(ctx, review.SyncOptions{})
	check(t, err)
	_, err = acted(w.machines[0].RequestElevation(ctx, elevation.Request{User: "ann@example.com", Role: "lead", For: time.Hour, Reason: "incident"}))
	wantKind(t, err, fault.Refused)
}
