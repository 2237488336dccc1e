package widget_test

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/ui/widget"
)

func TestDueCountsTheDayItself(t *testing.T) {
	now := time.Date(2026, 11, 24, 23, 59, 0, 0, time.UTC)
	for date, want := range map[string]string{
		"2026-11-22": "2 days overdue", "2026-11-23": "1 day overdue", "2026-11-24": "today", "2026-11-25": "tomorrow",
		"2026-12-01": "in 7 days", "soon": "soon",
	} {
		if got := widget.Due(date, now); got != want {
			t.Errorf("%s: %q, want %q", date, got, want)
		}
	}
}
