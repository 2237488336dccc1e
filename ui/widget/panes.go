package widget

import (
	"strings"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Split draws two bodies side by side, leftW and rightW cells wide, with a rule of one cell between them: together
// leftW+1+rightW wide and height high.
func Split(th *theme.Theme, left, right string, leftW, rightW, height int) string {
	if height <= 0 {
		return ""
	}
	leftW, rightW = max(leftW, 0), max(rightW, 0)
	rule := th.Border.Render(th.Vertical)
	l, r := clip(left, leftW, height), clip(right, rightW, height)
	for i := range l {
		l[i] += rule + r[i]
	}
	return strings.Join(l, "\n")
}

// Rule draws a horizontal line width cells wide with a title in it: "── dormant (9) ─────".
func Rule(th *theme.Theme, title string, width int) string {
	if width <= 0 {
		return ""
	}
	return titled(th, strings.Repeat(th.Horizontal, 2), title, width)
}

// titled draws a rule that begins with the given signs and has a title in it. The title is text and stands out from the
// rule.
func titled(th *theme.Theme, begin, title string, width int) string {
	if title == "" {
		return th.Border.Render(fill(th, begin, width))
	}
	rest, whole := strings.CutPrefix(fill(th, begin+" "+th.Clean(title)+" ", width), begin)
	if !whole {
		return th.Border.Render(th.Fit(begin, width))
	}
	text := strings.TrimRight(rest, th.Horizontal)
	return th.Border.Render(begin) + th.Title.Render(text) + th.Border.Render(rest[len(text):])
}

// Box draws a frame of width × height cells with the title in its upper edge around a body, which gets width-2 ×
// height-2. Too small for a frame, it is the body alone.
func Box(th *theme.Theme, title, body string, width, height int) string {
	if width < 4 || height < 3 {
		return Clip(body, width, height)
	}
	lines := make([]string, 0, height)
	lines = append(lines, titled(th, th.TopLeft+th.Horizontal, title, width-1)+th.Border.Render(th.TopRight))
	side := th.Border.Render(th.Vertical)
	for _, line := range clip(body, width-2, height-2) {
		lines = append(lines, side+line+side)
	}
	lines = append(lines, th.Border.Render(th.BottomLeft+strings.Repeat(th.Horizontal, width-2)+th.BottomRight))
	return strings.Join(lines, "\n")
}
