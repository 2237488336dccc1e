// Package reviewers is the screen on which the owner of a campaign sees how far each reviewer is, and hands assignments
// over.
package reviewers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// Service reads the progress of the reviewers of a campaign, and hands items over.
type Service interface {
	Sheet(ctx context.Context, id string) (*campaign.Sheet, error)
	Progress(ctx context.Context, id string) ([]campaign.Progress, error)
	Comments(ctx context.Context, id string) ([]comment.Row, error)
	Delegate(ctx context.Context, id string, h campaign.Handing) ([]string, error)
}

// Chosen asks for the rows of one reviewer in the review of the campaign.
type Chosen struct{ Campaign, Reviewer string }

// Model is the reviewers of one campaign that was opened.
type Model struct {
	env      *screen.Env
	service  Service
	campaign string // its id
	sheet    *campaign.Sheet
	all      []campaign.Progress
	asked    map[string][]comment.Row // open questions, by the item
	err      error
	list     *widget.Browser[campaign.Progress]
	newest   screen.Latest // reading
	handing  *handing      // the form that hands over; nil if it is not open
}

// New opens the reviewers of a campaign. It shows something once Activated has arrived.
func New(env *screen.Env, service Service, id string) *Model {
	m := &Model{env: env, service: service, campaign: id}
	m.list = widget.NewBrowser(m.newTable(), m.pane)
	m.list.Hint = "words that must all occur: e-mail address"
	m.list.Title = func(p campaign.Progress) string { return p.Reviewer }
	m.list.Open = m.open
	return m
}

func (m *Model) newTable() *widget.Table[campaign.Progress] {
	type row = campaign.Progress
	late := func(th *theme.Theme, p row) lipgloss.Style {
		switch {
		case p.Late > 0:
			return th.Warn
		case p.Signed != nil:
			return th.Good
		}
		return th.Text
	}
	t := widget.NewTable(func(p row) string { return p.Reviewer }, nil,
		widget.Column[row]{Title: "reviewer", Least: 16, Most: 36, Cut: widget.Middle, Cell: func(p row) string { return p.Reviewer }},
		widget.Column[row]{Title: "decided", Cut: widget.Whole, Right: true, Cell: decided},
		widget.Column[row]{Title: "per hour", Cut: widget.Whole, Drop: 3, Right: true, Cell: pace},
		widget.Column[row]{Title: "last activity", Cut: widget.Whole, Drop: 2, Cell: func(p row) string { return m.last(p) }},
		widget.Column[row]{Title: "state", Cut: widget.Whole, Drop: 1, Cell: state, Style: late},
	)
	t.Fields = []filter.Field[row]{
		{Name: "reviewer", Says: "e-mail address", Text: func(p row) string { return p.Reviewer }},
		{Name: "decided", Says: "how many rows are decided", Text: decided, Number: func(p row) int64 { return int64(p.Decided) }},
		{Name: "pace", Says: "rows in an hour", Column: "per hour", Text: pace, Number: func(p row) int64 { return int64(p.PerHour) }},
		{Name: "last", Says: "last activity", Column: "last activity", Text: m.last, Number: func(p row) int64 { return p.LastAt.UnixNano() }},
		{Name: "state", Says: "whether they are done", Text: state},
		{Name: "late", Says: "rows are overdue", Is: func(p row) bool { return p.Late > 0 }},
		{Name: "signed", Says: "they have signed off", Is: func(p row) bool { return p.Signed != nil }},
	}
	t.Empty = "no reviewer matches; esc shows everything again"
	return t
}

func decided(p campaign.Progress) string { return fmt.Sprintf("%d/%d", p.Decided, p.Items) }

// pace returns the rows that the reviewer decides in an hour of activity.
func pace(p campaign.Progress) string {
	if p.PerHour == 0 {
		return "-"
	}
	return fmt.Sprint(p.PerHour)
}

func (m *Model) last(p campaign.Progress) string {
	if p.LastAt.IsZero() {
		return "never"
	}
	return widget.Ago(p.LastAt, m.env.Now())
}

// state says whether the reviewer is done, or late.
func state(p campaign.Progress) string {
	switch {
	case p.Signed != nil:
		return "✓ signed"
	case p.Late > 0:
		return "! " + words.Count(p.Late, "day") + " late"
	case p.Items == 0:
		return "nothing"
	case p.Decided == p.Items:
		return "to sign off"
	case p.LastAt.IsZero():
		return "not begun"
	}
	return "under way"
}

// pane draws what is known of a reviewer.
func (m *Model) pane(pane widget.Pane, p campaign.Progress) []string {
	th := pane.Theme
	f := &widget.Facts{Theme: th, Width: pane.Width}
	f.Line(th.Title.Render(th.Fit(" "+p.Reviewer, f.Width)))
	f.Add("assignment", fmt.Sprintf("%d of %s decided", p.Decided, words.Count(p.Items, "row")), th.Text)
	f.Add("pace", paceWords(p), th.Text)
	f.Add("last activity", m.last(p), th.Text)
	look := th.Text
	if p.Late > 0 {
		look = th.Warn
	}
	f.Add("state", state(p), look)
	if own := m.own(p.Reviewer); own > 0 {
		f.Add("", fmt.Sprintf("%s %s of their own access, on which they cannot decide: hand over with h", th.Alert, words.Count(own, "row")), th.Warn)
	}
	if s := p.Signed; s != nil {
		f.Add("signed off", fmt.Sprintf("%s: %s", s.At.UTC().Format(campaign.DateLayout), s.Statement), th.Text)
	}
	for _, q := range m.questions(p.Reviewer) {
		f.Add("open question", q.String(), th.Warn)
	}
	for _, h := range m.sheet.Handovers {
		if h.From != "" && (m.same(h.From, p.Reviewer) || m.same(h.To, p.Reviewer)) {
			f.Add(h.Act(), handed(h), th.Text)
		}
	}
	return f.Lines()
}

func paceWords(p campaign.Progress) string {
	if p.PerHour == 0 {
		return "not known yet"
	}
	return words.Count(p.PerHour, "row") + " an hour of activity"
}

// handed describes a handover.
func handed(h campaign.Handover) string {
	text := fmt.Sprintf("%s from %s to %s on %s", words.Count(h.Items, "row"), h.From, h.To, h.At.UTC().Format(campaign.DateLayout))
	if h.Until != "" {
		text += ", until " + h.Until
	}
	if h.Reason != "" {
		text += ": " + h.Reason
	}
	return text
}

func (m *Model) same(a, b string) bool { return m.sheet.People.Same(a, b) }

// questions returns the open questions on the rows that are assigned to a reviewer, and those that wait for their answer.
func (m *Model) questions(reviewer string) (open []comment.Row) {
	for i := range m.sheet.Rows {
		r := &m.sheet.Rows[i]
		for _, q := range m.asked[r.Item] {
			if m.same(r.Reviewer, reviewer) || m.same(q.Asked, reviewer) {
				open = append(open, q)
			}
		}
	}
	return open
}

// own counts the rows of a reviewer's own access that are assigned to them and undecided.
func (m *Model) own(reviewer string) (n int) {
	for i := range m.sheet.Rows {
		r := &m.sheet.Rows[i]
		if m.same(r.Reviewer, reviewer) && !r.Locked && r.Decision.Verdict == campaign.Undecided && m.sheet.People.Like(r.Email, reviewer) != 0 {
			n++
		}
	}
	return n
}

// loaded is the answer to load.
type loaded struct {
	sheet *campaign.Sheet
	all   []campaign.Progress
	open  map[string][]comment.Row
	err   error
}

func (m *Model) load() tea.Cmd {
	env, service, id := m.env, m.service, m.campaign
	return m.newest.Fetch(m, func() tea.Msg {
		sheet, err := service.Sheet(env.Context, id)
		if err != nil {
			return loaded{err: err}
		}
		all, err := service.Progress(env.Context, id)
		if err != nil {
			return loaded{err: err}
		}
		said, err := service.Comments(env.Context, id)
		open := map[string][]comment.Row{}
		for _, c := range said {
			if c.Open {
				open[c.Item] = append(open[c.Item], c)
			}
		}
		return loaded{sheet, all, open, err}
	})
}

// Typing reports whether letters are text.
func (m *Model) Typing() bool { return m.handing != nil || m.list.Typing() }

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Activated, screen.Changed:
		return m.load()
	case loaded:
		if m.err = msg.err; m.err == nil {
			m.sheet, m.all, m.asked = msg.sheet, msg.all, msg.open
			m.list.SetRows(m.all)
		}
		return nil
	case hand:
		return m.hand(msg)
	case refused:
		if m.handing != nil {
			m.handing.refuse(msg.err)
		}
		return nil
	case done:
		m.handing = nil
		return m.load()
	}
	if m.handing != nil {
		return m.fill(msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return m.list.Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= headLines
		return m.list.Update(msg)
	}
	return nil
}

// Keys returns the key table as it is now.
func (m *Model) Keys() []screen.Group {
	if m.handing != nil {
		return []screen.Group{{Title: "Hand over", Keys: screen.FormKeys(&m.handing.form, "hand over")}}
	}
	groups := m.list.Keys()
	if m.list.Typing() {
		return groups
	}
	closed := ""
	switch {
	case m.sheet == nil:
		closed = "the campaign has not been read yet"
	case m.sheet.Summary.State != campaign.Open:
		closed = "it is " + string(m.sheet.Summary.State)
	}
	ask := func(k key.Binding, disabled string, do func() tea.Cmd) screen.Binding {
		return screen.Binding{Binding: k, Disabled: disabled, Acts: true, Asks: true, Do: do}
	}
	back := closed
	if back == "" && m.lastHanding() == nil {
		back = "nothing that was handed over can go back"
	}
	out := []screen.Group{{Title: "Assignment", Keys: []screen.Binding{
		ask(keymap.Key("h", "hand over"), closed, m.handOver),
		ask(keymap.Key("u", "take back"), back, m.takeBack),
	}}, groups[0], groups[1]}
	if m.list.Backs() {
		return out
	}
	leave := func() tea.Cmd { return screen.Send(screen.Left{Page: m}) }
	return append(out, screen.Group{Title: "Leave", Keys: []screen.Binding{{Binding: keymap.Key("esc", "back"), Do: leave}}})
}

// open shows the rows of the reviewer.
func (m *Model) open() screen.Binding {
	p, ok := m.list.Current()
	disabled := ""
	if !ok {
		disabled = "no reviewer is shown"
	}
	return screen.Binding{Binding: keymap.Key("enter", "their rows"), Disabled: disabled, Do: func() tea.Cmd {
		return screen.Send(Chosen{m.campaign, p.Reviewer})
	}}
}

const headLines = 2

// View draws exactly height lines of at most width cells.
func (m *Model) View(th *theme.Theme, width, height int) string {
	switch {
	case m.handing != nil:
		return m.handing.form.View(th, width, height, func(width int, beside bool) []string { return m.handing.others(th, width, beside) })
	case m.err != nil:
		lines := append([]string{""}, th.Block(th.Alert+" "+m.err.Error(), max(1, width-4))...)
		if hint := screen.WayOut(m.err); hint != "" {
			lines = append(lines, th.Block(hint, max(1, width-4))...)
		}
		return widget.Clip(strings.Join(append(lines, "", th.Dim.Render("esc goes back")), "\n  "), width, height)
	case m.sheet == nil:
		return widget.Clip("\n  "+th.Dim.Render("reading the reviewers"+th.Ellipsis()), width, height)
	}
	body := m.list.View(th, width, height-headLines)
	s := m.sheet.Summary
	when := "due " + s.Due + ", " + widget.Due(s.Due, m.env.Now())
	if s.Ended() {
		when = string(s.State)
	}
	head := widget.Spread(th, " "+th.Title.Render(th.Clean(s.Name))+th.Dim.Render(th.Clean(" · "+when)), th.Clean(fmt.Sprintf("%d of %d decided ", s.Decided, s.Items)), width)
	return widget.Clip(strings.Join([]string{head, widget.Spread(th, th.Dim.Render(th.Clean(" "+m.standing())), th.Dim.Render(th.Clean(m.list.Position())+" "), width), body}, "\n"), width, height)
}

// standing counts the reviewers who signed off and who are late.
func (m *Model) standing() string {
	signed, late := 0, 0
	for _, p := range m.all {
		if p.Signed != nil {
			signed++
		}
		if p.Late > 0 {
			late++
		}
	}
	text := fmt.Sprintf("%d of %s signed off", signed, words.Count(len(m.all), "reviewer"))
	if late > 0 {
		text += fmt.Sprintf(" · %d late", late)
	}
	if m.sheet.AssignedBy != "" {
		text += " · assigned by " + m.sheet.AssignedBy
	}
	return text
}

// lastHanding returns the newest handover of which rows can go back; nil if there is none.
func (m *Model) lastHanding() *campaign.Handover {
	if m.sheet == nil {
		return nil
	}
	for _, h := range slices.Backward(m.sheet.Handovers) {
		if h.Act() == "reassigned" && len(m.movedBy(h)) > 0 {
			return &h
		}
	}
	return nil
}

// movedBy returns the rows that went the way of a handover from the reviewer at opening, and can go back.
func (m *Model) movedBy(h campaign.Handover) (items []string) {
	for i := range m.sheet.Rows {
		r := &m.sheet.Rows[i]
		own := m.sheet.People.Like(r.Email, h.From) != 0
		if !r.Locked && !own && m.same(r.Reviewer, h.To) && m.same(r.ReassignedFrom, h.From) {
			items = append(items, r.Item)
		}
	}
	return items
}

// day reads a last day; empty stands for none.
func day(text string, now time.Time) (time.Time, error) {
	if strings.TrimSpace(text) == "" {
		return time.Time{}, nil
	}
	return campaign.ParseDue(text, now)
}
