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
	scroll widget.Scroll
}

func (n *note) heading() string { return n.name }

// Typing returns false: there is no input.
func (n *note) Typing() bool { return false }

// Backs returns false: esc closes the note.
func (n *note) Backs() bool { return false }

// Keys returns the keys that scroll.
func (n *note) Keys() []screen.Group {
	return []screen.Group{{Title: "See"}, widget.Moves(n.scroll.Page(), func(lines int) tea.Cmd {
		n.scroll.Move(lines)
		return nil
	})}
}

// Update handles the mouse wheel.
func (n *note) Update(msg tea.Msg) tea.Cmd {
	if wheel, ok := msg.(tea.MouseWheelMsg); ok {
		n.scroll.Wheel(wheel)
	}
	return nil
}

// View draws the text.
func (n *note) View(th *theme.Theme, width, height int) string {
	return widget.Clip(n.scroll.View(th, n.tell(th, width), width, height), width, height)
}
