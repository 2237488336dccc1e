package widget

import (
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Facts collects lines of labelled text, wrapped and made harmless.
type Facts struct {
	Theme *theme.Theme
	Width int // of a line
	Label int // cells for the labels at the left
	Lines []string
}

// Add writes a label and its text, which may take several lines; nothing if there is no text.
func (f *Facts) Add(label, text string, style lipgloss.Style) {
	if text == "" {
		return
	}
	for _, line := range f.Theme.Block(text, max(1, f.Width-f.Label-2)) {
		f.Lines = append(f.Lines, " "+f.Theme.Dim.Render(f.Theme.Fit(label, f.Label))+style.Render(line))
		label = ""
	}
}
