package review_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
)

// world is a Torq and two machines on one store, and what every user would hold without tuar.
type world struct {
	torq     *fakeTorq
	shelf    *shelf
	machines [2]*review.Workspace
	// without is what each user would hold had tuar done nothing: more than one role where somebody gave by hand what tuar
	// was lending, which nobody can tell apart.
	without map[string][]string
	asked   map[string][]string // every role that was asked for, by user
	past    map[string][]string // every role somebody gave, by user
}

// Lendable roles are in the order of strength but for the last, which compares with none; given is what only people
// give.
var lendable = []population.Role{
	{ID: "view", Name: "view", Scopes: []string{"a"}},
	{ID: "work", Name: "work", Scopes: []string{"a", "b"}},
	{ID: "lead", Name: "lead", Scopes: []string{"a", "b", "c"}},
	{ID: "side", Name: "side", Scopes: []string{"d"}},
}

var given = []population.Role{{ID: "hand", Name: "hand", Scopes: []string{"a", "e"}}, {ID: "palm", Name: "palm", Scopes: []string{"f"}}}

func newWorld() *world {
	torq := &fakeTorq{
		now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC), hidden: map[string]int{}, unknown: map[string]bool{},
		roles: append(slices.Clone(lendable), given...),
		users: map[string]string{"ann": "view", "ben": "work", "cy": "side", "root": "boss", "one": "view", "two": "view"},
	}
	torq.roles = append(torq.roles, population.Role{ID: "boss", Name: "boss", Scopes: []string{"user.write"}})
	w := &world{torq: torq, shelf: newShelf(torq), without: map[string][]string{}, asked: map[string][]string{}, past: map[string][]string{}}
	var everybody []string
	for id := range torq.users {
		everybody = append(everybody, id+"@example.com")
	}
	w.shelf.settings.Owners = []string{"one@example.com", "two@example.com"}
	w.shelf.settings.Elevation.Rules = []settings.ElevationRule{
		{Role: "side", Longest: settings.Duration(3 * time.Hour), AutoApprove: true, BreakGlass: everybody},
	}
	for _, role := range []string{"view", "work", "lead", "boss"} {
		w.shelf.settings.Elevation.Rules = append(w.shelf.settings.Elevation.Rules, settings.ElevationRule{
			Role: role, Longest: settings.Duration(5 * time.Hour), Approvals: 1, BreakGlass: everybody,
		})
	}
	for id, role := range torq.users {
		w.without[id], w.past[id] = []string{role}, []string{role}
	}
	for i := range w.machines {
		w.boot(i)
	}
	return w
}

// boot starts the process on a machine anew.
func (w *world) boot(i int) {
	w.machines[i] = review.New(review.Config{
		Name: "default", As: []string{"one@example.com", "two@example.com"}[i], Env: settings.Credentials{Region: "us", ClientID: "key", Secret: "secret"},
		Clock: w.torq, Journal: memoryJournal{w.shelf, fmt.Sprint("machine-", i)}, Populations: w.shelf, Settings: memorySettings{w.shelf},
		Dial: func(settings.Credentials) (core.Source, error) { return w.torq, nil },
	})
}

// on does something on a machine, which may be killed in the middle of it.
func (w *world) on(i int, do func(*review.Workspace)) {
	defer func() {
		w.shelf.dies = 0
		if r := recover(); r != nil {
			if err, ok := r.(error); !ok || !errors.Is(err, errKilled) {
				panic(r)
			}
			w.boot(i)
		}
	}()
	do(w.machines[i])
}

func (w *world) elevations(t *rapid.T) []elevation.Row {
	rows, err := w.machines[0].ListElevations(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (w *world) user(t *rapid.T) string {
	ids := slices.Sorted(maps.Keys(w.torq.users))
	return rapid.SampledFrom(ids).Draw(t, "user")
}

// TestEveryRoleComesBack asks, approves, extends, ends, reaps, kills, loses answers, changes roles by hand, lets time
// pass, sets clocks here and at Torq, leaves users out of listings and answers 404 for one, in any order, and then lets
// everything end: after one more reap every user holds the role they would hold without tuar, and nothing is left that
// was not ended or is on record as drifted.
func TestEveryRoleComesBack(t *testing.T) {
	t.Parallel()
	interleavings, steps, ended := 0, 0, map[elevation.State]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		ctx := context.Background()
		interleavings++
		machine := rapid.IntRange(0, 1)
		sync := func(t *rapid.T) {
			w.on(machine.Draw(t, "machine"), func(m *review.Workspace) { _, _ = m.Sync(ctx, review.SyncOptions{AllowDrop: true}) })
		}
		sync(t)
		one := func(t *rapid.T) string {
			rows := slices.DeleteFunc(w.elevations(t), func(r elevation.Row) bool { return !r.State.Live() })
			if len(rows) == 0 {
				t.Skip("nothing is to be waited for or done")
			}
			return rapid.SampledFrom(rows).Draw(t, "elevation").ID
		}
		actions := map[string]func(*rapid.T){
			"request": func(t *rapid.T) {
				user, role := w.user(t), rapid.SampledFrom(lendable).Draw(t, "role").ID
				w.asked[user] = append(w.asked[user], role)
				req := elevation.Request{
					User: user + "@example.com", Role: role, For: time.Duration(rapid.IntRange(1, 240).Draw(t, "minutes")) * time.Minute, Reason: "why not",
					BreakGlass: rapid.IntRange(0, 4).Draw(t, "glass") == 0,
				}
				if rapid.IntRange(0, 4).Draw(t, "later") == 0 {
					req.StartsAt = w.torq.now.Add(30 * time.Minute)
				}
				w.on(machine.Draw(t, "machine"), func(m *review.Workspace) { _, _ = acted(m.RequestElevation(ctx, req)) })
			},
			"approve": func(t *rapid.T) {
				id, most := one(t), time.Duration(rapid.IntRange(0, 2).Draw(t, "shorter"))*10*time.Minute
				w.on(machine.Draw(t, "machine"), func(m *review.Workspace) { _, _ = acted(m.ApproveElevation(ctx, id, most)) })
			},
			"deny": func(t *rapid.T) {
				id := one(t)
				w.on(machine.Draw(t, "machine"), func(m *review.Workspace) { _, _ = acted(m.DenyElevation(ctx, id, "not now")) })
			},
			"extend": func(t *rapid.T) {
				id := one(t)
				w.on(machine.Draw(t, "machine"), func(m *review.Workspace) { _, _ = acted(m.ExtendElevation(ctx, id, 20*time.Minute, "not done")) })
			},
			"end": func(t *rapid.T) {
				id := one(t)
				w.on(machine.Draw(t, "machine"), func(m *review.Workspace) { _, _ = acted(m.EndElevation(ctx, id, "not needed")) })
			},
			"reap": func(t *rapid.T) {
				w.on(machine.Draw(t, "machine"), func(m *review.Workspace) { _, _ = reaped(m.Reap(ctx, nil)) })
			},
			"both reap": func(t *rapid.T) { // the second while the first reads
				first := machine.Draw(t, "first")
				w.torq.between = func() { w.on(1-first, func(m *review.Workspace) { _, _ = reaped(m.Reap(ctx, nil)) }) }
				w.on(first, func(m *review.Workspace) { _, _ = reaped(m.Reap(ctx, nil)) })
				w.torq.between = nil
			},
			"sync": sync,
			"trouble": func(t *rapid.T) {
				w.torq.next = rapid.SampledFrom([]string{"refused", "lost before", "lost after", "killed before", "killed after", "believed"}).Draw(t, "trouble")
			},
			"kill": func(t *rapid.T) { w.shelf.dies = rapid.IntRange(1, 8).Draw(t, "in how many lines") },
			"down": func(t *rapid.T) { w.torq.down = rapid.IntRange(0, 3).Draw(t, "down") == 0 },
			"time": func(t *rapid.T) {
				w.torq.now = w.torq.now.Add(time.Duration(rapid.SampledFrom([]int{1, 2, 5, 15, 60}).Draw(t, "minutes")) * time.Minute)
			},
			"clock": func(t *rapid.T) {
				w.torq.offset = rapid.SampledFrom([]time.Duration{0, 0, 0, 0, 0, 30 * time.Second, time.Hour, -time.Hour}).Draw(t, "offset")
			},
			"by hand": func(t *rapid.T) {
				w.byHand(w.user(t), rapid.SampledFrom(append(slices.Clone(given), lendable...)).Draw(t, "role").ID)
			},
			"hide": func(t *rapid.T) { // the next listings lack somebody who is there
				w.torq.hidden[w.user(t)] = rapid.IntRange(1, 3).Draw(t, "listings")
			},
			"404": func(t *rapid.T) { // each change of one user answers so
				user := w.user(t)
				w.torq.unknown[user] = !w.torq.unknown[user]
			},
			"date": func(t *rapid.T) {
				w.torq.date = rapid.SampledFrom([]time.Duration{0, 0, 0, -3 * time.Hour, 3 * time.Hour, -25 * 365 * 24 * time.Hour, 290 * 365 * 24 * time.Hour}).Draw(t, "date")
			},
			"leave": func(t *rapid.T) {
				if user := w.user(t); !slices.Contains([]string{"root", "one", "two"}, user) && rapid.IntRange(0, 5).Draw(t, "really") == 0 {
					delete(w.torq.users, user)
					delete(w.without, user)
				}
			},
		}
		for name, do := range actions {
			actions[name] = func(t *rapid.T) {
				steps++
				do(t)
			}
		}
		t.Repeat(actions)
		w.end(t)
		for _, r := range w.elevations(t) {
			ended[r.State]++
		}
	})
	t.Logf("%d interleavings, %d steps; elevations: %v", interleavings, steps, ended)
	if interleavings >= 3000 && (ended[elevation.Ended] == 0 || ended[elevation.Drifted] == 0 || ended[elevation.Failed] == 0) {
		t.Error("the steps do not reach what they are to try")
	}
}

// byHand is somebody changing a role in the console.
func (w *world) byHand(user, role string) {
	if user == "root" || w.torq.users[user] == role {
		return
	}
	w.torq.users[user] = role
	w.past[user] = append(w.past[user], role)
	if slices.Contains(w.asked[user], role) { // what was lent is there again: nobody can tell that it is not tuar's
		w.without[user] = w.past[user]
		return
	}
	w.without[user] = []string{role}
}

// end lets everything end in good weather.
func (w *world) end(t *rapid.T) {
	ctx := context.Background()
	w.torq.down, w.torq.next, w.torq.offset, w.shelf.dies, w.torq.between = false, "", 0, 0, nil
	clear(w.torq.hidden)
	clear(w.torq.unknown)
	w.torq.date = 0
	w.torq.now = w.torq.now.Add(100 * time.Hour)
	if _, err := w.machines[0].Sync(ctx, review.SyncOptions{AllowDrop: true}); err != nil { // shows whoever was missing
		t.Fatalf("the last sync: %v", err)
	}
	_, err := reaped(w.machines[0].Reap(ctx, nil))
	if err != nil { // who has left is gone by a second listing
		w.torq.now = w.torq.now.Add(time.Hour)
		_, err = reaped(w.machines[0].Reap(ctx, nil))
	}
	if err != nil {
		t.Fatalf("the last reap: %v", err)
	}
	for user, may := range w.without {
		if got := w.torq.users[user]; !slices.Contains(may, got) {
			t.Errorf("%s holds %s; without tuar it would be %v", user, got, may)
		}
	}
	for _, r := range w.elevations(t) {
		if r.State.Live() {
			t.Errorf("%s of %s is still %s: %s", r.ID, r.Email, r.State, r.Detail)
		}
	}
}
