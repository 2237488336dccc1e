package safetext_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/ui/safetext"
)

func TestWrapKeepsFlagsAndDatesWhole(t *testing.T) {
	for text, want := range map[string]string{
		"add --allow-drop to it":   "add\n--allow-drop\nto it",
		"due 2026-11-30, by a.b-c": "due\n2026-11-30,\nby a.b-c",
		"longerthantwelve":         "longerthantw\nelve",
	} {
		if got := safetext.Wrap(text, 12); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Wrapping changes only blanks into line breaks, and no line is wider than asked for.
func TestWrapLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z0-9 -]{0,80}`).Draw(t, "text")
		width := rapid.IntRange(4, 40).Draw(t, "width")
		wrapped := safetext.Wrap(text, width)
		if bare := strings.NewReplacer(" ", "", "\n", ""); bare.Replace(wrapped) != bare.Replace(text) {
			t.Fatalf("%q became %q", text, wrapped)
		}
		for line := range strings.SplitSeq(wrapped, "\n") {
			if ansi.StringWidth(line) > width {
				t.Fatalf("%q is wider than %d", line, width)
			}
		}
	})
}
