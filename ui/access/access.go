// Package access is the section that shows everyone's access as of the last sync, and what changed since the sync
// before. It only reads.
package access

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Screen is the Access section.
type Screen struct {
	desk  *screen.Desk
	table *widget.Table[row]

	gen     int // of the last request; older answers are dropped
	view    review.AccessView
	rows    []row // in order of item
	read    bool
	problem error
	syncing bool

	order   order
	filter  *widget.Input // nil unless the filter is being typed
	query   string
	hint    string // only rows with this hint; see anyHint
	details bool   // on a narrow screen: the details instead of the list
	wide    bool   // the last frame had the details beside the list
	diff    *diff  // not nil: what changed, instead of the list
	drawn   int    // where the table began in the last frame, for the mouse
}

// New makes the Access screen. It reads when it is shown.
func New(desk *screen.Desk) *Screen {
	s := &Screen{desk: desk}
	s.table = newTable(func() time.Time { return s.view.TakenAt })
	return s
}

// Typing says that the filter is being typed.
func (s *Screen) Typing() bool { return s.filter != nil }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return s.load()
	case screen.Standing:
		s.syncing = msg.Connection == review.Syncing
	case loaded:
		if msg.gen == s.gen {
			s.show(msg)
		}
	case arranged:
		if msg.gen == s.gen {
			s.arrange(msg)
		}
	case compared:
		return s.compared(msg)
	case hintChosen:
		s.only(string(msg))
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if s.filter != nil {
			return s.typed(msg)
		}
	case tea.MouseWheelMsg:
		s.list().Update(msg)
	case tea.MouseClickMsg:
		s.list().Click(msg.Y - s.drawn)
	}
	return nil
}

// list is the table that is shown.
func (s *Screen) list() interface {
	Update(tea.Msg) bool
	Click(int) bool
} {
	if s.diff != nil {
		return s.diff.table
	}
	return s.table
}

func (s *Screen) show(l loaded) {
	s.problem = l.err
	if l.err != nil {
		return
	}
	s.read, s.view, s.rows = true, l.view, l.rows
	s.arrange(l.arranged)
}

// day is when something was, and how long before the snapshot that is. Days are those of UTC, as in the record.
func day(t *time.Time, taken time.Time) string {
	if t == nil {
		return "not known"
	}
	return t.UTC().Format("2 Jan 2006") + ", " + widget.Before(*t, taken) + " the snapshot of " + taken.UTC().Format("2 Jan")
}
