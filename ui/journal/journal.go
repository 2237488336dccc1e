// Package journal is the section that shows the record, line by line, newest first, and verifies it.
package journal

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service reads the record.
type Service interface {
	Journal(context.Context) ([]record.Line, error)
	Standing(context.Context) (core.Standing, error)
	Sentences(context.Context) func(record.Line) string
	CheckJournal(context.Context) ([]record.WriterCheck, error)
	ShareStatus(context.Context) (*share.Status, error)
}

// Screen is the Journal section.
type Screen struct {
	env     *screen.Env
	service Service
	list    *widget.Browser[entry]

	newest   screen.Latest // reading
	read     bool
	problem  error
	warnings []string
	check    check
	drawn    int // lines above the list in the last frame, for the mouse
}

// New makes the Journal screen. It reads when it is shown.
func New(env *screen.Env, service Service) *Screen {
	return &Screen{env: env, service: service, list: widget.NewBrowser(newTable(env.Now), detail)}
}

// Typing reports whether the filter is being typed.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return s.load()
	case screen.Navigate:
		if msg.Section == screen.Journal && msg.Page == screen.Refused {
			s.onlyRefused()
		}
	case screen.Status:
		s.warnings = msg.Warnings
	case loaded:
		s.show(msg)
	case checked:
		return s.check.done(msg)
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s.list.Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= s.drawn
		return s.list.Update(msg)
	}
	return nil
}

// Keys returns the key table as it is now.
func (s *Screen) Keys() []screen.Group {
	groups := s.list.Keys()
	if s.list.Typing() {
		return groups
	}
	verify := screen.Binding{Binding: keymap.Key("v", "verify"), Do: s.verify}
	if s.check.running {
		verify.Disabled = "it is being verified"
	}
	refused := screen.Binding{Binding: keymap.Key("x", "only refused lines"), Do: func() tea.Cmd { s.onlyRefused(); return nil }}
	if s.list.Shows() != "" {
		refused = screen.Binding{Binding: keymap.Key("x", "all lines"), Do: func() tea.Cmd { s.list.List(); return nil }}
	}
	groups[0].Keys = append(groups[0].Keys, verify, refused)
	return groups
}

// onlyRefused shows the lines that have no effect, since their authors had no right for them.
func (s *Screen) onlyRefused() {
	s.list.List()
	s.list.Only("lines without effect, since their authors had no right for them or they came too late; x shows all", func(e entry) bool { return e.refused != "" })
}

func (s *Screen) show(l loaded) {
	s.problem = l.err
	if l.err == nil {
		s.read = true
		s.list.SetRows(l.entries)
	}
}
