// Package journal is the section that shows the record, line by line, newest first, and verifies it.
package journal

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Screen is the Journal section.
type Screen struct {
	desk  *screen.Desk
	table *widget.Table[entry]

	gen      int // of the last request; older answers are dropped
	read     bool
	problem  error
	warnings []string

	filter  *widget.Input // nil unless the filter is being typed
	query   string
	details bool // on a narrow screen: the details instead of the list
	wide    bool // the last frame had the details beside the list
	check   check
	drawn   int // where the table began in the last frame, for the mouse
}

// New makes the Journal screen. It reads when it is shown.
func New(desk *screen.Desk) *Screen {
	return &Screen{desk: desk, table: newTable(desk.Now)}
}

// Typing says that the filter is being typed.
func (s *Screen) Typing() bool { return s.filter != nil }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return s.load()
	case screen.Standing:
		s.warnings = msg.Warnings
	case loaded:
		if msg.gen == s.gen {
			s.show(msg)
		}
	case checked:
		return s.check.done(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if s.filter != nil {
			return s.typed(msg)
		}
	case tea.MouseWheelMsg:
		s.table.Update(msg)
	case tea.MouseClickMsg:
		s.table.Click(msg.Y - s.drawn)
	}
	return nil
}

func (s *Screen) show(l loaded) {
	s.problem = l.err
	if l.err == nil {
		s.read = true
		s.table.SetRows(l.entries)
	}
}
