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

// listed is the answer of list. Of several under way only the one asked for last counts.
type listed struct {
	asked  int
	rows   []elevation.Row
	groups []widget.Group[elevation.Row] // the same, in the order of the list; made where it holds up no key
	me     string                        // empty if nobody said who they are
	err    error
}

func came(asked int, rows []elevation.Row, me string) listed {
	return listed{asked: asked, rows: rows, groups: grouped(rows), me: me}
}

// list reads all elevations.
func (s *Screen) list() tea.Cmd {
	s.asked++
	asked, desk := s.asked, s.desk
	return func() tea.Msg {
		me, _ := desk.Workspace.Actor(desk.Context) // the list is for anybody
		rows, err := desk.Workspace.Elevations(desk.Context)
		if err != nil {
			return listed{asked: asked, me: me.Email, err: err}
		}
		return came(asked, rows, me.Email)
	}
}

// settleAfter is how long the cursor rests on an elevation before its details are read.
const settleAfter = 60 * time.Millisecond

// settled says that the cursor rested.
type settled struct{ moved int }

// settle waits before the details are read, so that running through the list reads nothing.
func (s *Screen) settle() tea.Cmd {
	s.moved++
	moved := s.moved
	return tea.Tick(settleAfter, func(time.Time) tea.Msg { return settled{moved} })
}

// looked is the answer of inspect.
type looked struct {
	asked int // the list it belongs to
	id    string
	inspected
}

// inspect reads what is known of the current elevation, unless it has been read.
func (s *Screen) inspect() tea.Cmd {
	r, ok := s.table.Current()
	if _, known := s.known[r.ID]; !ok || known {
		return nil
	}
	asked, desk := s.asked, s.desk
	return func() tea.Msg {
		i, err := desk.Workspace.InspectElevation(desk.Context, r.ID)
		return looked{asked, r.ID, inspected{i, err}}
	}
}

// meanwhile is what Torq's audit log shows the person of an elevation did while it was active.
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
	desk, at := s.desk, s.desk.Now()
	return tea.Batch(screen.Send(screen.Working{What: "reading Torq's audit log"}), func() tea.Msg {
		entries, err := desk.Workspace.Meanwhile(desk.Context, r.ID)
		return heard{r.ID, meanwhile{entries, at, err}}
	})
}

func (s *Screen) heard(msg heard) tea.Cmd {
	s.meanwhile[msg.id] = msg.meanwhile
	cmds := []tea.Cmd{screen.Send(screen.Working{End: true})}
	if msg.err != nil {
		cmds = append(cmds, screen.Send(screen.Failed{Err: msg.err}))
	}
	return tea.Batch(cmds...)
}

// others are the elevations of the same person that are lent or to be lent beside this one.
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
