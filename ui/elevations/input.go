package elevations

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/widget"
)

// input handles keys, pastes and the mouse over the list.
func (s *Screen) input(msg tea.Msg) tea.Cmd {
	before, _ := s.table.Current()
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if s.filter != nil {
			cmd = s.typed(msg)
		} else {
			cmd = s.press(msg)
		}
	case tea.PasteMsg:
		if s.filter != nil {
			cmd = s.typed(msg)
		}
	case tea.MouseWheelMsg:
		if s.details {
			s.roll(map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button])
		} else {
			s.table.Update(msg)
		}
	case tea.MouseClickMsg:
		if !s.details && msg.X < s.tableWidth {
			s.table.Click(msg.Y - s.tableAt)
		}
	}
	if after, _ := s.table.Current(); after.ID != before.ID {
		s.scroll = 0
		return tea.Batch(cmd, s.settle())
	}
	return cmd
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	for _, a := range s.actions() {
		if key.Matches(msg, a.key) && a.barred == "" {
			return a.do()
		}
	}
	_, heading := s.table.CurrentGroup()
	switch {
	case key.Matches(msg, keyFilter):
		s.details = false
		s.filter = widget.NewInput("words that must all occur: name, role, reason, ticket, id")
		s.filter.SetValue(s.query)
	case key.Matches(msg, keyState):
		return s.askState()
	case key.Matches(msg, keyDetails) && !heading:
		s.details, s.scroll = !s.details, 0
	case key.Matches(msg, keyBack):
		s.back()
	case s.details:
		s.rollBy(msg)
	default:
		s.table.Update(msg)
	}
	return nil
}

// back undoes what narrows the view, one thing at a time.
func (s *Screen) back() {
	switch {
	case s.details:
		s.details = false
	case s.query != "":
		s.search("")
	default:
		s.show("")
	}
}

// rollBy scrolls the details by the keys that move in the list.
func (s *Screen) rollBy(msg tea.KeyPressMsg) {
	k := s.table.Keys
	switch page := max(1, s.table.Page()); {
	case key.Matches(msg, k.Down):
		s.roll(1)
	case key.Matches(msg, k.Up):
		s.roll(-1)
	case key.Matches(msg, k.HalfDown, k.PageDown):
		s.roll(page / 2)
	case key.Matches(msg, k.HalfUp, k.PageUp):
		s.roll(-page / 2)
	case key.Matches(msg, k.Top):
		s.scroll = 0
	case key.Matches(msg, k.Bottom):
		s.roll(1 << 20)
	}
}

// roll scrolls the details; drawing them bounds it.
func (s *Screen) roll(lines int) { s.scroll = max(0, s.scroll+lines) }

// typed hands a key to the filter, which works while it is typed.
func (s *Screen) typed(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			s.filter = nil
			return nil
		case "esc":
			s.filter = nil
			s.search("")
			return nil
		case "up", "down":
			s.table.Update(msg)
			return nil
		}
	}
	cmd := s.filter.Update(msg)
	s.search(s.filter.Value())
	return cmd
}
