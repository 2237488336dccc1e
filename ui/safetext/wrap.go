package safetext

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// hyphens are characters of one cell at which no line is broken. One of them stands for a hyphen while a text is wrapped.
const hyphens = "\u2011\u2010\u2043\u00ac"

// Wrap breaks a text into lines of at most width cells, at spaces: flags, dates, IDs and addresses stay whole unless one is
// longer than a line.
func Wrap(s string, width int) string {
	lines := strings.Split(wrap(s, width), "\n")
	for i, line := range lines {
		if ansi.StringWidth(line) > width { // the library keeps blanks before a word that fills the line
			lines[i] = ansi.Hardwrap(strings.TrimLeft(line, " "), width, false)
		}
	}
	return strings.Join(lines, "\n")
}

func wrap(s string, width int) string {
	for _, stand := range hyphens {
		if !strings.ContainsRune(s, stand) {
			wrapped := ansi.Wrap(strings.ReplaceAll(s, "-", string(stand)), width, "")
			return strings.ReplaceAll(wrapped, string(stand), "-")
		}
	}
	return ansi.Wrap(s, width, "")
}
