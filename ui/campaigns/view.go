package campaigns

import (
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// From this width on the details stand beside the list, below it otherwise.
const sideBySide = 110

// View draws exactly height lines of width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	switch {
	case s.form != nil:
		return s.form.View(th, width, height)
	case s.sheet != nil:
		return s.sheet.View(th, width, height)
	case s.carry != nil:
		return s.carry.View(th, width, height)
	}
	var lines []string
	if s.err != nil {
		lines = append(lines, th.Error.Render(th.Fit(" "+th.Alert+" "+s.err.Error(), width)))
		if hint := screen.WayOut(s.err); hint != "" {
			lines = append(lines, th.Dim.Render(th.Fit("   "+hint, width)))
		}
	}
	s.tableAt, s.tableWidth = len(lines), width
	body := s.body(th, width, height-len(lines))
	return widget.Clip(strings.Join(append(lines, body), "\n"), width, height)
}

func (s *Screen) body(th *theme.Theme, width, height int) string {
	c, ok := s.table.Current()
	switch {
	case !s.read:
		return th.Dim.Render(th.Fit("  reading the campaigns"+th.Ellipsis(), width))
	case !ok && s.err == nil:
		return empty(th, width)
	case !ok:
		return ""
	case width >= sideBySide:
		right := width * 2 / 5
		left := width - right - 1
		s.tableWidth = left
		list := s.table.View(th, left, height)
		return widget.Split(th, list, s.describeTo(th, c, right, height), left, right, height)
	}
	_, rows := s.table.Matched()
	list := max(min(rows+1, height/2), min(height, 4))
	below := height - list - 1
	if below < 2 {
		return s.table.View(th, width, height)
	}
	return s.table.View(th, width, list) + "\n" + widget.Rule(th, c.ID, width) + "\n" + s.describeTo(th, c, width, below)
}

func empty(th *theme.Theme, width int) string {
	var lines []string
	for _, text := range []string{
		"", "There is no campaign yet.", "",
		"A campaign is a review of who has which role: what is in it, by when, by whom.",
		"Press n for a new one. It needs a sync first: press S on Home if there was none.",
	} {
		lines = append(lines, th.Block("  "+text, width)...)
	}
	return strings.Join(lines, "\n")
}

// describeTo draws the details of a campaign, as far as they are known.
func (s *Screen) describeTo(th *theme.Theme, c campaign.Summary, width, height int) string {
	d, known := s.details[c.ID]
	p := paper{th: th, width: width}
	p.describe(c, d, known, s.desk.Now())
	return strings.Join(p.lines[:min(len(p.lines), height)], "\n")
}
