package widget

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Progress draws value out of total as a bar width cells long, without a number: say that next to it. Something begun
// shows at least one full cell and something unfinished at least one empty one; a total of 0 is an empty bar.
func Progress(th *theme.Theme, value, total, width int) string {
	if width <= 0 {
		return ""
	}
	full := share(value, total, width)
	return th.BarFull.Render(strings.Repeat(th.Full, full)) + th.BarEmpty.Render(strings.Repeat(th.Empty, width-full))
}

// share returns value/total of width, rounded down, but neither 0 nor all of it unless that is exact.
func share(value, total, width int) int {
	switch {
	case total <= 0 || value <= 0:
		return 0
	case value >= total:
		return width
	}
	return min(max(int(int64(width)*int64(value)/int64(total)), 1), max(width-1, 0))
}

// Bar is one line of a BarChart.
type Bar struct {
	Label string
	Value int
	Note  string // after the number, such as "3 privileged"
}

// BarChart draws labelled horizontal bars with their numbers, the longest as long as there is room for:
// "Owner     ███████  12  2 dormant". What does not fit in height is summed up in the last line.
func BarChart(th *theme.Theme, bars []Bar, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	rest := 0
	if len(bars) > height {
		rest = len(bars) - height + 1
		bars = bars[:height-1]
	}
	label, number, note, most := 0, 1, 0, 0
	for _, b := range bars {
		label = max(label, ansi.StringWidth(th.Clean(b.Label)))
		number = max(number, len(fmt.Sprint(b.Value)))
		note = max(note, ansi.StringWidth(th.Clean(b.Note)))
		most = max(most, b.Value)
	}
	label = min(label, max(width/3, 1))
	const least = 4 // a shorter bar says nothing; then the notes go first
	if note > 0 {
		note += 2
	}
	if width-label-number-2-note < least {
		note = 0
	}
	room := max(width-label-number-2-note, 0)
	lines := make([]string, 0, height)
	for _, b := range bars {
		full := share(b.Value, most, room)
		line := th.Fit(b.Label, label) + " " + th.BarFull.Render(strings.Repeat(th.Full, full)) + safetext.Spaces(room-full) +
			" " + th.FitRight(fmt.Sprint(b.Value), number)
		if note > 0 {
			line += th.Dim.Render("  " + th.Fit(b.Note, note-2))
		}
		lines = append(lines, line)
	}
	if rest > 0 {
		lines = append(lines, th.Dim.Render(th.Fit(fmt.Sprintf("and %d more", rest), width)))
	}
	return Clip(strings.Join(lines, "\n"), width, height)
}
