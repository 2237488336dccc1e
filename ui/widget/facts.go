package widget

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

// mostLabel is the widest column of labels, in cells.
const mostLabel = 24

// Facts collects labelled texts for a pane. The labels stand in one column, as wide as the widest of them, with one blank
// after it. A label that would take more than two fifths of the pane, or more than 24 cells, stands on a line of its own.
type Facts struct {
	Theme *theme.Theme
	Width int  // of a line
	Signs bool // two cells more at the left, for the sign of a flag
	Brief bool // one line for each text, which is cut
	facts []fact
}

type fact struct {
	label, text, sign string
	look, style       lipgloss.Style         // of the label, of the text
	draw              func(width int) string // instead of text
	line              string                 // drawn already, across the pane, if whole
	whole             bool
}

// Add writes a label and its text, which may take several lines; nothing if there is no text.
func (f *Facts) Add(label, text string, style lipgloss.Style) {
	if text != "" {
		f.facts = append(f.facts, fact{label: label, text: text, look: f.Theme.Dim, style: style})
	}
}

// Flag writes a label that warns, after the sign of an alert, and its text; nothing if there is no text.
func (f *Facts) Flag(label, text string) {
	if text != "" {
		f.facts = append(f.facts, fact{label: label, text: text, sign: f.Theme.Alert, look: f.Theme.Warn})
	}
}

// Beside writes a label and one line that draw makes, in the cells to the right of the labels.
func (f *Facts) Beside(label string, draw func(width int) string) {
	f.facts = append(f.facts, fact{label: label, look: f.Theme.Dim, draw: draw})
}

// Line writes a line across the pane that is drawn already.
func (f *Facts) Line(s string) { f.facts = append(f.facts, fact{line: s, whole: true}) }

// Lines draws what was collected.
func (f *Facts) Lines() []string {
	margin, most, column := 1, min(mostLabel, f.Width*2/5), 0
	if f.Signs {
		margin = 3
	}
	for _, one := range f.facts {
		if w := ansi.StringWidth(one.label); w > 0 && (w <= most || f.Brief) {
			column = max(column, min(w, most)+1)
		}
	}
	room := max(1, f.Width-margin-column-1)
	var lines []string
	for _, one := range f.facts {
		if one.whole {
			lines = append(lines, one.line)
			continue
		}
		head := f.margin(margin, one.sign)
		if ansi.StringWidth(one.label) >= max(column, 1) && !f.Brief {
			lines = append(lines, one.look.Render(f.Theme.Fit(head+one.label, max(f.Width, 1))))
			head, one.label = safetext.Spaces(margin), ""
		}
		for _, line := range f.body(one, room) {
			lines = append(lines, one.look.Render(head+f.Theme.Fit(one.label, column))+one.style.Render(line))
			head, one.label = safetext.Spaces(margin), ""
		}
	}
	return lines
}

func (f *Facts) margin(width int, sign string) string {
	if sign == "" || width < 3 {
		return safetext.Spaces(width)
	}
	return " " + f.Theme.Fit(sign, width-1)
}

func (f *Facts) body(one fact, room int) []string {
	switch {
	case one.draw != nil:
		return []string{one.draw(room)}
	case f.Brief:
		return []string{f.Theme.Fit(one.text, room)}
	}
	return f.Theme.Block(one.text, room)
}
