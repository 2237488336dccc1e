package home

import (
	"fmt"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// elevations lists the active elevations and requests, with the time that is left.
func (s *Screen) elevations(th *theme.Theme) block {
	n := len(s.standing.Elevations)
	first := len(s.targets) - len(s.standing.Campaigns) - n
	return s.list(th, fmt.Sprintf("elevations (%d)", n), first, n, "")
}

// elevationLine returns "d.ito@example.com  Owner  ███░░░  41 min left, until 14:32".
func (s *Screen) elevationLine(th *theme.Theme, r *elevation.Row, base lipgloss.Style, width int) string {
	const most = 16
	phrase := 30
	now := s.env.Now()
	var how string
	var style lipgloss.Style
	bar := ""
	if width >= 90 {
		bar, phrase = base.Render(safetext.Spaces(most+1)), 36 // "23 h 59 min left, until 26 Nov 09:00"
	}
	switch {
	case r.State == elevation.Overdue:
		how, style = "OVERDUE since "+widget.Clock(*r.EndsAt, now), th.Error
	case r.State == elevation.Active && now.Before(*r.EndsAt):
		left := r.EndsAt.Sub(now)
		how, style = widget.Left(*r.EndsAt, now)+" left", th.Good
		if until := ", until " + widget.Clock(*r.EndsAt, now); len(how)+len(until) <= phrase {
			how += until
		}
		if left <= s.standing.Notice {
			style = th.Warn
		}
		if bar != "" && r.StartsAt != nil {
			bar = widget.Progress(th, int(left.Seconds()), int(r.EndsAt.Sub(*r.StartsAt).Seconds()), most) +
				base.Render(" ")
		}
	case r.State == elevation.Active:
		how, style = "ending now", th.Warn
	case r.State == elevation.Requested:
		how, style = fmt.Sprintf("waits for approval, for %s", words.For(r.Granted)), th.Info
	case r.StartsAt != nil && r.StartsAt.After(now):
		how, style = "begins in "+widget.Left(*r.StartsAt, now), th.Info
	default:
		how, style = "approved, not given yet", th.Info
	}
	role := r.Role
	if r.BreakGlass {
		role += " !"
	}
	room := width - phrase - 1
	if bar != "" {
		room -= most + 1
	}
	who := room * 3 / 5
	return base.Render(th.Fit(r.Email, who-1)+" "+th.Fit(role, room-who)+" ") + bar +
		style.Inherit(base).Render(th.Fit(how, phrase))
}
