package home

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// mostDays bounds how many days a burn-down shows.
const mostDays = 7

// burndowns shows how the items left in each open campaign went down from day to day.
func (s *Screen) burndowns(th *theme.Theme) (blocks []block) {
	for i := range s.standing.Campaigns {
		if c := &s.standing.Campaigns[i]; len(c.Left) > 0 {
			blocks = append(blocks, s.burndown(th, c))
		}
	}
	return blocks
}

func (s *Screen) burndown(th *theme.Theme, c *campaign.Summary) block {
	now := s.env.Now()
	days := c.Left[max(0, len(c.Left)-mostDays):]
	bars := make([]widget.Bar, len(days))
	for i, left := range days {
		at := now.UTC().AddDate(0, 0, i+1-len(days))
		bars[i] = widget.Bar{Label: at.Format("2 Jan"), Value: left}
	}
	return block{
		title: c.Name + ": items left", want: 1 + len(bars), least: 2, last: true,
		draw: func(width, height int) ([]string, []int) {
			shown := bars[max(0, len(bars)-height+1):]
			chart := widget.BarChart(th, shown, min(max(width-4, 1), 80), len(shown))
			lines := []string{th.Text.Render(th.Fit("   "+paceWords(c, now), width))}
			for line := range strings.SplitSeq(chart, "\n") {
				lines = append(lines, widget.Line("   "+line, width))
			}
			return lines[:min(height, len(lines))], nil
		},
	}
}

// paceWords compares the pace of an open campaign with the one that its due date needs.
func paceWords(c *campaign.Summary, now time.Time) string {
	p, _ := c.Pace(now)
	switch {
	case p.Left == 0:
		return "everything is decided"
	case p.Days == 0:
		return fmt.Sprintf("%s left, %s; %d a day so far", words.Count(p.Left, "item"), widget.Due(c.Due, now), p.SoFar)
	case p.KeepsPace:
		return fmt.Sprintf("on pace: %d a day needed, %d a day so far", p.Needed, p.SoFar)
	}
	return fmt.Sprintf("behind: %d a day needed, %d a day so far", p.Needed, p.SoFar)
}
