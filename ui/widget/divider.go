package widget

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
)

// Divider is the place of the rule between all lists and the details beside them: how many cells wider the details are
// than they would be. The methods of a nil Divider do nothing.
type Divider struct {
	Cells int
	Keep  func(cells int) tea.Cmd // remembers it; may be nil
}

// Moved returns how many cells wider the details are than they would be.
func (d *Divider) Moved() int {
	if d == nil {
		return 0
	}
	return d.Cells
}

const (
	dividerStep = 4
	dividerMost = 100
)

// move makes the details wider by that many cells.
func (d *Divider) move(cells int) tea.Cmd {
	d.Cells = min(max(d.Cells+cells, -dividerMost), dividerMost)
	if d.Keep == nil {
		return nil
	}
	return d.Keep(d.Cells)
}

// keys returns the keys that move the divider.
func (d *Divider) keys(disabled string) []keymap.Binding {
	left := keymap.Line("<", "wider details", func() tea.Cmd { return d.move(dividerStep) })
	right := keymap.Line(">", "wider list", func() tea.Cmd { return d.move(-dividerStep) })
	left.Disabled, right.Disabled = disabled, disabled
	return []keymap.Binding{left, right}
}
