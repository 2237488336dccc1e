package overlay

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// The box takes what it needs, up to this width, and leaves a margin of the screen where there is room.
const (
	widest = 84
	margin = 2
	frame  = 2 // the two edges
	indent = 1 // blanks between edge and body
)

// View draws the topmost dialog in the middle of the screen, which steps back: width × height cells, exactly. Without
// a dialog it is the screen as it is.
func (s *Stack) View(th *theme.Theme, screen string, width, height int) string {
	if s.Empty() {
		return widget.Clip(screen, width, height)
	}
	top := s.layers[len(s.layers)-1]
	w := min(widest, max(width-2*margin, min(width, 40)))
	inner := max(w-frame-2*indent, 1)
	room := max(height-frame-1, 1)

	var b strings.Builder
	lines := 0
	for line := range strings.SplitSeq(top.dialog.View(th, inner, room), "\n") {
		if lines == room {
			break
		}
		b.WriteString(strings.Repeat(" ", indent) + widget.Line(line, inner) + "\n")
		lines++
	}
	if lines+1 < room {
		b.WriteByte('\n')
		lines++
	}
	b.WriteString(top.keys(th, w-frame))
	box := widget.Box(th, top.dialog.Heading(), b.String(), w, min(lines+1+frame, height))
	return over(th, screen, box, width, height)
}

var cancel = key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "cancel"))

func (l *layer) keys(th *theme.Theme, width int) string {
	if l.deaf {
		return th.Dim.Render(th.Fit(" one moment…", width))
	}
	return widget.KeyLine(th, append(l.dialog.Keys(), cancel), width)
}

// over puts box in the middle of the screen, all of it dimmed but the box.
func over(th *theme.Theme, screen, box string, width, height int) string {
	boxLines := strings.Split(box, "\n")
	w := ansi.StringWidth(boxLines[0])
	x, y := max((width-w)/2, 0), max((height-len(boxLines))/2, 0)
	lines := strings.Split(widget.Clip(ansi.Strip(screen), width, height), "\n")
	for i, line := range lines {
		if i < y || i >= y+len(boxLines) {
			lines[i] = th.Backdrop.Render(line)
			continue
		}
		left := widget.Line(ansi.Truncate(line, x, ""), x)
		right := ansi.TruncateLeft(line, x+w, "")
		if short := width - x - w - ansi.StringWidth(right); short != 0 { // a wide character stood on the edge
			right = strings.Repeat(" ", max(short, 0)) + ansi.Truncate(right, width-x-w, "")
		}
		lines[i] = widget.Line(th.Backdrop.Render(left)+boxLines[i-y]+th.Backdrop.Render(right), width)
	}
	return strings.Join(lines, "\n")
}
