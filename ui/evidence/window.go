package evidence

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// From these sizes on the details stand beside the list, or below it.
const (
	beside = 110
	below  = 16
)

// window is where a page is drawn.
type window struct {
	th            *theme.Theme
	width, height int
}

func (l *leaf[R]) view(w window) string {
	top := ""
	if l.filter != nil {
		top = l.filter.View(w.th, " / ", w.width) + "\n"
		w.height--
	}
	l.seen, l.tableWidth = false, w.width
	row, on := l.table.Current()
	pane := func(width int) []string {
		if !on {
			return nil
		}
		return l.tell(w.th, width, row)
	}
	switch {
	case l.details:
		var text string
		text, l.scroll = w.part(pane(w.width), l.scroll)
		return top + text
	case w.width >= beside:
		right := w.width * 9 / 20
		l.seen, l.tableWidth = true, w.width-right-1
		return top + widget.Split(w.th, l.table.View(w.th, l.tableWidth, w.height), cut(w.th, pane(right), right, w.height), l.tableWidth, right, w.height)
	case w.height >= below:
		rows := w.height / 2
		l.seen = true
		return top + strings.Join([]string{l.table.View(w.th, w.width, rows), widget.Rule(w.th, "", w.width), cut(w.th, pane(w.width), w.width, w.height-rows-1)}, "\n")
	}
	return top + l.table.View(w.th, w.width, w.height)
}

// cut are the first lines that fit; the last of them counts the rest.
func cut(th *theme.Theme, lines []string, width, height int) string {
	if rest := len(lines) - height + 1; rest > 1 && height > 0 {
		lines = append(lines[:height-1:height-1], th.Dim.Render(th.Fit(fmt.Sprintf(" %d more lines", rest), width)))
	}
	return strings.Join(lines, "\n")
}

// part is the part of the lines that was scrolled to, and how far that is.
func (w window) part(lines []string, scroll int) (string, int) {
	if len(lines) <= w.height {
		return strings.Join(lines, "\n"), 0
	}
	scroll = min(scroll, len(lines)-w.height+1)
	shown := lines[scroll:min(scroll+w.height-1, len(lines))]
	where := fmt.Sprintf(" %d–%d of %d lines; j and k move", scroll+1, scroll+len(shown), len(lines))
	return strings.Join(append(shown[:len(shown):len(shown)], w.th.Dim.Render(w.th.Fit(where, w.width))), "\n"), scroll
}

// facts collects labelled lines under a title.
func facts(th *theme.Theme, width, label int, title string, style lipgloss.Style) *widget.Facts {
	f := &widget.Facts{Theme: th, Width: width, Label: label}
	for _, line := range th.Block(title, max(1, width-2)) {
		f.Lines = append(f.Lines, " "+style.Render(line))
	}
	return f
}
