package app

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/widget"
)

// lentNow describes the active elevations: the user's own role with its end, then the number of others. long fits a
// line of its own, short a crowded one. Both are empty if there is none.
func (m *model) lentNow(now time.Time) (long, short string, style lipgloss.Style) {
	mine, others, overdue := m.reaping.lent.mine, m.reaping.lent.others, m.reaping.lent.overdue
	var parts []string
	style = m.th.Info
	switch {
	case mine == nil:
	case mine.State == elevation.Overdue:
		overdue++
		parts = append(parts, fmt.Sprintf("%s is overdue since %s", mine.Role, widget.Clock(*mine.EndsAt, now)))
		short = "OVERDUE " + mine.Role
	default:
		left := widget.Left(*mine.EndsAt, now)
		parts = append(parts, fmt.Sprintf("%s until %s, %s left", mine.Role, widget.Clock(*mine.EndsAt, now), left))
		short = mine.Role + " " + left
	}
	word := "elevation is active"
	if others > 1 {
		word = "elevations are active"
	}
	switch {
	case others > 0 && mine != nil:
		parts = append(parts, fmt.Sprintf("%d more active", others))
	case others > 0:
		parts = append(parts, fmt.Sprintf("%d %s", others, word))
		short = fmt.Sprintf("%d active", others)
	}
	if overdue > 0 {
		style = m.th.Error
		if mine == nil || mine.State != elevation.Overdue {
			parts = append(parts, fmt.Sprintf("%d OVERDUE", overdue))
			short = fmt.Sprintf("%d OVERDUE", overdue)
		}
		parts[0], short = "! "+parts[0], "! "+short
	}
	return strings.Join(parts, " · "), short, style
}

// rule returns the line under the header: the active elevations, and a note if the company is simulated.
func (m *model) rule(width int) string {
	if m.pack() != nil {
		return m.banner(width)
	}
	demo := ""
	if m.demo {
		demo = "a simulated company: nothing here is real, nothing leaves this machine"
	}
	long, _, style := m.lentNow(m.env.Now())
	if long == "" {
		return widget.Rule(m.th, demo, width)
	}
	th := m.th
	edge := strings.Repeat(th.Horizontal, 2)
	text := " " + th.Clean(long) + " "
	if ansi.StringWidth(text) > width-4 {
		text = " " + th.Fit(long, width-6) + " "
	}
	room := width - 2 - ansi.StringWidth(text)
	if ansi.StringWidth(demo)+6 > room {
		demo = ""
	}
	return th.Border.Render(edge) + style.Render(text) + widget.Rule(th, demo, room)
}
