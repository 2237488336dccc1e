package widget

import (
	"testing"
	"time"
)

func TestLeft(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		-time.Hour: "0 s", 0: "0 s", 45 * time.Second: "45 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 min",
		41*time.Minute + 59*time.Second: "41 min", time.Hour: "1 h", 125 * time.Minute: "2 h 5 min", 47*time.Hour + 59*time.Minute: "47 h 59 min",
		48 * time.Hour: "2 days", 75 * time.Hour: "3 days 3 h",
	} {
		if got := Left(now.Add(d), now); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestClockIsTheReadersAndNamesAnotherDay(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, time.FixedZone("", 2*60*60))
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 23, 21, 40, 0, 0, time.UTC): "23:40",
		time.Date(2026, 11, 23, 22, 10, 0, 0, time.UTC): "24 Nov 00:10",
	} {
		if got := Clock(at, now); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}
