package sheet

import (
	"testing"
	"time"
)

func TestPaceCountsPausesAsAMinute(t *testing.T) {
	var p pace
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	p.decided(1, at)
	if got := p.left(10); got != "" {
		t.Errorf("one decision gives a pace: %q", got)
	}
	for range 5 {
		at = at.Add(6 * time.Second)
		p.decided(1, at)
	}
	if got, want := p.left(100), "about 10 min left at this pace"; got != want {
		t.Errorf("six seconds a row: %q, want %q", got, want)
	}
	at = at.Add(3 * time.Hour)
	p.decided(1, at)
	if got, want := p.left(100), "about 25 min left at this pace"; got != want {
		t.Errorf("after lunch: %q, want %q", got, want)
	}
	if got := p.left(0); got != "" {
		t.Errorf("nothing left, yet %q", got)
	}
}
