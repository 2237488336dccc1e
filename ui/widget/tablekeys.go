package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
)

// TableKeys are the keys a Table understands by itself.
type TableKeys struct {
	Up, Down, PageUp, PageDown, HalfUp, HalfDown, Top, Bottom key.Binding
	Mark                                                      key.Binding // toggles, and moves on
	Fold                                                      key.Binding // on a heading only
}

// DefaultTableKeys are j k ↓ ↑ g G ctrl+d ctrl+u pgup pgdown, space, and enter on headings.
func DefaultTableKeys() TableKeys {
	bind := func(name, does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, does))
	}
	return TableKeys{
		Up: bind("k/↑", "up", "k", "up"), Down: bind("j/↓", "down", "j", "down"),
		PageUp: bind("pgup", "page up", "pgup"), PageDown: bind("pgdn", "page down", "pgdown"),
		HalfUp: bind("ctrl+u", "half a page up", "ctrl+u"), HalfDown: bind("ctrl+d", "half a page down", "ctrl+d"),
		Top: bind("g", "first", "g", "home"), Bottom: bind("G", "last", "G", "end"),
		Mark: bind("space", "mark", "space"), Fold: bind("enter", "fold", "enter"),
	}
}

// All lists the bindings for the help screen.
func (k TableKeys) All() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.HalfUp, k.HalfDown, k.Top, k.Bottom, k.Mark, k.Fold}
}

const wheelStep = 3

// Update moves, marks and folds, and reports whether msg was for the table. Clicks are the screen's: it knows where
// the table stands, and calls Click.
func (t *Table[R]) Update(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return t.press(msg)
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			t.Move(-wheelStep)
		case tea.MouseWheelDown:
			t.Move(wheelStep)
		default:
			return false
		}
		return true
	}
	return false
}

func (t *Table[R]) press(msg tea.KeyPressMsg) bool {
	group, heading := t.CurrentGroup()
	switch k := t.Keys; {
	case key.Matches(msg, k.Up):
		t.Move(-1)
	case key.Matches(msg, k.Down):
		t.Move(1)
	case key.Matches(msg, k.PageUp):
		t.Move(-t.window)
	case key.Matches(msg, k.PageDown):
		t.Move(t.window)
	case key.Matches(msg, k.HalfUp):
		t.Move(-max(1, t.window/2))
	case key.Matches(msg, k.HalfDown):
		t.Move(max(1, t.window/2))
	case key.Matches(msg, k.Top):
		t.Top()
	case key.Matches(msg, k.Bottom):
		t.Bottom()
	case key.Matches(msg, k.Mark):
		t.ToggleMark()
		t.Move(1)
	case heading && key.Matches(msg, k.Fold):
		t.ToggleFold(group)
	default:
		return false
	}
	return true
}

// Moves are the keys that move in a list or a text. move is given the number of lines, down or up.
func Moves(page int, move func(lines int) tea.Cmd) keymap.Group {
	const all = 1 << 20
	half, k := max(1, page/2), DefaultTableKeys()
	g := keymap.Group{Title: "Move"}
	for _, m := range []struct {
		key   key.Binding
		lines int
	}{
		{k.Down, 1},
		{k.Up, -1},
		{k.Top, -all},
		{k.Bottom, all},
		{k.HalfDown, half},
		{k.HalfUp, -half},
		{k.PageDown, max(1, page)},
		{k.PageUp, -max(1, page)},
	} {
		g.Keys = append(g.Keys, keymap.Binding{Binding: m.key, Do: func() tea.Cmd { return move(m.lines) }})
	}
	return g
}
