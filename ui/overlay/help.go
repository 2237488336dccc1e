package overlay

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// HelpGroup is a heading with the bindings under it.
type HelpGroup struct {
	Title string
	Keys  []key.Binding
}

// Help lists the keys of the screen it was opened on. It closes with ? and q too.
type Help struct {
	Title  string
	Groups []HelpGroup

	top, page, lines int // first line shown; lines shown and lines there are, as last drawn
}

// Heading implements Dialog.
func (h *Help) Heading() string { return h.Title }

// Keys implements Dialog.
func (h *Help) Keys() []key.Binding {
	if h.lines > h.page {
		return []key.Binding{hint("↑/↓", "scroll")}
	}
	return nil
}

// Update implements Dialog.
func (h *Help) Update(msg tea.Msg) (Result, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			h.scroll(-3)
		case tea.MouseWheelDown:
			h.scroll(3)
		}
	case tea.KeyPressMsg:
		switch msg.String() {
		case "?", "q", "enter":
			return Result{Closed: true}, nil
		case "up", "k":
			h.scroll(-1)
		case "down", "j":
			h.scroll(1)
		case "pgup", "ctrl+u":
			h.scroll(-h.page)
		case "pgdown", "ctrl+d", "space":
			h.scroll(h.page)
		case "home", "g":
			h.scroll(-h.lines)
		case "end", "G":
			h.scroll(h.lines)
		}
	}
	return Result{}, nil
}

func (h *Help) scroll(n int) { h.top = max(0, min(h.top+n, h.lines-h.page)) }

// View implements Dialog. Where one column is too long and there is room, it draws two.
func (h *Help) View(th *theme.Theme, width, height int) string {
	const twoColumns = 64
	lines := h.column(th, width)
	if len(lines) > height && width >= twoColumns {
		half := (width - 2) / 2
		narrow := h.column(th, half)
		left, right := halves(narrow, half, height)
		lines = nil
		for i := range max(len(left), len(right)) {
			lines = append(lines, at(left, i, half)+"  "+at(right, i, half))
		}
	}
	h.lines, h.page = len(lines), min(len(lines), height)
	h.scroll(0)
	return strings.Join(lines[h.top:h.top+h.page], "\n")
}

// halves splits the column into two of about the same length: between two groups if that fits the height.
func halves(lines []string, width, height int) (left, right []string) {
	blank := widget.Line("", width)
	middle := len(lines)
	for i, line := range lines {
		if line == blank && max(i, len(lines)-i-1) < max(middle, len(lines)-middle-1) {
			middle = i
		}
	}
	if max(middle, len(lines)-middle-1) <= height {
		return lines[:middle], lines[min(middle+1, len(lines)):]
	}
	middle = (len(lines) + 1) / 2
	return lines[:middle], lines[middle:]
}

// at returns line i, or a blank line if there is none.
func at(lines []string, i, width int) string {
	if i < len(lines) {
		return lines[i]
	}
	return widget.Line("", width)
}

func (h *Help) column(th *theme.Theme, width int) []string {
	name := 0
	for _, g := range h.Groups {
		for _, b := range g.Keys {
			name = max(name, ansi.StringWidth(th.Clean(b.Help().Key)))
		}
	}
	name = min(name, max(width/3, 1))
	var lines []string
	for i, g := range h.Groups {
		if i > 0 {
			lines = append(lines, widget.Line("", width))
		}
		lines = append(lines, th.Title.Render(th.Fit(g.Title, width)))
		for _, b := range g.Keys {
			if b.Help().Key == "" {
				continue
			}
			does := b.Help().Desc
			if !b.Enabled() {
				does += " (not now)"
			}
			shown := b.Help().Key
			for _, part := range th.Block(does, width-name-2) {
				lines = append(lines, widget.Line(th.KeyName.Render(th.Fit(shown, name))+"  "+part, width))
				shown = ""
			}
		}
	}
	return lines
}
