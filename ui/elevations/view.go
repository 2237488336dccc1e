package elevations

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// From these sizes on the details stand beside the list, or below it.
const (
	beside = 110
	below  = 17
)

// View draws exactly height lines of width cells.
func (s *Screen) View(th *theme.Theme, width, height int) string {
	if s.form != nil {
		return s.form.View(th, width, height)
	}
	top := s.top(th, width)
	top = top[:min(len(top), max(height-1, 0))]
	s.tableAt, s.tableWidth = len(top), width
	body := s.body(th, width, height-len(top))
	return widget.Clip(strings.Join(append(top, body), "\n"), width, height)
}

// top is what narrows the list, and what is wrong.
func (s *Screen) top(th *theme.Theme, width int) []string {
	var lines []string
	if s.filter != nil {
		lines = append(lines, s.filter.View(th, " / ", width))
	} else if s.narrowed() {
		text := " " + s.table.Count()
		if s.state != "" {
			text += " · only " + string(s.state)
		}
		if s.query != "" {
			text += " · / " + s.query
		}
		lines = append(lines, th.Accent.Render(th.Fit(text, width)))
	}
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

func (s *Screen) body(th *theme.Theme, width, height int) string {
	s.beside = false
	switch {
	case !s.read && s.err == nil:
		return th.Dim.Render(th.Fit("  reading the elevations"+th.Ellipsis(), width))
	case len(s.rows) == 0:
		return empty(th, width)
	case s.details:
		return s.window(th, s.pane(th, width), width, height)
	case width >= beside:
		right := width * 2 / 5
		left := width - right - 1
		s.beside, s.tableWidth = true, left
		return widget.Split(th, s.table.View(th, left, height), cut(th, s.pane(th, right), right, height), left, right, height)
	case height >= below:
		rows := min(max(height*2/5, 6), s.lines+1)
		r, _ := s.table.Current()
		return s.table.View(th, width, rows) + "\n" + widget.Rule(th, r.ID, width) + "\n" + cut(th, s.pane(th, width), width, height-rows-1)
	}
	return s.table.View(th, width, height)
}

// cut are the first lines that fit; the last of them counts the rest.
func cut(th *theme.Theme, lines []string, width, height int) string {
	if rest := len(lines) - height + 1; rest > 1 && height > 0 {
		lines = append(lines[:height-1:height-1], th.Dim.Render(th.Fit(fmt.Sprintf(" %d more lines; enter shows all", rest), width)))
	}
	return strings.Join(lines, "\n")
}

// window is the part of the lines that was scrolled to.
func (s *Screen) window(th *theme.Theme, lines []string, width, height int) string {
	if len(lines) <= height {
		s.scroll = 0
		return strings.Join(lines, "\n")
	}
	s.scroll = min(s.scroll, len(lines)-height+1)
	shown := lines[s.scroll:min(s.scroll+height-1, len(lines))]
	where := fmt.Sprintf(" %d–%d of %d lines; j and k move", s.scroll+1, s.scroll+len(shown), len(lines))
	return strings.Join(append(shown[:len(shown):len(shown)], th.Dim.Render(th.Fit(where, width))), "\n")
}

func empty(th *theme.Theme, width int) string {
	var lines []string
	for _, text := range []string{
		"", "No role was ever lent here.", "",
		"An elevation lends somebody a role for a time and takes it back: one asks, somebody else approves, tuar gives the role, proves it, and gives the one before back when the time is over.",
		"", "Press n to ask for a role. It needs a sync first: press S on Home if there was none.",
	} {
		for _, line := range th.Block(text, max(1, width-2)) {
			lines = append(lines, "  "+line)
		}
	}
	return strings.Join(lines, "\n")
}
