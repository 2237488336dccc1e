package elevations

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// View draws exactly height lines of width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	if form, over := s.form.Front(); over {
		return form.View(th, width, height)
	}
	top := s.top(th, width)
	top = top[:min(len(top), max(height-1, 0))]
	s.drawn = len(top)
	var body string
	switch {
	case !s.read && s.err == nil:
		body = th.Dim.Render(th.Fit("  reading the elevations"+th.Ellipsis(), width))
	case len(s.rows) == 0:
		body = empty(th, width)
	default:
		body = s.list.View(th, width, height-len(top))
	}
	return widget.Clip(strings.Join(append(top, body), "\n"), width, height)
}

// top returns the errors as lines.
func (s *Screen) top(th *theme.Theme, width int) []string {
	var lines []string
	for _, err := range []error{s.err, s.problem} {
		if err == nil {
			continue
		}
		lines = append(lines, th.Error.Render(th.Fit(" "+th.Alert+" "+err.Error(), width)))
		if hint := screen.WayOut(err); hint != "" {
			lines = append(lines, th.Dim.Render(th.Fit("   "+hint, width)))
		}
	}
	return lines
}

func empty(th *theme.Theme, width int) string {
	var lines []string
	for _, text := range []string{
		"", "No elevations yet.", "",
		"An elevation gives a role for a limited time: one person asks, another approves, tuar gives the role and checks it in Torq, and restores the previous role at the end.",
		"", "Press n to ask for a role. It needs a sync first: press S on Home if there was none.",
	} {
		for _, line := range th.Block(text, max(1, width-2)) {
			lines = append(lines, "  "+line)
		}
	}
	return strings.Join(lines, "\n")
}
