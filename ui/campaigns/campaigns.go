// Package campaigns is the Reviews section: the list of campaigns, the form for a new one, and what is done with a
// campaign as a whole. While somebody reviews, it hands everything to package reviewing, and to package remediating while
// somebody carries out what was decided.
package campaigns

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/campaigns/dialog"
	"github.com/tuar-dev/tuar/ui/campaigns/form"
	"github.com/tuar-dev/tuar/ui/remediating"
	"github.com/tuar-dev/tuar/ui/reviewing"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Screen is the Reviews section.
type Screen struct {
	desk *screen.Desk
	me   string // who is at the keyboard; empty if nobody said so

	table   *widget.Table[campaign.Summary]
	asked   int               // lists asked for
	moved   int               // rests of the cursor asked for
	read    bool              // a list has come
	err     error             // why the last one did not
	details map[string]detail // by campaign, as of the last list
	goal    string            // the campaign to stand on as soon as it is listed

	tableAt, tableWidth int // the first line of the table and its width, as last drawn

	form  *form.Model        // shown if there is one
	sheet *reviewing.Model   // shown otherwise, if there is one
	carry *remediating.Model // shown otherwise, if there is one
}

// New makes the section. It shows something once Shown has arrived.
func New(desk *screen.Desk) screen.Screen {
	s := &Screen{desk: desk, details: map[string]detail{}}
	s.table = newTable(desk.Now, func() string { return s.me })
	return s
}

// Typing says whether letters are text.
func (s *Screen) Typing() bool {
	return s.form != nil || s.sheet != nil && s.sheet.Typing() || s.carry != nil && s.carry.Typing()
}

// Resume is the campaign under review, if one is.
func (s *Screen) Resume() string {
	if s.sheet == nil {
		return ""
	}
	return s.sheet.Campaign()
}

// Unwritten is how many acts of the review or the remediation are not on disk yet.
func (s *Screen) Unwritten() int {
	n := 0
	if s.sheet != nil {
		n += s.sheet.Unwritten()
	}
	if s.carry != nil {
		n += s.carry.Unwritten()
	}
	return n
}

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Shown:
		if s.asked > 0 { // what changed since comes as Changed
			return s.pass(msg)
		}
		return tea.Batch(s.list(), s.pass(msg))
	case screen.Changed:
		return tea.Batch(s.list(), s.pass(msg))
	case screen.Go:
		if msg.Section == screen.Reviews && msg.Campaign != "" {
			return s.review(msg.Campaign)
		}
		return nil
	case listed:
		return s.listed(msg)
	case settled:
		if msg.moved == s.moved {
			return s.describe()
		}
		return nil
	case detailed:
		if msg.asked == s.asked {
			s.details[msg.id] = msg.detail
		}
		return nil
	case duplicated:
		return s.start(msg.plan, msg.from)
	case dialog.Do:
		return s.desk.Asks(tea.Cmd(msg)) // it may end in another dialog
	case dialog.Opened:
		return s.review(msg.Campaign)
	case form.Left:
		s.form = nil
		return nil
	case form.Drafted:
		s.form = nil
		s.goal = msg.Campaign.ID
		s.reach()
		return dialog.Open(s.desk, msg.Campaign.ID)
	case reviewing.Left:
		s.sheet = nil
		return s.list()
	case remediating.Left:
		s.carry = nil
		return s.list()
	}
	if s.form == nil && s.sheet == nil && s.carry == nil {
		return s.input(msg)
	}
	return s.pass(msg)
}

// pass hands a message to what is shown instead of the list. Keys and the mouse reach only the topmost.
func (s *Screen) pass(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	if s.form != nil {
		cmds = append(cmds, s.form.Update(msg))
		if isInput(msg) {
			return tea.Batch(cmds...)
		}
	}
	if s.sheet != nil {
		cmds = append(cmds, s.sheet.Update(msg))
		if isInput(msg) {
			return tea.Batch(cmds...)
		}
	}
	if s.carry != nil {
		cmds = append(cmds, s.carry.Update(msg))
	}
	return tea.Batch(cmds...)
}

func isInput(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyMsg, tea.PasteMsg, tea.MouseMsg:
		return true
	}
	return false
}

// listed shows a list that came.
func (s *Screen) listed(msg listed) tea.Cmd {
	if msg.asked != s.asked {
		return nil
	}
	s.read, s.err, s.me = true, msg.err, msg.me
	if msg.err != nil {
		return nil // the list as it was, and the reason above it
	}
	s.table.SetRows(msg.campaigns)
	s.reach()
	clear(s.details)
	return s.describe()
}

// reach puts the cursor on the campaign it should stand on, once that is listed.
func (s *Screen) reach() {
	if s.goal != "" && s.table.To(s.goal) {
		s.goal = ""
	}
}

// review opens the sheet of a campaign.
func (s *Screen) review(id string) tea.Cmd {
	s.form = nil
	s.sheet = reviewing.New(s.desk, id)
	s.goal = id
	s.reach()
	return s.sheet.Update(screen.Shown{})
}

// carryOut opens the remediation of a campaign.
func (s *Screen) carryOut(id string) tea.Cmd {
	s.carry = remediating.New(s.desk, id)
	s.goal = id
	s.reach()
	return s.carry.Update(screen.Shown{})
}

// start shows the form for a new campaign.
func (s *Screen) start(plan campaign.Plan, from string) tea.Cmd {
	plan.Name = s.fresh(cmp.Or(plan.Name, quarter(s.desk.Now())+" access review"))
	if len(plan.Reviewers) == 0 && s.me != "" {
		plan.Reviewers = []string{s.me}
	}
	s.form = form.New(s.desk, plan, from)
	return s.form.Init()
}

// fresh is the name, with a number if a campaign bears it already.
func (s *Screen) fresh(name string) string {
	proposal := name
	taken := func(c campaign.Summary) bool { return strings.EqualFold(c.Name, proposal) }
	for n := 2; slices.ContainsFunc(s.table.Visible(), taken); n++ {
		proposal = fmt.Sprintf("%s %d", name, n)
	}
	return proposal
}

func quarter(now time.Time) string {
	return fmt.Sprintf("Q%d %d", (now.UTC().Month()+2)/3, now.UTC().Year())
}
