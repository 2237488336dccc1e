package overlay

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Scroll is a text that the user must read before agreeing to it. It scrolls if it does not fit, and records whether
// its last line has been in sight. The zero Scroll is ready.
type Scroll struct {
	top, page, lines int
	end              bool // the last line has been in sight, in this size
}

// Read reports whether everything has been in sight.
func (s *Scroll) Read() bool { return s.lines == 0 || s.end }

// Fits reports whether everything is in sight at once.
func (s *Scroll) Fits() bool { return s.page >= s.lines }

// Update scrolls, and reports whether the message was for that. Letters scroll only where they are no text.
func (s *Scroll) Update(msg tea.Msg) bool {
	by := 0
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		by = map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button]
	case tea.KeyPressMsg:
		switch msg.String() {
		case "up":
			by = -1
		case "down":
			by = 1
		case "pgup":
			by = -s.page
		case "pgdown":
			by = s.page
		}
	}
	if by == 0 || s.Fits() {
		return false
	}
	s.to(s.top + by)
	return true
}

func (s *Scroll) to(line int) {
	s.top = max(0, min(line, s.lines-s.page))
	s.end = s.end || s.top+s.page >= s.lines
}

// View returns the lines in sight, at most height of them. After a change of size the text must be read again.
func (s *Scroll) View(lines []string, height int) []string {
	page := max(0, min(height, len(lines)))
	if page != s.page || len(lines) != s.lines {
		*s = Scroll{page: page, lines: len(lines)}
	}
	s.to(s.top)
	return lines[s.top : s.top+s.page]
}

// More tells the user, in place of the confirmation, how much is still to be read.
func (s *Scroll) More(th *theme.Theme, width int) string {
	left := s.lines - s.top - s.page
	return th.Warn.Render(th.Fit(fmt.Sprintf("↓ %d more: read to the end first", left), width))
}
