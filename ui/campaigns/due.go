package campaigns

import (
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/widget"
)

// dueWords say when a campaign is due as seen from now: "in 7 days", "tomorrow", "today", "2 days overdue". Due dates
// are days in UTC. A closed campaign has only its date, and so has what is not a date.
func dueWords(s campaign.Summary, now time.Time) string {
	due, err := time.Parse(campaign.DateLayout, s.Due)
	if err != nil || s.State == campaign.Closed {
		return s.Due
	}
	switch days := int(due.Sub(now.UTC().Truncate(24*time.Hour)).Hours() / 24); {
	case days < 0:
		return widget.Days(-days) + " overdue"
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	default:
		return "in " + widget.Days(days)
	}
}
