package journal

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// From these sizes on the details stand beside the list, or below it.
const (
	beside = 120
	below  = 20
)

// View draws exactly height lines of exactly width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	top := s.top(th, width)
	top = top[:min(len(top), max(height-1, 0))]
	s.drawn = len(top)
	room := height - len(top)
	s.wide = width >= beside
	var body string
	switch {
	case !s.read && s.problem == nil:
		body = th.Dim.Render(th.Fit(" reading the record…", width))
	case s.details && !s.wide:
		body = strings.Join(s.detail(th, width), "\n")
	case s.wide:
		right := min(width*2/5, 70)
		left := width - right - 1
		body = widget.Split(th, s.table.View(th, left, room), strings.Join(s.detail(th, right), "\n"), left, right, room)
	case room >= below:
		list := room * 3 / 5
		body = s.table.View(th, width, list) + "\n" + widget.Rule(th, "details", width) + "\n" + strings.Join(s.detail(th, width), "\n")
	default:
		body = s.table.View(th, width, room)
	}
	return widget.Clip(strings.Join(append(top, body), "\n"), width, height)
}

// top says how many lines there are, what the filter is, and what is the matter with the record.
func (s *Screen) top(th *theme.Theme, width int) []string {
	title := " " + th.Clean(s.table.Count()+" lines")
	if _, total := s.table.Matched(); total == 1 {
		title = " " + th.Clean(s.table.Count()+" line")
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
	if s.filter != nil {
		lines = append(lines, s.filter.View(th, " / ", width))
	} else if s.query != "" {
		lines = append(lines, th.Accent.Render(th.Fit(" / "+s.query, width)))
	}
	if s.problem != nil {
		lines = append(lines, th.Error.Render(th.Fit(" "+th.Alert+" "+s.problem.Error(), width)))
	}
	for _, w := range s.warnings {
		lines = append(lines, th.Warn.Render(th.Fit(" "+th.Alert+" "+w, width)))
	}
	return lines
}
