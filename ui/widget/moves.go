package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
)

const wheelStep = 3

// Wheel moves as the mouse wheel was turned. Clicks are handled by the screen, which knows the position of the table
// and calls Click.
//
//go:noinline
func (t *Table[R]) Wheel(msg tea.MouseWheelMsg) {
	switch msg.Button {
	case tea.MouseWheelUp:
		t.Move(-wheelStep)
	case tea.MouseWheelDown:
		t.Move(wheelStep)
	}
}

// Moves returns the keys that move in a list or a text. move is given the number of lines, down or up.
func Moves(page int, move func(lines int) tea.Cmd) keymap.Group {
	const all = 1 << 20
	named := func(name, does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, does))
	}
	page = max(1, page)
	half := max(1, page/2)
	g := keymap.Group{Title: "Move"}
	for _, m := range []struct {
		key   key.Binding
		lines int
	}{
		{named("j/↓", "down", "j", "down"), 1},
		{named("k/↑", "up", "k", "up"), -1},
		{named("g", "first", "g", "home"), -all}, // gg as well: the second g finds the cursor there
		{named("G", "last", "G", "end"), all},
		{named("ctrl+d", "half a page down", "ctrl+d"), half},
		{named("ctrl+u", "half a page up", "ctrl+u"), -half},
		{named("pgdn/ctrl+f", "page down", "pgdown", "ctrl+f"), page},
		{named("pgup/ctrl+b", "page up", "pgup", "ctrl+b"), -page},
	} {
		g.Keys = append(g.Keys, keymap.Binding{Binding: m.key, Do: func() tea.Cmd { return move(m.lines) }})
	}
	return g
}
