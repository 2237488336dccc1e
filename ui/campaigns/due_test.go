package campaigns

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
)

func TestDueWords(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		due   string
		state campaign.State
		want  string
	}{
		{"2026-11-30", campaign.Open, "in 7 days"},
		{"2026-11-24", campaign.Open, "tomorrow"},
		{"2026-11-23", campaign.Open, "today"},
		{"2026-11-22", campaign.Open, "1 day overdue"},
		{"2026-11-13", campaign.Draft, "10 days overdue"},
		{"2026-11-13", campaign.Closed, "2026-11-13"},
		{"soon", campaign.Open, "soon"},
	} {
		if got := dueWords(campaign.Summary{Due: c.due, State: c.state}, now); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.due, c.state, got, c.want)
		}
	}
}
