package journal

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// View draws exactly height lines of exactly width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	top := s.top(th, width)
	top = top[:min(len(top), max(height-1, 0))]
	s.drawn = len(top)
	body := th.Dim.Render(th.Fit(" reading the record…", width))
	if s.read || s.problem != nil {
		body = s.list.View(th, width, height-len(top))
	}
	return widget.Clip(strings.Join(append(top, body), "\n"), width, height)
}

// top draws the number of lines, the filter and the problems of the record.
func (s *Screen) top(th *theme.Theme, width int) []string {
	title := " " + th.Clean(s.list.Count()+" lines")
	if _, total := s.list.Matched(); total == 1 {
		title = " " + th.Clean(s.list.Count()+" line")
	}
	if s.check.result != "" {
		title += th.Clean(" · " + s.check.result)
	}
	if s.check.running {
		title += th.Clean(" · verifying…")
	}
	style := th.Dim
	if s.check.bad {
		style = th.Bad
	}
	lines := []string{style.Render(th.Fit(title, width))}
	if s.problem != nil {
		lines = append(lines, th.Error.Render(th.Fit(" "+th.Alert+" "+s.problem.Error(), width)))
	}
	for _, w := range s.warnings {
		lines = append(lines, th.Warn.Render(th.Fit(" "+th.Alert+" "+w, width)))
	}
	return lines
}
