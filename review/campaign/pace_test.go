package campaign

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	now := time.Date(2026, 10, 3, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		due  string
		left []int
		want Pace
	}{
		{"as fast as needed", "2026-10-04", []int{90, 80, 40}, Pace{Left: 40, Days: 2, SoFar: 20, Needed: 20, KeepsPace: true}},
		{"too slow", "2026-10-04", []int{90, 80, 70}, Pace{Left: 70, Days: 2, SoFar: 10, Needed: 35}},
		{"today is the last day", "2026-10-03", []int{31}, Pace{Left: 31, Days: 1, SoFar: 69, Needed: 31, KeepsPace: true}},
		{"overdue", "2026-10-01", []int{90, 80, 70}, Pace{Left: 70, SoFar: 10, Needed: 70}},
		{"everything is decided", "2026-10-09", []int{0}, Pace{Days: 7, SoFar: 100, KeepsPace: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := (Summary{Items: 100, Due: c.due, Left: c.left}).Pace(now); !ok || got != c.want {
				t.Errorf("got %+v %v, want %+v", got, ok, c.want)
			}
		})
	}
	if _, ok := (Summary{Items: 100, Due: "2026-10-04"}).Pace(now); ok {
		t.Error("a campaign that is not open has a pace")
	}
}
