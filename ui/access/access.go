// Package access is the section that shows everyone's access as of the last sync, and what changed since the sync
// before. From a row one can ask who can do what and why, ask for a role for a limited time, and bring the row into a
// campaign.
package access

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/timeline"
	"github.com/tuar-dev/tuar/ui/answers"
	elevate "github.com/tuar-dev/tuar/ui/elevations/form"
	"github.com/tuar-dev/tuar/ui/notes"
	"github.com/tuar-dev/tuar/ui/reviews/form"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service reads everyone's access, and does what its forms ask for.
type Service interface {
	answers.Service
	elevate.Service
	form.Service
	Actor(context.Context) (record.Actor, error)
	ListCampaigns(context.Context) ([]campaign.Summary, error)
	CampaignPlan(ctx context.Context, id string) (campaign.Plan, error)
	Access(context.Context) (campaign.AccessView, error)
	Diff(ctx context.Context, before, after string) (access.Diff, error)
	AuditLog(context.Context) (*timeline.Log, error)
	notes.Noter
	notes.Dismisser
}

// Screen is the Access section.
type Screen struct {
	env     *screen.Env
	service Service
	list    *widget.Browser[row]

	newest  screen.Latest // reading or arranging
	view    campaign.AccessView
	rows    []row         // in order of item
	log     *timeline.Log // how access came about; nil until it is read, and if it never was
	read    bool
	problem error
	syncing bool

	order order
	diff  *diff                       // not nil: what changed, instead of the list
	pages screen.Stack[screen.Screen] // answers and forms in front of the list
	goal  string                      // the item to stand on as soon as it is listed
	drawn int                         // lines above the list in the last frame, for the mouse
}

// New makes the Access screen. It reads when it is shown.
func New(env *screen.Env, service Service) *Screen {
	s := &Screen{env: env, service: service}
	s.list = widget.NewBrowser(newTable(func() time.Time { return s.view.TakenAt }), s.detail)
	s.list.Filters = env.Filters
	s.list.Hint = "words, or fields such as role:owner hint:dormant; tab completes"
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
func (s *Screen) Typing() bool {
	if page, over := s.pages.Front(); over {
		return page.Typing()
	}
	return s.shown().Typing()
}

// Unwritten returns how many acts of the forms are not on disk yet.
func (s *Screen) Unwritten() int { return s.pages.Unwritten() }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return tea.Batch(s.load(), s.pages.Update(msg))
	case screen.Left:
		s.pages.Leave(msg)
		return nil
	case screen.Navigate:
		s.visit(msg)
		return nil
	case form.Drafted, elevate.Asked:
		return s.finished(msg)
	case planned:
		return s.plan(msg)
	case addTo:
		return s.add(msg)
	case copied:
		return msg.copy()
	case screen.Status:
		s.syncing = msg.Connection == review.Syncing
	case loaded:
		s.show(msg)
		return s.loadLog()
	case logLoaded:
		s.log = msg.log
	case arranged:
		s.arrange(msg)
	case compared:
		return s.compared(msg)
	case hintChosen:
		s.only(string(msg))
	}
	if q, ok := answers.Asked(msg); ok {
		return s.ask(q)
	}
	if _, over := s.pages.Front(); over {
		return s.pages.Update(msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s.shown().Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= s.drawn
		return s.shown().Update(msg)
	}
	return nil
}

// visit shows the list with the cursor on an item, or only the rows that a filter passes.
func (s *Screen) visit(to screen.Navigate) {
	if to.Section != screen.Access || to.Item == "" && to.Filter == "" {
		return
	}
	s.pages.Clear()
	s.diff = nil
	s.list.List()
	s.list.Search(to.Filter)
	s.reach(to.Item)
}

// reach puts the cursor on an item, at once or as soon as it is listed.
func (s *Screen) reach(item string) {
	if s.goal = item; item != "" && s.list.To(item) {
		s.goal = ""
	}
}

// finished leaves a form whose draft or request is on record.
func (s *Screen) finished(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case elevate.Asked:
		s.pages.Leave(screen.Left{Page: msg.Form})
	case form.Drafted:
		s.pages.Remove(func(p screen.Screen) bool { _, is := p.(*form.Model); return is })
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
	s.reach(s.goal)
}

// day formats the day of t and its distance to the snapshot. Days are in UTC, as in the record.
func day(t *time.Time, taken time.Time) string {
	if t == nil {
		return "not known"
	}
	return t.UTC().Format("2 Jan 2006") + ", " + widget.Before(*t, taken) + " the snapshot of " + taken.UTC().Format("2 Jan")
}
