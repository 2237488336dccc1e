// Package elevations is the section for roles that are lent for a time: who asks for one, who has one and until when, how
// the others ended, and everything that can be done about each.
package elevations

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/elevations/form"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Screen is the Elevations section.
type Screen struct {
	desk *screen.Desk
	me   string // who is at the keyboard; empty if nobody said so

	rows    []elevation.Row
	lines   int // of the list, when nothing is folded or filtered
	table   *widget.Table[elevation.Row]
	asked   int   // lists asked for
	moved   int   // rests of the cursor asked for
	read    bool  // a list has come
	err     error // why the last one did not
	problem error // what stands in the way of what is due
	goal    string

	known     map[string]inspected // by elevation, as of the last list
	meanwhile map[string]meanwhile
	unwritten int // acts under way

	filter  *widget.Input // nil unless it is being typed
	query   string
	state   elevation.State // only those; "" all
	details bool            // the details alone
	scroll  int             // lines of the details above the window
	beside  bool            // the last frame had the details beside the list

	tableAt, tableWidth int // the first line of the table and its width, as last drawn

	form *form.Model // shown if there is one
}

// inspected is what the list does not know of an elevation.
type inspected struct {
	review.Inspection
	err error
}

// New makes the section. It reads when it is shown.
func New(desk *screen.Desk) *Screen {
	s := &Screen{desk: desk, known: map[string]inspected{}, meanwhile: map[string]meanwhile{}}
	s.table = newTable(desk.Now)
	return s
}

// Typing says whether letters are text.
func (s *Screen) Typing() bool { return s.form != nil && s.form.Typing() || s.filter != nil }

// Unwritten is how many acts are not on disk yet, or not carried out.
func (s *Screen) Unwritten() int {
	if s.form != nil {
		return s.unwritten + s.form.Unwritten()
	}
	return s.unwritten
}

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Shown:
		if s.asked == 0 { // what changed since comes as Changed
			return s.list()
		}
		return nil
	case screen.Changed:
		cmds := []tea.Cmd{s.list()}
		if s.form != nil {
			cmds = append(cmds, s.form.Update(msg))
		}
		return tea.Batch(cmds...)
	case screen.Go:
		if msg.Section == screen.Elevations && msg.Elevation != "" {
			s.form, s.goal = nil, msg.Elevation
			s.show("")
			s.search("")
			s.reach()
			return s.inspect()
		}
		return nil
	case screen.Reaped:
		s.problem = msg.Err
		return nil
	case listed:
		return s.listed(msg)
	case settled:
		if msg.moved == s.moved {
			return s.inspect()
		}
		return nil
	case looked:
		if msg.asked == s.asked {
			s.known[msg.id] = msg.inspected
		}
		return nil
	case wanted:
		return msg.do()
	case acted:
		return s.acted(msg)
	case heard:
		return s.heard(msg)
	case only:
		s.show(elevation.State(msg))
		return s.inspect()
	case screen.Left:
		if msg.Page == screen.Screen(s.form) {
			s.form = nil
		}
		return nil
	case form.Asked:
		s.form, s.goal = nil, msg.Row.ID
		s.show("")
		s.reach()
		return nil
	}
	if s.form != nil {
		return s.form.Update(msg)
	}
	return s.input(msg)
}

// listed shows a list that came.
func (s *Screen) listed(msg listed) tea.Cmd {
	if msg.asked != s.asked {
		return nil
	}
	s.read, s.err, s.me = true, msg.err, msg.me
	if msg.err != nil {
		return nil // the list as it was, and the reason above it
	}
	s.rows, s.lines = msg.rows, len(msg.rows)+len(msg.groups)
	s.table.SetGroups(msg.groups)
	s.reach()
	clear(s.known)
	return s.inspect()
}

// reach puts the cursor on the elevation it should stand on, once that is listed.
func (s *Screen) reach() {
	if s.goal != "" && s.table.To(s.goal) {
		s.goal, s.scroll = "", 0
	}
}

// search shows only elevations with the words of the query.
func (s *Screen) search(query string) {
	if query != s.query {
		s.query = query
		s.table.SetFilter(query)
	}
}

// show shows only elevations in that state; "" is all.
func (s *Screen) show(state elevation.State) {
	s.state = state
	if state == "" {
		s.table.SetPredicate(nil)
		return
	}
	s.table.SetPredicate(func(r elevation.Row) bool { return r.State == state })
}
