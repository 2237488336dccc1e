package evidence

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// headLines is the number of lines above a page.
const headLines = 1

// View draws exactly height lines of width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	_, over := s.pages.Front()
	switch {
	case over:
	case s.err != nil:
		return widget.Clip(failure(th, width, s.err), width, height)
	case !s.read:
		return widget.Clip("\n"+th.Dim.Render(th.Fit("  looking at the evidence as an auditor will"+th.Ellipsis(), width)), width, height)
	case s.id == "":
		return widget.Clip(empty(th, width), width, height)
	}
	body := s.front().View(th, width, height-headLines)
	return widget.Clip(s.head(th, width)+"\n"+body, width, height)
}

// head says whose evidence it is, and what the page in front shows.
func (s *Screen) head(th *theme.Theme, width int) string {
	c, _ := s.shown()
	left := " " + th.Title.Render(th.Clean(c.Name)) + th.Dim.Render(th.Clean(" · "+string(c.State)))
	if c.State == campaign.Open {
		left = " " + th.Title.Render(th.Clean(c.Name)) + th.Warn.Render(th.Clean(" · still open"))
	}
	if _, all := s.front().(*trendPage); all {
		left = " " + th.Title.Render("All campaigns")
	}
	right := s.front().heading()
	if _, over := s.pages.Front(); !over {
		if right = s.counts; lipgloss.Width(left)+lipgloss.Width(right)+2 > width {
			right = s.short
		}
	}
	if s.busy != "" {
		right = s.busy + "…"
	}
	return widget.Spread(th, left, th.Dim.Render(th.Clean(right))+" ", width)
}

func failure(th *theme.Theme, width int, err error) string {
	lines := append([]string{""}, th.Block(th.Alert+" "+err.Error(), max(1, width-4))...)
	if hint := screen.WayOut(err); hint != "" {
		lines = append(lines, th.Block(hint, max(1, width-4))...)
	}
	return strings.Join(lines, "\n  ")
}

func empty(th *theme.Theme, width int) string {
	var lines []string
	for _, text := range []string{
		"", "There is no evidence yet: no campaign was opened.", "",
		"Once one is, this shows how its evidence will look to an auditor, makes the pack that is handed to one, and follows every row from the answer of Torq's API to its proof.",
		"", "Press 3 and n for a new campaign. Press v to check a pack that you got.",
	} {
		for _, line := range th.Block(text, max(1, width-2)) {
			lines = append(lines, "  "+line)
		}
	}
	return strings.Join(lines, "\n")
}

// facts collects labelled lines under a title.
func facts(th *theme.Theme, width int, title string, style lipgloss.Style) *widget.Facts {
	f := &widget.Facts{Theme: th, Width: width}
	for _, line := range th.Block(title, max(1, width-2)) {
		f.Line(" " + style.Render(line))
	}
	return f
}
