package people

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// guard is a proposal, or a guard that was loosened without one; the other is nil.
type guard struct {
	proposal *rights.Proposal
	loosened *rights.Loosened
}

// Guards lists the changes that loosen a guard: those that wait for a second owner, and those that were made.
type Guards struct {
	env     *screen.Env
	service Service
	list    *widget.Browser[guard]
	writing int // acts that are not on disk yet

	newest screen.Latest // reading
	read   bool
	err    error
}

// NewGuards makes the page. It reads when Init is run.
func NewGuards(env *screen.Env, service Service) *Guards {
	t := widget.NewTable(guard.id, func(g guard) string { return strings.Join([]string{g.what(), g.by(), g.state()}, "\n") },
		widget.Column[guard]{Title: "change", Least: 26, Most: 40, Cell: guard.what},
		widget.Column[guard]{Title: "by", Least: 14, Most: 28, Drop: 1, Cut: widget.Middle, Cell: guard.by},
		widget.Column[guard]{Title: "on", Cut: widget.Whole, Drop: 2, Cell: func(g guard) string { return day(g.at()) }},
		widget.Column[guard]{Title: "state", Least: 14, Cell: guard.state},
	)
	t.Fields = []filter.Field[guard]{
		{Name: "change", Says: "what is changed", Text: guard.what},
		{Name: "by", Says: "who proposed it", Text: guard.by},
		{Name: "on", Says: "day, as 2026-12-31", Text: func(g guard) string { return g.at().UTC().Format(time.DateOnly) }},
		{Name: "state", Says: "whether it waits, and who approved it", Text: guard.state},
		{Name: "id", Says: "name of the proposal", Hidden: true, Text: guard.id},
	}
	t.Empty = "no change waits for a second owner, and no guard was loosened; , changes settings"
	return &Guards{env: env, service: service, list: widget.NewBrowser(t, guardDetail)}
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

func (g guard) id() string {
	if g.proposal != nil {
		return g.proposal.ID
	}
	return g.loosened.ID
}

func (g guard) change() rights.Change {
	if g.proposal != nil {
		return g.proposal.Change
	}
	return g.loosened.Change
}

func (g guard) what() string { return g.change().String() }

func (g guard) by() string {
	if g.proposal != nil {
		return g.proposal.By
	}
	return g.loosened.By
}

func (g guard) at() time.Time {
	if g.proposal != nil {
		return g.proposal.At
	}
	return g.loosened.At
}

func (g guard) state() string {
	switch {
	case g.waits():
		return "waits"
	case g.proposal != nil:
		return string(g.proposal.Outcome)
	case g.loosened.SeenByOther():
		return "made, seen"
	}
	return "made, not seen"
}

// waits reports whether it is a proposal that waits for an answer.
func (g guard) waits() bool { return g.proposal != nil && g.proposal.Outcome == rights.Waiting }

// unseen reports whether only its author knows of it.
func (g guard) unseen() bool { return g.loosened != nil && !g.loosened.SeenByOther() }

func guardDetail(pane widget.Pane, g guard) []string {
	th := pane.Theme
	p := &widget.Facts{Theme: th, Width: pane.Width}
	c := g.change()
	p.Add("change", c.Key, th.Title)
	p.Add("before", cmp.Or(c.Old, "none"), th.Text)
	p.Add("after", cmp.Or(c.New, "none"), th.Text)
	p.Add("state", g.state(), th.Text)
	if q := g.proposal; q != nil {
		p.Add("proposal", q.ID+", by "+q.By+" on "+day(q.At), th.Text)
		p.Add("reason", q.Reason, th.Text)
		if q.ClosedBy != "" {
			p.Add(string(q.Outcome), "by "+q.ClosedBy+" on "+day(q.ClosedAt), th.Text)
			p.Add("why", q.Closing, th.Text)
		}
		if g.waits() {
			p.Add("next", "another owner: a approves it and it takes effect; d declines it. "+q.By+": w withdraws it.", th.Dim)
		}
		return p.Lines()
	}
	p.Add("made", "by "+g.loosened.By+" on "+day(g.loosened.At)+", when there was no second owner", th.Text)
	for _, s := range g.loosened.Seen {
		p.Add("seen", "by "+s.By+" on "+day(s.At), th.Text)
	}
	if g.unseen() {
		p.Add("next", "another owner, manager or approver than "+g.loosened.By+": s says on record that you have seen it", th.Dim)
	}
	return p.Lines()
}

// Typing reports whether the filter is being typed.
func (p *Guards) Typing() bool { return p.list.Typing() }

// Unwritten returns the number of acts that are not on disk yet.
func (p *Guards) Unwritten() int { return p.writing }

// guardsRead answers a request to read the changes.
type guardsRead struct {
	guards []guard
	err    error
}

// Init reads the changes.
func (p *Guards) Init() tea.Cmd {
	env, service := p.env, p.service
	return p.newest.Fetch(p, func() tea.Msg {
		var l guardsRead
		proposals, err := service.Proposals(env.Context)
		if err != nil {
			return guardsRead{err: err}
		}
		made, err := service.Loosened(env.Context, time.Time{})
		if err != nil {
			return guardsRead{err: err}
		}
		for i := range proposals {
			l.guards = append(l.guards, guard{proposal: &proposals[i]})
		}
		for i := range made {
			if made[i].Proposal == nil { // else the proposal is in the list
				l.guards = append(l.guards, guard{loosened: &made[i]})
			}
		}
		slices.SortStableFunc(l.guards, func(a, b guard) int {
			return cmp.Or(first(b)-first(a), b.at().Compare(a.at()))
		})
		return l
	})
}

// first returns 1 for what waits for somebody, which stands above the others.
func first(g guard) int {
	if g.waits() || g.unseen() {
		return 1
	}
	return 0
}

// Messages of the dialogs: what to do, now that the current user is known, and the outcome.
type (
	guardAct struct {
		do func(context.Context) (string, error)
	}
	guardAs   guardAct
	guardDone struct {
		done string
		err  error
	}
)

// Update handles a message.
func (p *Guards) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return p.Init()
	case guardsRead:
		if p.err = msg.err; msg.err == nil {
			p.read = true
			p.list.SetRows(msg.guards)
		}
	case guardAct:
		return screen.Send(screen.Identify{Then: screen.Send(screen.For(p, guardAs(msg)))})
	case guardAs:
		p.writing++
		env := p.env
		return screen.Fetch(p, func() tea.Msg {
			done, err := msg.do(context.WithoutCancel(env.Context))
			return guardDone{done, err}
		})
	case guardDone:
		p.writing--
		if msg.err != nil {
			return screen.Send(screen.Failed{Err: msg.err})
		}
		return tea.Batch(screen.Send(screen.Notify{Text: msg.done, Level: screen.Good}), screen.Send(screen.Recorded{}))
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return p.list.Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= headLines
		return p.list.Update(msg)
	}
	return nil
}

// View draws exactly height lines of exactly width cells.
func (p *Guards) View(th *theme.Theme, width, height int) string {
	lines := []string{th.Title.Render(th.Fit(" changes that loosen a guard", width))}
	if p.err != nil {
		lines = append(lines, th.Error.Render(th.Fit(" "+th.Alert+" "+p.err.Error(), width)))
	}
	if p.read {
		lines = append(lines, p.list.View(th, width, height-len(lines)))
	} else if p.err == nil {
		lines = append(lines, th.Dim.Render(th.Fit(" reading the record…", width)))
	}
	return widget.Clip(strings.Join(lines, "\n"), width, height)
}

// Keys returns the key table as it is now.
func (p *Guards) Keys() []screen.Group {
	groups := p.list.Keys()
	if p.list.Typing() {
		return groups
	}
	g, on := p.list.Current()
	answer, unseen := "", "nothing here is seen only by its author"
	if !on || !g.waits() {
		answer = "it is no proposal that waits"
	}
	if on && g.unseen() {
		unseen = ""
	}
	bind := func(key, does, disabled string, do func() tea.Cmd) screen.Binding {
		return screen.Binding{Binding: keymap.Key(key, does), Disabled: disabled, Acts: true, Asks: true, Do: do}
	}
	acts := []screen.Binding{
		bind("a", "approve", answer, p.approve), bind("d", "decline", answer, p.decline),
		bind("w", "withdraw yours", answer, p.withdraw), bind("s", "seen", unseen, p.see),
	}
	if !p.list.Backs() {
		acts = append([]screen.Binding{keymap.Line("esc", "back", func() tea.Cmd { return screen.Send(screen.Left{Page: p}) })}, acts...)
	}
	return append([]screen.Group{{Title: "Proposals", Keys: acts}}, groups...)
}

// act returns the message that carries out an act once the current user is known.
func (p *Guards) act(do func(context.Context) (string, error)) tea.Msg {
	return screen.For(p, guardAct{do})
}

func (p *Guards) approve() tea.Cmd {
	g, _ := p.list.Current()
	q := *g.proposal
	return p.env.OpenDialog(&overlay.Confirm{
		Title: "Approve", Question: "Let " + q.By + " " + q.Change.String() + "?", Yes: "approve", Danger: true,
		Details: []string{"It loosens a guard, and takes effect at once.", "reason: " + cmp.Or(q.Reason, "none given")},
		Action: p.act(func(ctx context.Context) (string, error) {
			done, err := p.service.ApproveProposal(ctx, q.ID)
			return "approved: " + done.ID + ", to " + done.Change.String(), err
		}),
	})
}

func (p *Guards) decline() tea.Cmd {
	g, _ := p.list.Current()
	q := *g.proposal
	return p.env.OpenDialog(&overlay.Prompt{
		Title: "Decline", Label: "Why should it not be allowed to " + q.Change.String() + "?", Hint: "the reason, for the record and for " + q.By,
		Check: func(text string) error { _, err := reason.Check("declining a proposal", text); return err },
		Action: func(why string) tea.Msg {
			return p.act(func(ctx context.Context) (string, error) {
				done, err := p.service.DeclineProposal(ctx, q.ID, why)
				return "declined: " + done.ID, err
			})
		},
	})
}

func (p *Guards) withdraw() tea.Cmd {
	g, _ := p.list.Current()
	q := *g.proposal
	return p.env.OpenDialog(&overlay.Confirm{
		Title: "Withdraw", Question: "Withdraw the proposal to " + q.Change.String() + "?", Yes: "withdraw",
		Action: p.act(func(ctx context.Context) (string, error) {
			done, err := p.service.WithdrawProposal(ctx, q.ID, "")
			return "withdrawn: " + done.ID, err
		}),
	})
}

func (p *Guards) see() tea.Cmd {
	return p.env.OpenDialog(&overlay.Confirm{
		Title: "Seen", Question: "State on record that you have seen these changes?", Yes: "seen",
		Details: []string{"It concerns all changes that only their authors have seen. It changes nothing else."},
		Action: p.act(func(ctx context.Context) (string, error) {
			seen, err := p.service.SeeLoosened(ctx)
			what := make([]string, len(seen))
			for i, g := range seen {
				what[i] = g.Key
			}
			return "seen: " + strings.Join(what, ", "), err
		}),
	})
}
