package access

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// View draws exactly height lines of exactly width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	if page, over := s.pages.Front(); over {
		return page.View(th, width, height)
	}
	if s.diff != nil {
		s.drawn = 1
		return widget.Clip(th.Title.Render(th.Fit(" "+s.diff.title(), width))+"\n"+s.diff.View(th, width, height-1), width, height)
	}
	if !s.read {
		text := th.Dim.Render(th.Fit(" reading the record…", width))
		if s.problem != nil {
			text = th.Warn.Render(strings.Join(th.Block(" "+s.problem.Error()+": press S to sync, or 1 to connect on Home", width), "\n"))
		}
		return widget.Clip(text, width, height)
	}
	top := []string{th.Dim.Render(th.Fit(s.title(), width))}
	if s.problem != nil {
		top = append(top, th.Error.Render(th.Fit(" "+th.Alert+" "+s.problem.Error(), width)))
	}
	s.drawn = len(top)
	top = append(top, s.list.View(th, width, max(height-len(top), 0)))
	return widget.Clip(strings.Join(top, "\n"), width, height)
}

// title states the number of rows, their age and order, and missing data.
func (s *Screen) title() string {
	parts := []string{
		" " + s.list.Count() + " items", "as of " + widget.Ago(s.view.TakenAt, s.env.Now()), "by " + s.order.String(),
	}
	for _, g := range s.view.Gaps {
		parts = append(parts, "could not read "+g.Resource)
	}
	return strings.Join(parts, " · ")
}
