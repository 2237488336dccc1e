package uitest

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// CheckFrame checks that a frame has as many lines as asked for, none too wide, and nothing in it that moves a
// terminal's cursor or that a terminal without Unicode cannot show.
func CheckFrame(t *testing.T, what, frame string, width, height int, unicode bool) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		t.Fatalf("%s: %d lines", what, len(lines))
	}
	for i, line := range lines {
		text := ansi.Strip(line)
		if got := ansi.StringWidth(text); got > width {
			t.Fatalf("%s: line %d is %d cells: %q", what, i, got, text)
		}
		for _, r := range text {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u202e' || r == '\u200b' || !unicode && r > '~' {
				t.Fatalf("%s: line %d has %+q in %q", what, i, r, text)
			}
		}
	}
}
