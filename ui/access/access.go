// Package access is the section that shows everyone's access as of the last sync, and what changed since the sync
// before. It only reads.
package access

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service reads everyone's access.
type Service interface {
	Access(context.Context) (campaign.AccessView, error)
	Diff(ctx context.Context, before, after string) (access.Diff, error)
}

// Screen is the Access section.
type Screen struct {
	env     *screen.Env
	service Service
	list    *widget.Browser[row]

	newest  screen.Latest // reading or arranging
	view    campaign.AccessView
	rows    []row // in order of item
	read    bool
	problem error
	syncing bool

	order order
	diff  *diff // not nil: what changed, instead of the list
	drawn int   // lines above the list in the last frame, for the mouse
}

// New makes the Access screen. It reads when it is shown.
func New(env *screen.Env, service Service) *Screen {
	s := &Screen{env: env, service: service}
	s.list = widget.NewBrowser(newTable(func() time.Time { return s.view.TakenAt }), s.detail)
	s.list.Hint = "words that must all occur: a name, a role, a hint"
	return s
}

// shown returns the list in front.
func (s *Screen) shown() interface {
	Update(tea.Msg) tea.Cmd
	Keys() []screen.Group
	Typing() bool
	Backs() bool
} {
	if s.diff != nil {
		return s.diff
	}
	return s.list
}

// Typing reports whether a filter is being typed.
func (s *Screen) Typing() bool { return s.shown().Typing() }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return s.load()
	case screen.Status:
		s.syncing = msg.Connection == review.Syncing
	case loaded:
		s.show(msg)
	case arranged:
		s.arrange(msg)
	case compared:
		return s.compared(msg)
	case hintChosen:
		s.only(string(msg))
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s.shown().Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= s.drawn
		return s.shown().Update(msg)
	}
	return nil
}

func (s *Screen) show(l loaded) {
	s.problem = l.err
	if l.err != nil {
		return
	}
	s.read, s.view, s.rows = true, l.view, l.rows
	s.arrange(l.arranged)
}

// day formats the day of t and its distance to the snapshot. Days are in UTC, as in the record.
func day(t *time.Time, taken time.Time) string {
	if t == nil {
		return "not known"
	}
	return t.UTC().Format("2 Jan 2006") + ", " + widget.Before(*t, taken) + " the snapshot of " + taken.UTC().Format("2 Jan")
}
