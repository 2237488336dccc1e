package overlay

import (
	"image"
	"strings"

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
	heading := top.dialog.Heading()
	if ansi.StringWidth(th.Clean(heading)) > w-frame-4 { // too long for the edge: above the body, whole
		for _, line := range th.Block(heading, inner) {
			b.WriteString(strings.Repeat(" ", indent) + th.Title.Render(widget.Line(line, inner)) + "\n")
			lines++
		}
		heading = ""
	}
	above := min(lines, room-1)
	for line := range strings.SplitSeq(top.dialog.View(th, inner, max(1, room-above)), "\n") {
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
	box := widget.Box(th, heading, b.String(), w, min(lines+1+frame, height))
	at := image.Pt(max((width-w)/2, 0), max((height-strings.Count(box, "\n")-1)/2, 0))
	s.body = at.Add(image.Pt(frame/2+indent, frame/2+above))
	return over(th, screen, box, at, width, height)
}

func (l *layer) keys(th *theme.Theme, width int) string {
	if l.deaf {
		return th.Dim.Render(th.Fit(" one moment…", width))
	}
	if l.unsure {
		return th.Warn.Render(th.Fit(" "+th.Alert+" too fast for a hand: press that key again", width))
	}
	return widget.KeyLine(th, append(l.dialog.Keys(), hint("esc", "back")), width)
}

// over puts box on the screen, all of it dimmed but the box.
func over(th *theme.Theme, screen, box string, at image.Point, width, height int) string {
	boxLines := strings.Split(box, "\n")
	w, x, y := ansi.StringWidth(boxLines[0]), at.X, at.Y
	lines := strings.Split(widget.Clip(ansi.Strip(screen), width, height), "\n")
	for i, line := range lines {
		if i < y || i >= y+len(boxLines) {
			lines[i] = th.Backdrop.Render(line)
			continue
		}
		left, right := widget.Line(line, x), ansi.TruncateLeft(line, x+w, "")
		if ansi.StringWidth(right) > width-x-w { // a wide character stands across the edge
			right = " " + ansi.TruncateLeft(line, x+w+1, "")
		}
		lines[i] = th.Backdrop.Render(left) + boxLines[i-y] + th.Backdrop.Render(widget.Line(right, width-x-w))
	}
	return strings.Join(lines, "\n")
}
