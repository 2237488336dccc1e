package elevations

import (
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// session is the section in front of somebody, over a workspace that was synced once.
type session struct {
	*reviewtest.World
	*uitest.Window
	*Screen
	workspace *review.Workspace
	me        string
}

// start opens the section for somebody who is an Operator.
func start(t *testing.T) *session {
	t.Helper()
	t.Parallel() // most of the time goes by in waiting until the cursor rests
	s := &session{World: reviewtest.New(t, torqtest.Options{RateLimit: -1})}
	s.Clock.Step = 100 * time.Microsecond // what was approved has begun
	owner := s.Open("nobody@example.com")
	s.Sync(owner)
	reviewtest.Grant(t, owner, "m.cho@example.com", rights.Approver)
	s.sit(s.Holder("Operator", false, 0))
	return s
}

// sit puts somebody at the keyboard, in front of a screen that knows nothing yet.
func (s *session) sit(as string) {
	s.Helper()
	s.me = as
	s.workspace = s.Open(as)
	s.Window = uitest.Open(s.World, func(env *screen.Env) screen.Screen {
		s.Screen = New(env, s.workspace)
		return s.Screen
	})
	s.Width, s.Height = 140, 42
	s.Root = func(msg tea.Msg) (tea.Cmd, bool) {
		if _, reap := msg.(screen.Reap); !reap {
			return nil, false
		}
		reaped, err := s.workspace.Reap(s.Context(), nil)
		return tea.Batch(screen.Send(screen.Reaped{Err: errors.Join(err, reaped.Pending)}), screen.Send(screen.Changed{})), true
	}
}

// holds is the role of somebody as Torq has it.
func (s *session) holds(email, want string) {
	s.Helper()
	if role, _ := s.Torq.RoleOf(email); role != want {
		s.Errorf("%s holds %s in Torq, want %s", email, role, want)
	}
}

// only is the one elevation there is.
func (s *session) only() elevation.Row {
	s.Helper()
	rows, err := s.workspace.ListElevations(s.Context())
	if err != nil || len(rows) != 1 {
		s.Fatalf("%d elevations, %v", len(rows), err)
	}
	return rows[0]
}

// asks fills in the form for a role and sends it.
func (s *session) asks(role, why string) {
	s.Helper()
	s.Press("n", "enter")
	s.Send(tea.PasteMsg{Content: role})
	s.Press("enter", "down")
	s.Press("2") // one hour
	s.Write(why)
	s.Press("ctrl+s")
}
