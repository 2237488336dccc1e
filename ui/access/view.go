package access

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// beside is the width from which the details stand beside the list.
const beside = 120

// View draws exactly height lines of exactly width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	if s.diff != nil {
		s.drawn = 1
		return widget.Clip(th.Title.Render(th.Fit(" "+s.diff.title(), width))+"\n"+s.diff.table.View(th, width, height-1), width, height)
	}
	if !s.read {
		text := th.Dim.Render(th.Fit(" reading the record…", width))
		if s.problem != nil {
			text = th.Warn.Render(strings.Join(th.Block(" "+s.problem.Error()+": press S to sync, or 1 to connect on Home", width), "\n"))
		}
		return widget.Clip(text, width, height)
	}
	top := []string{th.Dim.Render(th.Fit(s.title(), width))}
	if s.filter != nil {
		top = append(top, s.filter.View(th, " / ", width))
	} else if s.query != "" {
		top = append(top, th.Accent.Render(th.Fit(" / "+s.query, width)))
	}
	if s.problem != nil {
		top = append(top, th.Error.Render(th.Fit(" "+th.Alert+" "+s.problem.Error(), width)))
	}
	s.drawn = len(top)
	room := max(height-len(top), 0)
	var body string
	s.wide = width >= beside
	switch {
	case s.wide:
		right := min(width*2/5, 64)
		left := width - right - 1
		body = widget.Split(th, s.table.View(th, left, room), strings.Join(s.detail(th, right), "\n"), left, right, room)
	case s.details:
		body = strings.Join(s.detail(th, width), "\n")
	default:
		body = s.table.View(th, width, room)
	}
	return widget.Clip(strings.Join(append(top, body), "\n"), width, height)
}

// title says how many rows there are, how old, in which order, and what is missing.
func (s *Screen) title() string {
	parts := []string{
		" " + s.table.Count() + " people and keys", "as of " + widget.Ago(s.view.TakenAt, s.desk.Now()), "by " + s.order.String(),
	}
	switch s.hint {
	case "":
	case anyHint:
		parts = append(parts, "only with hints")
	default:
		parts = append(parts, "only "+s.hint)
	}
	for _, g := range s.view.Gaps {
		parts = append(parts, "could not read "+g.Resource)
	}
	return strings.Join(parts, " · ")
}
