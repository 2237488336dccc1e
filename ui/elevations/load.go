package elevations

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// loaded is the answer of load.
type loaded struct {
	rows   []elevation.Row
	groups []widget.Group[elevation.Row] // the same, in the order of the list; made where it holds up no key
	me     string                        // empty if the current user is not known
	err    error
}

// load reads all elevations.
func (s *Screen) load() tea.Cmd {
	env, service := s.env, s.service
	return s.newest.Fetch(s, func() tea.Msg {
		me, _ := service.Actor(env.Context) // the list needs no known user
		rows, err := service.ListElevations(env.Context)
		return loaded{rows, grouped(rows), me.Email, err}
	})
}

// settleAfter is the time that the cursor must rest on an elevation before its details are read.
const settleAfter = 60 * time.Millisecond

// rested reports that the cursor has rested that long.
type rested struct{}

// settle waits before the details are read, so that running through the list reads nothing.
func (s *Screen) settle() tea.Cmd { return s.rest.After(settleAfter, s, rested{}) }

// looked is the answer of inspect.
type looked struct {
	id string
	inspected
}

// inspect reads the details of the current elevation, unless it has been read.
func (s *Screen) inspect() tea.Cmd {
	r, ok := s.list.Current()
	if _, known := s.known[r.ID]; !ok || known {
		return nil
	}
	env, service := s.env, s.service
	return s.newest.Along(s, func() tea.Msg {
		i, err := service.InspectElevation(env.Context, r.ID)
		return looked{r.ID, inspected{i, err}}
	})
}

// meanwhile holds the audit log entries of the holder while the elevation was active.
type meanwhile struct {
	entries []audit.Entry
	at      time.Time // when it was asked
	err     error
}

// heard is the answer of listen.
type heard struct {
	id string
	meanwhile
}

// listen asks Torq what the person did meanwhile.
func (s *Screen) listen(r elevation.Row) tea.Cmd {
	env, service, at := s.env, s.service, s.env.Now()
	return tea.Batch(screen.Send(screen.Working{What: "reading Torq's audit log"}), screen.Fetch(s, func() tea.Msg {
		entries, err := service.Meanwhile(env.Context, r.ID)
		return heard{r.ID, meanwhile{entries, at, err}}
	}))
}

func (s *Screen) heard(msg heard) tea.Cmd {
	s.meanwhile[msg.id] = msg.meanwhile
	cmds := []tea.Cmd{screen.Send(screen.Working{End: true})}
	if msg.err != nil {
		cmds = append(cmds, screen.Send(screen.Failed{Err: msg.err}))
	}
	return tea.Batch(cmds...)
}

// others returns the other elevations of the same person that are active or approved.
func (s *Screen) others(r elevation.Row) []elevation.Row {
	var found []elevation.Row
	for _, o := range s.rows {
		if !o.State.Live() {
			break // those with something to be waited for come first
		}
		if o.Item == r.Item && o.ID != r.ID && o.State != elevation.Requested {
			found = append(found, o)
		}
	}
	return slices.Clip(found)
}
