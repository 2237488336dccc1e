package overlay

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Notice shows information for the user to keep, and stays until it is closed.
type Notice struct {
	Title string
	Code  string // what is to be taken along; may be empty
	Text  string // what it is for

	text   Scroll
	copied bool
}

// Heading implements Dialog.
func (n *Notice) Heading() string { return n.Title }

// Keys implements Dialog.
func (n *Notice) Keys() []key.Binding {
	var keys []key.Binding
	if !n.text.Fits() {
		keys = append(keys, hint("↑/↓", "scroll"))
	}
	if n.Code != "" {
		keys = append(keys, hint("c", "copy"))
	}
	return append(keys, hint("enter", "close"))
}

// Update implements Dialog.
func (n *Notice) Update(msg tea.Msg) (Result, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case n.text.Update(msg):
	case ok && press.String() == "enter":
		return Result{Closed: true}, nil
	case ok && press.String() == "c" && n.Code != "":
		n.copied = true
		return Result{}, tea.SetClipboard(n.Code)
	}
	return Result{}, nil
}

// View implements Dialog. What does not fit scrolls.
func (n *Notice) View(th *theme.Theme, width, height int) string {
	var lines []string
	if n.Code != "" {
		for _, line := range th.Block(n.Code, width) {
			lines = append(lines, th.Title.Render(line))
		}
		if n.copied {
			lines = append(lines, th.Dim.Render(th.Fit("handed to the terminal to copy", width)))
		}
		lines = append(lines, "")
	}
	lines = append(lines, th.Block(n.Text, width)...)
	return strings.Join(n.text.View(lines, height), "\n")
}
