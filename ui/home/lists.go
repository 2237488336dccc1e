package home

import (
	"fmt"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// attention lists what needs attention.
func (s *Screen) attention(th *theme.Theme) block {
	n := len(s.targets) - len(s.standing.Elevations) - len(s.standing.Campaigns)
	switch {
	case n == 0 && s.standing.Connection == review.Packed:
		return s.list(th, "needs attention", 0, 0, "5 Evidence says what a pack shows, and what it lacks")
	case n == 0:
		return s.list(th, "needs attention", 0, 0, "nothing needs attention")
	}
	return s.list(th, fmt.Sprintf("needs attention (%d)", n), 0, n, "")
}

// campaigns lists the campaigns, newest first.
func (s *Screen) campaigns(th *theme.Theme) block {
	n := len(s.standing.Campaigns)
	empty := "no campaign yet: make one under 3 Reviews"
	if s.standing.LastSync == nil {
		empty = "no campaign yet: a campaign reviews what a sync has read"
	}
	title := "campaigns"
	if n > 0 {
		title = fmt.Sprintf("campaigns (%d)", n)
	}
	return s.list(th, title, len(s.targets)-n, n, empty)
}

// list returns a block of n targets from first on, or one line with the reason why there is none.
func (s *Screen) list(th *theme.Theme, title string, first, n int, empty string) block {
	if n == 0 {
		return block{title: title, want: 1, least: 1, targets: -1, draw: func(width, _ int) ([]string, int) {
			return []string{th.Dim.Render(th.Fit("   "+empty, width))}, 0
		}}
	}
	return block{
		title: title, want: n, least: min(n, 2), targets: first,
		draw: func(width, height int) ([]string, int) {
			top, end := window(n, s.cursor-first, height)
			var lines []string
			for i := first + top; i < first+end; i++ {
				lines = append(lines, s.line(th, s.targets[i], i == s.cursor, width))
			}
			return lines, top
		},
	}
}

func (s *Screen) line(th *theme.Theme, t target, selected bool, width int) string {
	gutter, base := "   ", lipgloss.NewStyle()
	if selected {
		gutter, base = " "+th.Cursor+" ", th.Selected
	}
	paint := func(style lipgloss.Style, text string) string { return style.Inherit(base).Render(text) }
	switch {
	case t.campaign != nil:
		return widget.Line(paint(th.Accent, gutter)+s.campaignLine(th, t.campaign, base, width-3), width)
	case t.elevation != nil:
		return widget.Line(paint(th.Accent, gutter)+s.elevationLine(th, t.elevation, base, width-3), width)
	}
	look := th.Text
	if t.loud {
		look = th.Error
	}
	does := "  enter " + t.does + " "
	room := width - 5 - ansi.StringWidth(does)
	if room < 30 {
		does, room = "", width-5
	}
	return widget.Line(paint(th.Accent, gutter)+paint(th.Warn, th.Alert+" ")+
		paint(look, th.Fit(t.text, room))+paint(th.Dim, does), width)
}

// campaignLine returns "Q4 2026 access review  ████░░░░  46 of 143  due in 7 days".
func (s *Screen) campaignLine(th *theme.Theme, c *campaign.Summary, base lipgloss.Style, width int) string {
	const numbers, phrase = 14, 19
	bar := min(max(width/5, 8), 30)
	name := width - bar - numbers - phrase - 3
	how := fmt.Sprintf("%d of %d", c.Decided, c.Items)
	if c.State == campaign.Draft {
		how = words.Count(c.Items, "item")
	}
	due, style := s.due(th, c)
	gap := base.Render(" ")
	return base.Render(th.Fit(c.Name, name)) + gap + widget.Progress(th, c.Decided, c.Items, bar) + gap +
		base.Render(th.FitRight(how, numbers)) + base.Render(safetext.Spaces(2)) +
		style.Inherit(base).Render(th.Fit(due, phrase-1))
}
