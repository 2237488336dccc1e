package app

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/widget"
)

// View declares the frame and what the terminal is to do.
func (m *model) View() tea.View {
	v := tea.NewView(m.frame(m.width, m.height))
	v.AltScreen = true
	if !m.noMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.layout.wanted && !m.writing() { // text is reported as text
		v.KeyboardEnhancements = tea.KeyboardEnhancements{ReportAlternateKeys: true, ReportAllKeysAsEscapeCodes: true, ReportAssociatedText: true}
	}
	v.WindowTitle = m.th.Clean("tuar · " + m.workspace.Name())
	return v
}

// frame draws exactly height lines of exactly width cells.
func (m *model) frame(width, height int) string {
	if tooSmall(width, height) || m.unseen() {
		return m.tooSmall(width, height)
	}
	footer := m.footer(width)
	l := layoutFor(width, height, len(footer), m.loud())
	head, _ := m.header(width, l.rule)
	parts := []string{head}
	if l.rule {
		parts = append(parts, m.rule(width))
	}
	parts = append(parts, widget.Clip(m.screen().View(m.th, width, l.body), width, l.body))
	parts = append(parts, footer...)
	return m.overlays.View(m.th, strings.Join(parts, "\n"), width, height)
}

// tooSmall says that there is no room, and which keys still work.
func (m *model) tooSmall(width, height int) string {
	shown := window{width: width, height: height}
	if m.window.known {
		shown = m.window
	}
	text := fmt.Sprintf("This terminal is %d×%d. tuar needs %d×%d; make it larger.", shown.width, shown.height, leastWidth, leastHeight)
	lines := m.th.Block(text, max(width, 1))
	if m.helpUnseen {
		lines = append(lines, m.th.Block("q or ctrl+c quits, ctrl+z suspends; no other key does anything here.", max(width, 1))...)
	}
	return widget.Clip(strings.Join(lines, "\n"), width, height)
}

// mouse passes mouse messages to the screen, with positions relative to it; a click on a tab brings its section to the
// front.
func (m *model) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	l := layoutFor(m.width, m.height, len(m.footer(m.width)), m.loud())
	if click, ok := msg.(tea.MouseClickMsg); ok && at.Y == 0 {
		_, spans := m.header(m.width, l.rule)
		for i, s := range spans {
			if click.X >= s.from && click.X < s.to {
				return m.show(i)
			}
		}
		return nil
	}
	at.Y -= l.top
	if at.Y < 0 || at.Y >= l.body {
		return nil
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		return m.screen().Update(tea.MouseClickMsg(at))
	case tea.MouseWheelMsg:
		return m.screen().Update(tea.MouseWheelMsg(at))
	}
	return nil
}
