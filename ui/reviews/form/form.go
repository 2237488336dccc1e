// Package form is the form for a new campaign, with a live count of what its scope selects.
package form

import (
	"cmp"
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Drafted says that the form made a draft.
type Drafted struct{ Campaign campaign.Summary }

// The fields of the form.
const (
	name = iota
	scoped
	due
	reviewers
	kinds
	rules
	split
	applied
	second
	disagreement
	undecided
	lapse
	fallback
	instructions
)

// Service makes campaigns, and previews what would be in them.
type Service interface {
	PreviewCampaign(context.Context, campaign.Plan) (campaign.Preview, error)
	NewCampaign(context.Context, campaign.Plan) (campaign.Summary, error)
	EditCampaign(ctx context.Context, id string, plan campaign.Plan) (campaign.Summary, error)
	Access(context.Context) (campaign.AccessView, error)
}

// Model is the form. It is not copied.
type Model struct {
	env     *screen.Env
	service Service
	plan    campaign.Plan // what the form does not ask for
	edited  string        // the draft that is edited; empty for a new campaign
	form    widget.Form
	count   count
	recent  []string // reviewers of campaigns, of the newest first
	known   []string // those, then the users of the last population
}

// New makes a form that starts from plan; from is the name of the campaign it duplicates, if any. Without a
// scope or a split it proposes some.
func New(env *screen.Env, service Service, plan campaign.Plan, from string) *Model {
	m := &Model{env: env, service: service, plan: plan, form: widget.Form{Title: "New campaign"}}
	if from != "" {
		m.form.Title += ", like " + from
	}
	if plan.Scope == "" {
		plan.Scope = scope.All
	}
	if plan.Apply == "" {
		plan.Apply = campaign.AtClose
	}
	m.form.Fields = []widget.Field{
		name:   widget.Text("name", "what to call it", plan.Name),
		scoped: widget.Text("scope", "all", plan.Scope),
		due:    widget.Text("due", "2026-12-31, or 14d for 14 days from now", "14d"),
		reviewers: widget.Text("reviewers", "e-mail addresses, with commas between",
			strings.Join(plan.Reviewers, ", ")),
		kinds:   widget.Text("kinds", "user, key, mapping, role; all if it stays empty", kindsText(plan.Kinds)),
		rules:   widget.Text("rules first", `role == "Owner"=p.lang@example.com; with ; between`, rulesText(plan.Assign)),
		split:   widget.Choose("split", campaign.Splits, plan.Split),
		applied: widget.Choose("carried out", campaign.Applies, plan.Apply),
		second: widget.Text("second stage", "privileged=p.lang@example.com; more after a ; may stay empty",
			secondsText(plan.Second)),
		disagreement: widget.Choose("disagreement", campaign.Disagreements, cmp.Or(plan.Disagreement, campaign.AnyRevokeWins)),
		undecided:    widget.Choose("undecided", campaign.UndecidedRules, cmp.Or(plan.Undecided, campaign.LeaveUndecided)),
		lapse:        widget.Choose("until a day", campaign.LapseRules, cmp.Or(plan.Lapse, campaign.LapseNothing)),
		fallback:     widget.Text("fallback", "e-mail address of the fallback reviewer; may stay empty", plan.Fallback),
		instructions: widget.Text("instructions", "what reviewers should know; may stay empty", plan.Instructions),
	}
	for field, notes := range map[int]func(*theme.Theme, int) []string{
		scoped: m.scopeNotes, kinds: m.kindNotes, due: m.dueNotes, reviewers: m.shareNotes, rules: m.ruleNotes, split: m.splitNotes, fallback: m.fallbackNotes, applied: m.applyNotes,
		second: m.secondNotes, disagreement: m.disagreementNotes, undecided: m.undecidedNotes, lapse: m.lapseNotes,
	} {
		m.form.Fields[field].Notes = notes
	}
	for field, rule := range map[int]string{
		name: "needed; reviewers and reports show it", due: "a day to come as YYYY-MM-DD, or a number and d or w from now; needed",
		reviewers: "e-mail addresses with commas between; needed", fallback: "one e-mail address, or empty",
	} {
		m.form.Fields[field].Rule = rule
	}
	addresses := func() []string { return m.known }
	m.form.Fields[reviewers].Complete, m.form.Fields[fallback].Complete = addresses, addresses
	return m
}

// Anew asks for an empty form in the place of this one.
type Anew struct{ Form *Model }

// Recent says who reviewed last: these addresses are offered first.
func (m *Model) Recent(emails []string) { m.recent, m.known = emails, emails }

// Keep marks the form of a new campaign as one that is shown again as it was left, and reports whether there is something in it
// to keep.
func (m *Model) Keep() bool {
	m.form.At = name
	m.form.Kept = m.edited == "" && m.plan.CopiedFrom == "" && m.form.Touched()
	return m.form.Kept
}

// Edit makes a form that changes a draft.
func Edit(env *screen.Env, service Service, plan campaign.Plan, id string) *Model {
	m := New(env, service, plan, "")
	m.edited, m.form.Title = id, "Edit "+plan.Name
	m.form.Fields[due].Input.SetValue(plan.Due.Format(campaign.DateLayout))
	return m
}

// Init starts the first count, and reads who is there to be completed.
func (m *Model) Init() tea.Cmd {
	env, service, recent := m.env, m.service, m.recent
	return tea.Batch(m.recount(), screen.Fetch(m, func() tea.Msg {
		known := slices.Clone(recent)
		view, err := service.Access(env.Context)
		if err != nil { // the count says why; what is typed is taken all the same
			return addressed(known)
		}
		for i := range view.Rows {
			if r := &view.Rows[i]; r.Kind == access.User && !person.In(recent, r.Email) {
				known = append(known, r.Email)
			}
		}
		return addressed(known)
	}))
}

// addressed holds the e-mail addresses to complete from.
type addressed []string

// Typing says that letters are text for the form.
func (m *Model) Typing() bool { return true }

// Keys returns the bindings of the form.
func (m *Model) Keys() []screen.Group {
	keys := screen.FormKeys(&m.form, m.saves())
	keys = slices.Insert(keys, len(keys)-3, screen.Key("ctrl+x", "example scope", "ctrl+x"))
	return []screen.Group{{Title: "New campaign", Keys: keys}}
}

// saves says what saving the form does.
func (m *Model) saves() string {
	if m.edited != "" {
		return "save the draft"
	}
	return "save draft"
}

// people returns the reviewers as typed.
func (m *Model) people() []string {
	return strings.FieldsFunc(m.form.Value(reviewers), func(r rune) bool { return strings.ContainsRune(",; \t", r) })
}

// planned returns the plan as typed; the error is about the due date.
func (m *Model) planned() (campaign.Plan, error) {
	p := m.plan
	p.Assign, _ = m.typedRules() // its notes say what is wrong, and save looks
	p.Name, p.Scope, p.Reviewers = m.form.Value(name), m.form.Value(scoped), m.people()
	p.Split, p.Apply = campaign.Split(m.form.Value(split)), campaign.Apply(m.form.Value(applied))
	p.Kinds, p.Lapse = m.typedKinds(), ""
	if rule := campaign.LapseRule(m.form.Value(lapse)); rule != campaign.LapseNothing {
		p.Lapse = rule
	}
	p.Instructions = m.form.Value(instructions)
	m.stages(&p)
	var err error
	p.Due, err = campaign.ParseDue(m.form.Value(due), m.env.Now())
	return p, err
}

// refused is the answer to a draft that could not be made.
type refused struct{ err error }

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return m.recount() // there may be a new population
	case paused:
		return m.recount()
	case counted:
		m.count.preview, m.count.err, m.count.known = msg.preview, msg.err, true
	case addressed:
		m.known = msg
	case create:
		return m.create(msg)
	case refused:
		m.form.Saving = ""
		m.form.Refuse(m.form.At, msg.err, "")
	case tea.KeyPressMsg:
		if msg.String() == "ctrl+x" {
			m.form.At = scoped
			m.form.Fields[scoped].Input.SetValue(nextExample(m.form.Value(scoped)))
			return m.wait()
		}
		return m.input(msg)
	case tea.PasteMsg:
		return m.input(msg)
	}
	return nil
}

// input hands a key or a paste to the fields.
func (m *Model) input(msg tea.Msg) tea.Cmd {
	event, cmd := m.form.Update(msg)
	switch event {
	case widget.Leave:
		return screen.Send(screen.Left{Page: m})
	case widget.Anew:
		return screen.Send(Anew{m})
	case widget.Save:
		return m.save()
	case widget.Changed:
		if at := m.form.At; at == scoped || at == kinds || at == reviewers || at == split || at == rules || at == second || at == fallback {
			return tea.Batch(cmd, m.wait())
		}
	case widget.Moved:
	}
	return cmd
}

// create asks for the draft to be made, now that the person at the keyboard is known.
type create struct {
	form *Model
	plan campaign.Plan
}

// save makes the draft, in the name of the person at the keyboard.
func (m *Model) save() tea.Cmd {
	plan, err := m.planned()
	if err != nil {
		m.form.Refuse(due, err, "")
		return nil
	}
	if _, err := scope.Parse(plan.Scope); err != nil {
		m.form.At = scoped // its notes say what is wrong
		return nil
	}
	if slices.ContainsFunc(plan.Kinds, func(k access.Kind) bool { return !k.Known() }) {
		m.form.At = kinds // likewise
		return nil
	}
	if _, err := m.seconds(); err != nil {
		m.form.Refuse(second, err, "")
		return nil
	}
	if _, err := m.typedRules(); err != nil {
		m.form.At = rules // likewise
		return nil
	}
	return screen.Send(screen.Identify{Then: screen.Send(create{m, plan})})
}

func (m *Model) create(msg create) tea.Cmd {
	if msg.form != m || m.form.Saving != "" {
		return nil
	}
	m.form.Saving = "writing the draft…"
	m.form.Accept()
	env, service, edited := m.env, m.service, m.edited
	return screen.Fetch(m, func() tea.Msg {
		var c campaign.Summary
		var err error
		if edited == "" {
			c, err = service.NewCampaign(env.Context, msg.plan)
		} else {
			c, err = service.EditCampaign(env.Context, edited, msg.plan)
		}
		if err != nil {
			return refused{err}
		}
		said := screen.Notify{Text: "recorded: the draft of " + c.Name, Level: screen.Good}
		return tea.BatchMsg{screen.Send(screen.Recorded{}), screen.Send(said), screen.Send(Drafted{c})}
	})
}
