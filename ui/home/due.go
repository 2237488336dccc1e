package home

import (
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// due returns how near its due date a campaign is, and the style of that.
func (s *Screen) due(th *theme.Theme, c *campaign.Summary) (string, lipgloss.Style) {
	switch {
	case c.State == campaign.Open && c.Overdue:
		return widget.Due(c.Due, s.env.Now()), th.Bad
	case c.State == campaign.Open:
		return "due " + widget.Due(c.Due, s.env.Now()), th.Text
	}
	return string(c.State), th.Dim
}
