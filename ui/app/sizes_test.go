package app

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
)

// TestEverySize draws every section, dialogs and errors over it, at many sizes: exactly as high and never wider than
// the terminal, the header first and the keys or the status last.
func TestEverySize(t *testing.T) {
	walks := [][]string{
		{},
		{"?"},
		{":"},
		{"2"},
		{"2", "enter"},
		{"2", "o"},
		{"2", "/", "a"},
		{"2", "f"},
		{"2", "D"},
		{"3"},
		{"4"},
		{"4", "enter"},
		{"4", "n"},
		{"6"},
		{"6", "enter"},
		{"6", "v"},
		{"5"},
		{"5", "enter"},
		{"5", "d"},
		{"c"},
		{"fail"},
	}
	o := newOffice(t, true)
	o.torq.UseNastyNames()
	o.year()
	for _, unicode := range []bool{true, false} {
		for _, walk := range walks {
			o.open()
			o.app.th = theme.New(true, unicode)
			o.start(100, 30)
			for _, k := range walk {
				switch k {
				case "fail":
					o.app.fail(fmt.Errorf("a long sentence: %s\n\x1b[2J", strings.Repeat("word ", 60)))
				default:
					o.press(k)
				}
			}
			for _, width := range []int{1, 39, 40, 60, 80, 110, 120, 200} {
				for _, height := range []int{1, 9, 10, 16, 19, 20, 60} {
					frame := o.app.frame(width, height)
					lines := strings.Split(frame, "\n")
					if len(lines) != height {
						t.Fatalf("%v at %d×%d: %d lines", walk, width, height, len(lines))
					}
					for i, line := range lines {
						if w := ansi.StringWidth(line); w > width {
							t.Fatalf("%v at %d×%d: line %d is %d cells wide: %q", walk, width, height, i, w, line)
						}
					}
					if width >= leastWidth && height >= leastHeight && len(walk) < 2 && !strings.Contains(lines[0], "1") {
						t.Fatalf("%v at %d×%d: no tabs in the first line: %q", walk, width, height, lines[0])
					}
					if !unicode {
						for _, r := range ansi.Strip(frame) {
							if r > '~' {
								t.Fatalf("%v at %d×%d: %q is not plain", walk, width, height, r)
							}
						}
					}
				}
			}
		}
	}
}

func TestTooSmallSaysHowSmall(t *testing.T) {
	o := newOffice(t, true)
	if got := ansi.Strip(o.app.frame(39, 9)); !strings.Contains(got, "39×9") || !strings.Contains(got, "40×10") {
		t.Errorf("it says %q", got)
	}
}
