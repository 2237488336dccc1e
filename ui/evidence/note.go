package evidence

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// note is a text that fills the section.
type note struct {
	name   string
	tell   func(th *theme.Theme, width int) []string
	scroll int
	page   int // lines of it, as last drawn
}

func (n *note) heading() string        { return n.name }
func (n *note) typing() bool           { return false }
func (n *note) back() bool             { return false }
func (n *note) narrowed() bool         { return false }
func (n *note) keys() []screen.Binding { return nil }

func (n *note) moves() []screen.Binding {
	k := widget.DefaultTableKeys()
	return []screen.Binding{{Binding: k.Down}, {Binding: k.Up}, {Binding: k.Top}, {Binding: k.Bottom}}
}

func (n *note) update(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		n.scroll = rolled(press, widget.DefaultTableKeys(), n.scroll, n.page)
	}
	return nil
}

func (n *note) view(w window) (text string) {
	n.page = w.height
	text, n.scroll = w.part(n.tell(w.th, w.width), n.scroll)
	return text
}
