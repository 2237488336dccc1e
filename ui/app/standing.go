package app

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/connect"
	"github.com/tuar-dev/tuar/ui/screen"
)

// standing is the overview of the workspace. Reading it may ask the keyring, which may wait for the user to unlock it.
type standing struct {
	now   review.Overview
	known bool
	gen   int
	end   context.CancelFunc // nil unless a request is running
	slow  bool               // the request has been running for longer than a keyring takes by itself
}

// stood is the result of the request with number gen.
type stood struct {
	gen int
	now review.Overview
	err error
}

// patienceOver reports that the work with number gen takes longer than expected.
type patienceOver struct {
	syncing bool
	gen     int
}

const patience = 3 * time.Second

func (s *standing) waiting() bool { return s.end != nil && s.slow }

// stop stops waiting; the answer is then an error with the reason.
func (s *standing) stop() tea.Cmd {
	s.end()
	return nil
}

// stand reads how the workspace stands. A newer request ends the older.
func (m *model) stand() tea.Cmd {
	s := &m.standing
	if s.end != nil {
		s.end()
	}
	ctx, cancel := context.WithCancel(m.env.Context)
	s.gen++
	s.end = cancel
	gen, workspace := s.gen, m.workspace
	return tea.Batch(
		func() tea.Msg {
			now, err := workspace.Overview(ctx)
			return stood{gen, now, err}
		},
		m.whoIsIt(),
		tea.Tick(patience, func(time.Time) tea.Msg { return patienceOver{gen: gen} }),
	)
}

func (m *model) stood(msg stood) tea.Cmd {
	s := &m.standing
	if msg.gen != s.gen {
		return nil
	}
	s.end()
	s.end = nil
	s.slow = false
	if msg.err != nil {
		m.fail(msg.err)
		return m.broadcast(screen.Status{Overview: s.now, Err: msg.err})
	}
	first := !s.known
	s.now, s.known = msg.now, true
	if m.sync.running() {
		s.now.Connection = review.Syncing
	}
	m.reaping.turn = turn(s.now.Elevations, m.env.Now())
	m.count()
	cmd := m.broadcast(screen.Status{Overview: s.now})
	if first {
		cmd = tea.Batch(cmd, m.reap())
	}
	if first && s.now.Connection == review.NotConnected && !s.now.Untried() && s.now.LastSync == nil {
		m.connecting = connect.New(m.env, m.workspace, s.now.Region)
		cmd = tea.Batch(cmd, m.overlays.PushUnasked(m.connecting), m.connecting.CheckKeyring())
	}
	return cmd
}

// patienceOver tells the user what tuar is waiting for. Before the first answer of a sync, and while reading the
// standing, only the keyring can take this long.
func (m *model) patienceOver(msg patienceOver) {
	switch {
	case msg.syncing && m.sync.running() && msg.gen == m.sync.gen && !m.sync.moved:
		m.sync.slow = true
	case !msg.syncing && m.standing.end != nil && msg.gen == m.standing.gen:
		m.standing.slow = true
	}
}

// forKeyring reports whether the app waits for a person to unlock the keyring.
func (m *model) forKeyring() bool { return m.standing.waiting() || m.sync.running() && m.sync.slow }
