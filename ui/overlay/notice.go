package overlay

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Notice says something that is to be taken along, and stays until it is closed.
type Notice struct {
	Title string
	Code  string // what is to be taken along
	Text  string // what it is for

	copied bool
}

// Heading implements Dialog.
func (n *Notice) Heading() string { return n.Title }

// Keys implements Dialog.
func (n *Notice) Keys() []key.Binding {
	return []key.Binding{hint("c", "copy"), hint("enter", "close")}
}

// Update implements Dialog.
func (n *Notice) Update(msg tea.Msg) (Result, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case ok && press.String() == "enter":
		return Result{Closed: true}, nil
	case ok && press.String() == "c":
		n.copied = true
		return Result{}, tea.SetClipboard(n.Code)
	}
	return Result{}, nil
}

// View implements Dialog. In little room the text gives way.
func (n *Notice) View(th *theme.Theme, width, height int) string {
	code := th.Title.Render(th.Fit(n.Code, width))
	if n.copied {
		code = th.Title.Render(th.Clean(n.Code)) + th.Dim.Render("  handed to the terminal to copy")
	}
	lines := []string{code}
	if text := th.Block(n.Text, width); len(text)+2 <= height {
		lines = append(append(lines, ""), text...)
	}
	return strings.Join(lines, "\n")
}
