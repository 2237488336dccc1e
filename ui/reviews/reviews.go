// Package reviews is the Reviews section: the list of campaigns, the form for a new one, and the actions on a campaign
// as a whole. It passes everything to package sheet during a review, and to package changes while decisions are carried
// out.
package reviews

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/answers"
	"github.com/tuar-dev/tuar/ui/reviews/changes"
	"github.com/tuar-dev/tuar/ui/reviews/dialog"
	"github.com/tuar-dev/tuar/ui/reviews/form"
	"github.com/tuar-dev/tuar/ui/reviews/reviewers"
	"github.com/tuar-dev/tuar/ui/reviews/sheet"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service holds the methods of a workspace that the section and its pages use.
type Service interface {
	ListCampaigns(context.Context) ([]campaign.Summary, error)
	dialog.Service
	form.Service
	sheet.AskedService
	changes.Service
	reviewers.Service
}

// Screen is the Reviews section.
type Screen struct {
	env     *screen.Env
	service Service
	dialogs *dialog.Dialogs
	estate  *estate.Estate // all workspaces that are open; nil for one
	me      string         // the current user; empty if not known

	list    *widget.Browser[campaign.Summary]
	kept    *form.Model                 // the form of a new campaign that was left; nil for none
	pages   screen.Stack[screen.Screen] // the form, the review or the remediation of a campaign
	newest  screen.Latest               // reading of the list
	rest    screen.Latest               // of the cursor
	all     []campaign.Summary
	read    bool              // a list has come
	err     error             // why the last one did not
	details map[string]detail // by campaign, as of the last list
	goal    string            // the campaign to stand on as soon as it is listed
	drawn   int               // lines above the list in the last frame, for the mouse
}

// New makes the section. It shows something once Shown has arrived.
func New(env *screen.Env, service Service) *Screen {
	s := &Screen{env: env, service: service, dialogs: dialog.New(env, service), details: map[string]detail{}}
	s.list = widget.NewBrowser(newTable(env.Now, func() string { return s.me }), s.detail)
	s.list.Filters = env.Filters
	s.list.Title = func(c campaign.Summary) string { return c.ID }
	s.list.Open, s.list.Moved = s.enter, s.settle
	return s
}

// NewAmong makes the section of one of several workspaces. A campaign that was made together with those of other workspaces
// is reviewed as one queue with them.
func NewAmong(env *screen.Env, service Service, among *estate.Estate) *Screen {
	s := New(env, service)
	s.estate = among
	return s
}

// Typing reports whether letters are text.
func (s *Screen) Typing() bool {
	if page, over := s.pages.Front(); over {
		return page.Typing()
	}
	return s.list.Typing()
}

// Resume returns the campaign under review, if one is.
func (s *Screen) Resume() string {
	front, _ := s.pages.Front()
	if m, ok := front.(*sheet.Model); ok {
		return m.Campaign()
	}
	return ""
}

// Unwritten returns how many acts of the review or the remediation are not on disk yet.
func (s *Screen) Unwritten() int { return s.pages.Unwritten() }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Activated:
		if s.newest.Begun() { // what changed since comes as Changed
			return s.pages.Update(msg)
		}
		return tea.Batch(s.load(), s.pages.Update(msg))
	case screen.Changed:
		return tea.Batch(s.load(), s.pages.Update(msg))
	case screen.Navigate:
		switch {
		case msg.Section != screen.Reviews || msg.Campaign == "":
		case msg.Joined || s.mayBeJoined(msg.Campaign):
			return s.reviewJoined(msg.Campaign)
		default:
			return s.review(msg.Campaign)
		}
		return nil
	case loaded:
		return s.loaded(msg)
	case rested:
		return s.describe()
	case detailed:
		s.details[msg.id] = msg.detail
		return nil
	case duplicated:
		if msg.edit != "" {
			return s.form(form.Edit(s.env, s.service, msg.plan, msg.edit))
		}
		return s.start(msg.plan, msg.from)
	case form.Drafted:
		s.pages.Remove(func(p screen.Screen) bool { _, is := p.(*form.Model); return is })
		s.reach(msg.Campaign.ID)
		return s.dialogs.Open(msg.Campaign.ID)
	case reviewers.Chosen:
		cmd := s.review(msg.Campaign)
		if front, _ := s.pages.Front(); front != nil {
			if m, ok := front.(*sheet.Model); ok {
				m.Show(msg.Reviewer)
			}
		}
		return cmd
	case sheet.Asked:
		page := answers.New(s.env, s.service, msg.Question)
		s.pages.Push(page)
		return page.Init()
	case form.Anew:
		s.pages.Leave(screen.Left{Page: msg.Form})
		return s.start(campaign.Plan{}, "")
	case screen.Left:
		if page, is := msg.Page.(*form.Model); is && page.Keep() {
			s.kept = page
		}
		if s.pages.Leave(msg) {
			return s.load()
		}
		return nil
	}
	if _, over := s.pages.Front(); over {
		return s.pages.Update(msg)
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
	s.all = msg.campaigns
	s.list.SetRows(s.all)
	s.reach(s.goal)
	clear(s.details)
	return s.describe()
}

// reach puts the cursor on a campaign, as soon as that is listed.
func (s *Screen) reach(id string) {
	if s.goal = id; id != "" && s.list.To(id) {
		s.goal = ""
	}
}

// review opens the sheet of a campaign.
func (s *Screen) review(id string) tea.Cmd {
	s.pages.Remove(func(p screen.Screen) bool { // a remediation under way goes on below
		_, carries := p.(*changes.Model)
		return !carries
	})
	page, writing := s.pages.Writing(func(p screen.Screen) bool { // two of one review would mix up the order of acts
		m, is := p.(*sheet.Model)
		return is && m.Campaign() == id
	})
	if !writing {
		page = sheet.New(s.env, s.service, s.dialogs, id)
	}
	return s.open(page, id)
}

// open shows a page about a campaign.
func (s *Screen) open(page screen.Screen, id string) tea.Cmd {
	s.pages.Push(page)
	s.list.List()
	s.reach(id)
	return page.Update(screen.Activated{})
}

// start shows the form for a new campaign.
func (s *Screen) start(plan campaign.Plan, from string) tea.Cmd {
	if page := s.kept; page != nil && from == "" && plan.Name == "" && plan.Scope == "" {
		s.kept = nil
		return s.form(page)
	}
	plan.Name = s.fresh(cmp.Or(plan.Name, quarter(s.env.Now())+" access review"))
	if len(plan.Reviewers) == 0 && s.me != "" {
		plan.Reviewers = []string{s.me}
	}
	return s.form(form.New(s.env, s.service, plan, from))
}

// mostRecent bounds how many people are offered first in a form.
const mostRecent = 8

func (s *Screen) form(page *form.Model) tea.Cmd {
	var recent []string
	for _, c := range s.all {
		for _, reviewer := range c.Reviewers {
			if len(recent) < mostRecent && !person.In(recent, reviewer) {
				recent = append(recent, reviewer)
			}
		}
	}
	page.Recent(recent)
	s.pages.Push(page)
	return page.Init()
}

// fresh returns the name, with a number if another campaign has it already.
func (s *Screen) fresh(name string) string {
	proposal := name
	taken := func(c campaign.Summary) bool { return strings.EqualFold(c.Name, proposal) }
	for n := 2; slices.ContainsFunc(s.all, taken); n++ {
		proposal = fmt.Sprintf("%s %d", name, n)
	}
	return proposal
}

func quarter(now time.Time) string {
	return fmt.Sprintf("Q%d %d", (now.UTC().Month()+2)/3, now.UTC().Year())
}
