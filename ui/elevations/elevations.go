// Package elevations is the Elevations section: the requests, the active elevations with their ends, the past ones, and
// the actions on each.
package elevations

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/elevations/form"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service reads elevations and acts on them.
type Service interface {
	form.Service
	Actor(context.Context) (record.Actor, error)
	ListElevations(context.Context) ([]elevation.Row, error)
	InspectElevation(ctx context.Context, id string) (elevation.Inspection, error)
	Meanwhile(ctx context.Context, id string) ([]audit.Entry, error)
	ApproveElevation(ctx context.Context, id string, most time.Duration) (elevation.Outcome, error)
	DenyElevation(ctx context.Context, id, reason string) (elevation.Outcome, error)
	ExtendElevation(ctx context.Context, id string, by time.Duration, reason string) (elevation.Outcome, error)
	EndElevation(ctx context.Context, id, reason string) (elevation.Outcome, error)
}

// Screen is the Elevations section.
type Screen struct {
	env     *screen.Env
	service Service
	me      string // the current user; empty if not known

	list    *widget.Browser[elevation.Row]
	form    screen.Stack[*form.Model]
	kept    *form.Model   // the form that was left without asking; nil for none
	newest  screen.Latest // reading of the list
	rest    screen.Latest // of the cursor
	rows    []elevation.Row
	read    bool   // a list has come
	err     error  // why the last one did not
	problem error  // what stands in the way of what is due
	goal    string // the elevation to stand on as soon as it is listed
	drawn   int    // lines above the list in the last frame, for the mouse

	known     map[string]inspected // by elevation, as of the last list
	meanwhile map[string]meanwhile
	unwritten int // acts under way
}

// inspected holds the facts about an elevation that are not in the list.
type inspected struct {
	elevation.Inspection
	err error
}

// New makes the section. It reads when it is shown.
func New(env *screen.Env, service Service) *Screen {
	s := &Screen{env: env, service: service, known: map[string]inspected{}, meanwhile: map[string]meanwhile{}}
	s.list = widget.NewBrowser(newTable(env.Now, func() string { return s.me }), s.pane)
	s.list.Filters = env.Filters
	s.list.Hint = "words that must all occur: name, role, reason, ticket, id"
	s.list.Title = func(r elevation.Row) string { return r.ID }
	s.list.Moved = s.settle
	return s
}

// Typing reports whether letters are text.
func (s *Screen) Typing() bool {
	if form, over := s.form.Front(); over {
		return form.Typing()
	}
	return s.list.Typing()
}

// Unwritten returns how many acts are not on disk yet, or not carried out.
func (s *Screen) Unwritten() int { return s.unwritten + s.form.Unwritten() }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Activated:
		if !s.newest.Begun() { // what changed since comes as Changed
			return s.load()
		}
		return nil
	case screen.Changed:
		return tea.Batch(s.load(), s.form.Update(msg))
	case screen.Navigate:
		if msg.Section == screen.Elevations && msg.Elevation != "" {
			s.form.Clear()
			s.list.List()
			s.reach(msg.Elevation)
			return s.inspect()
		}
		return nil
	case screen.Reaped:
		s.problem = msg.Err
		return nil
	case loaded:
		return s.loaded(msg)
	case rested:
		return s.inspect()
	case looked:
		s.known[msg.id] = msg.inspected
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
		if page, is := msg.Page.(*form.Model); s.form.Leave(msg) && is && page.Keep() {
			s.kept = page
		}
		return nil
	case form.Anew:
		s.form.Leave(screen.Left{Page: msg.Form})
		return s.ask()
	case form.Asked:
		if s.form.Leave(screen.Left{Page: msg.Form}) {
			s.show("")
			s.reach(msg.Row.ID)
		}
		return nil
	}
	if _, over := s.form.Front(); over {
		return s.form.Update(msg)
	}
	if click, ok := msg.(tea.MouseClickMsg); ok {
		click.Y -= s.drawn
		msg = click
	}
	return s.list.Update(msg)
}

// loaded shows a list that came.
func (s *Screen) loaded(msg loaded) tea.Cmd {
	s.read, s.err, s.me = true, msg.err, msg.me
	if msg.err != nil {
		return nil // the list as it was, and the reason above it
	}
	s.rows = msg.rows
	s.list.SetGroups(msg.groups)
	s.reach(s.goal)
	clear(s.known)
	return s.inspect()
}

// reach puts the cursor on an elevation, as soon as that is listed.
func (s *Screen) reach(id string) {
	if s.goal = id; id != "" && s.list.To(id) {
		s.goal = ""
	}
}

// show shows only elevations in that state; "" is all.
func (s *Screen) show(state elevation.State) {
	if state == "" {
		s.list.Only("", nil)
		return
	}
	s.list.Only(string(state), func(r elevation.Row) bool { return r.State == state })
}
