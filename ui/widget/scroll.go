package widget

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Scroll shows a window onto lines of text.
type Scroll struct{ top, page int }

// Move scrolls by that many lines; drawing bounds it.
func (s *Scroll) Move(lines int) { s.top = max(0, s.top+lines) }

// Wheel scrolls as the mouse wheel was turned.
func (s *Scroll) Wheel(msg tea.MouseWheelMsg) {
	switch msg.Button {
	case tea.MouseWheelUp:
		s.Move(-1)
	case tea.MouseWheelDown:
		s.Move(1)
	}
}

// Page returns how many lines were last drawn.
func (s *Scroll) Page() int { return s.page }

// View returns at most height of the lines, which are drawn already, from the scroll position. If they do not all fit,
// the last line says so.
func (s *Scroll) View(th *theme.Theme, lines []string, width, height int) string {
	s.page = height
	if len(lines) <= height || height < 2 {
		s.top = 0
		return strings.Join(lines[:min(len(lines), max(height, 0))], "\n")
	}
	s.top = min(s.top, len(lines)-height+1)
	shown := lines[s.top:min(s.top+height-1, len(lines))]
	where := fmt.Sprintf(" %d–%d of %d lines; j and k move", s.top+1, s.top+len(shown), len(lines))
	return strings.Join(append(shown[:len(shown):len(shown)], th.Dim.Render(th.Fit(where, width))), "\n")
}
