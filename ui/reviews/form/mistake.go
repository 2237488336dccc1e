package form

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// mistake shows what is wrong with a scope: the sentence, the place under the expression, the way out. An expression
// wider than the room is shown around the place.
func mistake(th *theme.Theme, err error, width int) []string {
	parts := strings.Split(err.Error(), "\n")
	lines := widget.Block(th, th.Bad, th.Alert+" "+parts[0], width)
	if len(parts) == 3 {
		source, before := th.Clean(parts[1]), []rune(parts[1])
		at := ansi.StringWidth(th.Clean(string(before[:min(len(before), max(0, len(parts[2])-1))])))
		from := max(0, at-width*2/3)
		lines = append(lines,
			th.Text.Render(th.Fit(ansi.Cut(source, from, from+width), width)),
			th.Bad.Render(th.Fit(strings.Repeat(" ", at-from)+"^", width)))
	}
	if hint := screen.WayOut(err); hint != "" {
		lines = append(lines, widget.Block(th, th.Dim, hint, width)...)
	}
	return lines
}
