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

// attention lists what needs attention: one line each, or if whole is set as many as each text takes where there is room
// for all of them.
func (s *Screen) attention(th *theme.Theme, width int, whole bool) block {
	n := len(s.targets) - len(s.standing.Elevations) - len(s.standing.Campaigns)
	switch {
	case n == 0 && s.standing.Connection == review.Packed:
		return s.list(th, "needs attention", 0, 0, "5 Evidence says what a pack shows, and what it lacks")
	case n == 0:
		return s.list(th, "needs attention", 0, 0, "nothing needs attention")
	}
	b := s.list(th, fmt.Sprintf("needs attention (%d)", n), 0, n, "")
	if !whole {
		return b
	}
	short := b.draw
	var lines []string
	var targets []int
	for i := range n {
		for _, line := range s.wrapped(th, s.targets[i], i == s.cursor, width) {
			lines, targets = append(lines, line), append(targets, i)
		}
	}
	b.want = len(lines)
	b.draw = func(width, height int) ([]string, []int) {
		if height < len(lines) {
			return short(width, min(height, n))
		}
		return lines, targets
	}
	return b
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
		return block{title: title, want: 1, least: 1, draw: func(width, _ int) ([]string, []int) {
			return []string{th.Dim.Render(th.Fit("   "+empty, width))}, nil
		}}
	}
	return block{
		title: title, want: n, least: min(n, 2),
		draw: func(width, height int) ([]string, []int) {
			top, end := window(n, s.cursor-first, height)
			var lines []string
			var targets []int
			for i := first + top; i < first+end; i++ {
				lines = append(lines, s.line(th, s.targets[i], i == s.cursor, width))
				targets = append(targets, i)
			}
			return lines, targets
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
	return s.problemLine(th, t, selected, width, 0, t.text)
}

// wrapped returns a problem in as many lines as its text takes.
func (s *Screen) wrapped(th *theme.Theme, t target, selected bool, width int) (lines []string) {
	for i, text := range th.Block(t.text, problemRoom(t, width)) {
		lines = append(lines, s.problemLine(th, t, selected, width, i, text))
	}
	return lines
}

// problemRoom returns the cells for the text of a problem, before the effect of enter if that fits as well.
func problemRoom(t target, width int) int {
	if room := width - 5 - ansi.StringWidth(effect(t)); room >= 30 {
		return room
	}
	return max(width-5, 1)
}

func effect(t target) string { return "  enter " + t.does + " " }

// problemLine draws the nth line of a problem; the first has the sign and the effect of enter.
func (s *Screen) problemLine(th *theme.Theme, t target, selected bool, width, n int, text string) string {
	gutter, sign, base := "   ", th.Alert+" ", lipgloss.NewStyle()
	if selected {
		gutter, base = " "+th.Cursor+" ", th.Selected
	}
	look := th.Text
	if t.loud {
		look = th.Error
	}
	if n > 0 {
		gutter, sign = "   ", "  "
	}
	paint := func(style lipgloss.Style, text string) string { return style.Inherit(base).Render(text) }
	room, does := problemRoom(t, width), ""
	if n == 0 {
		does = effect(t)
	}
	return widget.Line(paint(th.Accent, gutter)+paint(th.Warn, sign)+paint(look, th.Fit(text, room))+
		paint(th.Dim, th.Fit(does, max(width-5-room, 0))), width)
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
