// Package widget holds what the screens are made of: the table, bars, boxes, panes side by side, the line of keys and
// relative times.
//
// Two rules hold for all of it. Text parameters are raw: the widget makes them harmless. Bodies (of Box, Split, Clip,
// Line) are already drawn and may carry styles; they are only cut. And what is drawn is exactly as wide and as high as
// asked for, whatever comes in.
package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Line makes one line of styled text exactly width cells wide: cut, or padded on the right.
func Line(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if strings.ContainsAny(s, "\r\n") {
		s = strings.NewReplacer("\r", "", "\n", " ").Replace(s)
	}
	return pad(ansi.Truncate(s, width, ""), width)
}

// Clip makes a block of styled text exactly height lines of exactly width cells.
func Clip(s string, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	return strings.Join(clip(s, width, height), "\n")
}

func clip(s string, width, height int) []string {
	lines := make([]string, 0, height)
	for line := range strings.SplitSeq(s, "\n") {
		if len(lines) == height {
			return lines
		}
		lines = append(lines, Line(line, width))
	}
	for len(lines) < height {
		lines = append(lines, safetext.Spaces(width))
	}
	return lines
}

func pad(s string, width int) string { return s + safetext.Spaces(width-ansi.StringWidth(s)) }

// fill cuts a plain line to width, or draws it out with a rule.
func fill(th *theme.Theme, line string, width int) string {
	if rest := width - ansi.StringWidth(line); rest > 0 {
		line += strings.Repeat(th.Horizontal, rest)
	}
	return th.Fit(line, width)
}

// Spread puts left and right at the two ends of a line; left is cut if it does not fit.
func Spread(th *theme.Theme, left, right string, width int) string {
	room := width - 1 - ansi.StringWidth(right)
	if room < 1 {
		return Line(right, width)
	}
	return Line(ansi.Truncate(left, room, th.Ellipsis()), room) + " " + right
}
