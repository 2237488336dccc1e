// Package home is the first section: the connection, the items that need attention, the campaigns, and the holders of
// each role.
package home

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Service reads who is at the keyboard, and everyone's access.
type Service interface {
	Actor(context.Context) (record.Actor, error)
	Access(context.Context) (campaign.AccessView, error)
}

// Screen is the Home section.
type Screen struct {
	env     *screen.Env
	service Service

	standing *review.Overview // nil until the root has read it
	problem  error            // why it could not be read
	actor    record.Actor     // zero while the current user is not known
	roles    []holding        // nil before the first sync
	newest   screen.Latest    // reading

	cursor  int // in targets
	targets []target
	drawn   map[int]int // line of the last frame → the target on it, for the mouse
}

// New makes the Home screen. It reads when it is shown.
func New(env *screen.Env, service Service) *Screen { return &Screen{env: env, service: service} }

// Typing returns false: there is nothing to type into.
func (s *Screen) Typing() bool { return false }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Activated, screen.Changed:
		return s.read()
	case screen.Status:
		s.showOverview(msg)
	case answer:
		s.actor, s.roles = msg.actor, msg.roles
		s.listTargets()
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			s.move(-1)
		case tea.MouseWheelDown:
			s.move(1)
		}
	case tea.MouseClickMsg:
		if i, ok := s.drawn[msg.Y]; ok {
			if i == s.cursor {
				return s.enter()
			}
			s.cursor = i
		}
	}
	return nil
}

func (s *Screen) showOverview(now screen.Status) {
	s.problem = now.Err
	if now.Err != nil {
		return
	}
	s.standing = &now.Overview
	s.listTargets()
}

// listTargets lists what the cursor can stop at, without requests that wait for other people.
func (s *Screen) listTargets() {
	if s.standing == nil {
		return
	}
	s.targets = targetsOf(s.standing, func(a review.Attention) bool { return !a.NotYours })
	s.move(0)
}

func (s *Screen) move(n int) { s.cursor = max(0, min(s.cursor+n, len(s.targets)-1)) }
