package cli

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
)

// Those that go on are all shown, of the others the last ten.
func TestLatest(t *testing.T) {
	rows := func(live, over int) []elevation.Row {
		out := make([]elevation.Row, live+over)
		for i := range out {
			out[i].State = elevation.Ended
			if i < live {
				out[i].State = elevation.Active
			}
		}
		return out
	}
	for _, c := range []struct{ live, over, shown, left int }{{0, 0, 0, 0}, {12, 3, 15, 0}, {2, 10, 12, 0}, {2, 15, 12, 5}} {
		if shown, left := latest(rows(c.live, c.over)); len(shown) != c.shown || left != c.left {
			t.Errorf("of %d and %d: %d shown, %d left out", c.live, c.over, len(shown), left)
		}
	}
}

// Every state and every way to end has its words.
func TestEveryElevationHasASentence(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	for _, state := range elevation.States {
		r := elevation.Row{State: state, Email: "a@example.com", Role: "Owner", EndsAt: &now, EndedAt: &now, How: elevation.Restored}
		if sentenceOf(r, now) == "" {
			t.Errorf("%s has no words", state)
		}
	}
	for _, how := range []elevation.How{elevation.Restored, elevation.HeldOn, elevation.TakenBack, elevation.Gone, elevation.HadIt} {
		if endingWords[how] == nil {
			t.Errorf("%s has no words", how)
		}
	}
}
