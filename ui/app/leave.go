package app

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
)

// leave ends the app: at once if everything is on disk or the user insists, otherwise as soon as it is.
func (m *model) leave() tea.Cmd {
	n := m.unwritten()
	if n == 0 || m.leaving {
		return tea.Quit
	}
	m.leaving = true
	m.say(screen.Notify{Text: fmt.Sprintf("still writing to the record (%d); leaving as soon as it is on disk", n), Level: screen.Warn})
	return nil
}

// unwritten counts what is on its way to the record.
func (m *model) unwritten() int {
	if m.among != nil {
		return m.among.unwritten()
	}
	return m.unwrittenHere()
}

// unwrittenHere counts what is on its way to the record of this workspace.
func (m *model) unwrittenHere() int {
	n := 0
	for _, t := range m.tabs {
		if w, ok := t.screen.(screen.Writer); ok {
			n += w.Unwritten()
		}
	}
	if m.reaping.running && m.reaping.reads {
		n++
	}
	return n
}
