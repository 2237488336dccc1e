package home

import (
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// due says where a campaign stands in time.
func (s *Screen) due(th *theme.Theme, c *campaign.Summary) (string, lipgloss.Style) {
	switch c.State {
	case campaign.Closed:
		return "closed", th.Dim
	case campaign.Draft:
		return "draft", th.Dim
	}
	day, err := time.Parse(campaign.DateLayout, c.Due)
	if err != nil {
		return "due " + c.Due, th.Text
	}
	switch n := daysUntil(day, s.desk.Now()); {
	case c.Overdue || n < 0:
		return "overdue by " + widget.Days(max(-n, 1)), th.Bad
	case n == 0:
		return "due today", th.Warn
	case n == 1:
		return "due tomorrow", th.Warn
	default:
		return "due in " + widget.Days(n), th.Text
	}
}

// daysUntil counts calendar days, in UTC as due dates are.
func daysUntil(day, now time.Time) int {
	return int(day.Sub(now.UTC().Truncate(24*time.Hour)) / (24 * time.Hour))
}
