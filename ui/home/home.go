// Package home is the first section: the connection, the items that need attention, the campaigns, and the holders of
// each role.
package home

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/people"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Service reads everyone's access, and what the pages about people need, such as who is at the keyboard.
type Service interface {
	people.Service
	Actor(context.Context) (record.Actor, error)
	Access(context.Context) (campaign.AccessView, error)
	Record
}

// Record reads the record, and says each line as a sentence.
type Record interface {
	Journal(context.Context) ([]record.Line, error)
	Standing(context.Context) (core.Standing, error)
	Sentences(context.Context) func(record.Line) string
}

// Screen is the Home section.
type Screen struct {
	env     *screen.Env
	service Service

	standing *review.Overview // nil until the root has read it
	problem  error            // why it could not be read
	actor    record.Actor     // zero while the current user is not known
	roles    []holding        // nil before the first sync
	latest   []written        // the last lines of the record, the newest first
	newest   screen.Latest    // reading

	pages   screen.Stack[screen.Screen] // in front of all this
	cursor  int                         // in targets
	targets []target
	drawn   map[int]int // line of the last frame → the target on it, for the mouse
}

// New makes the Home screen. It reads when it is shown.
func New(env *screen.Env, service Service) *Screen { return &Screen{env: env, service: service} }

// Typing reports whether letters are text for the page in front.
func (s *Screen) Typing() bool {
	page, ok := s.pages.Front()
	return ok && page.Typing()
}

// Unwritten returns the number of acts that are not on disk yet.
func (s *Screen) Unwritten() int { return s.pages.Unwritten() }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Activated, screen.Changed:
		return tea.Batch(s.read(), s.pages.Update(msg))
	case screen.Navigate:
		return s.visit(msg)
	case screen.Left:
		s.pages.Leave(msg)
	case screen.Status:
		s.showOverview(msg)
	case answer:
		s.actor, s.roles, s.latest = msg.actor, msg.roles, msg.latest
		s.listTargets()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s.pages.Update(msg)
	case tea.MouseWheelMsg:
		if _, ok := s.pages.Front(); ok {
			return s.pages.Update(msg)
		}
		switch msg.Button {
		case tea.MouseWheelUp:
			s.move(-1)
		case tea.MouseWheelDown:
			s.move(1)
		}
	case tea.MouseClickMsg:
		if _, ok := s.pages.Front(); ok {
			return s.pages.Update(msg)
		}
		if i, ok := s.drawn[msg.Y]; ok {
			if i == s.cursor {
				return s.enter()
			}
			s.cursor = i
		}
	}
	return nil
}

// visit opens the page that is wanted.
func (s *Screen) visit(to screen.Navigate) tea.Cmd {
	if to.Section != screen.Home {
		return nil
	}
	s.pages.Clear()
	switch to.Page {
	case screen.People:
		page := people.New(s.env, s.service)
		s.pages.Push(page)
		return page.Init()
	case screen.Guards:
		page := people.NewGuards(s.env, s.service)
		s.pages.Push(page)
		return page.Init()
	case screen.Refused: // of another section
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
