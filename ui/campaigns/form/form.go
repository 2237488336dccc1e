// Package form is the form for a new campaign, with a live count of what its scope selects.
package form

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Left says that the form was left without making a campaign.
type Left struct{}

// Drafted says that the form made a draft.
type Drafted struct{ Campaign campaign.Summary }

// field is a line of the form.
type field int

const (
	name field = iota
	scoped
	due
	reviewers
	split
	applied
	instructions
	fields // how many there are
)

var labels = [fields]string{"name", "scope", "due", "reviewers", "split", "carried out", "instructions"}

// Model is the form. It is not copied.
type Model struct {
	desk   *screen.Desk
	from   string // what the campaign duplicates, by name; empty if nothing
	plan   campaign.Plan
	inputs [fields]*widget.Input // none for what is chosen with the arrows
	at     field

	count   count
	refusal error // why the last try to make the draft failed
	saving  bool
}

// New makes a form that starts from plan; from is the name of the campaign it duplicates, if any. Without a
// scope or a split it proposes some.
func New(desk *screen.Desk, plan campaign.Plan, from string) *Model {
	m := &Model{desk: desk, from: from, plan: plan}
	if plan.Scope == "" {
		plan.Scope = scope.All
	}
	if m.plan.Split == "" {
		m.plan.Split = campaign.RoundRobin
	}
	if m.plan.Apply == "" {
		m.plan.Apply = campaign.AtClose
	}
	hints := [fields]string{
		name: "what to call it", scoped: "all", due: "2026-12-31, or 14d for 14 days from now", reviewers: "e-mail addresses, with commas between",
		instructions: "what reviewers should know; may stay empty",
	}
	values := [fields]string{
		name: plan.Name, scoped: plan.Scope, due: "14d", reviewers: strings.Join(plan.Reviewers, ", "), instructions: plan.Instructions,
	}
	for f := range fields {
		if !f.chosen() {
			m.inputs[f] = widget.NewInput(hints[f])
			m.inputs[f].SetValue(values[f])
		}
	}
	return m
}

// Init starts the first count.
func (m *Model) Init() tea.Cmd { return m.recount() }

// Typing says that letters are text for the form.
func (m *Model) Typing() bool { return true }

func (m *Model) text(f field) string { return m.inputs[f].Value() }

// people are the reviewers as typed.
func (m *Model) people() []string {
	return strings.FieldsFunc(m.text(reviewers), func(r rune) bool { return strings.ContainsRune(",; \t", r) })
}

// planned is the plan as typed; the error is about the due date.
func (m *Model) planned() (campaign.Plan, error) {
	p := m.plan
	p.Name, p.Scope, p.Instructions, p.Reviewers = m.text(name), m.text(scoped), m.text(instructions), m.people()
	var err error
	p.Due, err = campaign.ParseDue(m.text(due), m.desk.Now())
	return p, err
}

// refused is the answer to a draft that could not be made.
type refused struct {
	form *Model
	err  error
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changed:
		return m.recount() // there may be a new population
	case paused:
		return m.paused(msg)
	case counted:
		m.counted(msg)
	case create:
		return m.create(msg)
	case refused:
		if msg.form == m {
			m.refusal, m.saving = msg.err, false
		}
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		return m.typed(msg)
	}
	return nil
}

func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch k := msg.String(); {
	case k == "esc":
		return screen.Send(Left{})
	case k == "ctrl+s", k == "enter" && m.at == fields-1:
		return m.save()
	case k == "tab", k == "down", k == "enter":
		m.at = (m.at + 1) % fields
	case k == "shift+tab", k == "up":
		m.at = (m.at + fields - 1) % fields
	case k == "ctrl+x":
		m.at = scoped
		m.inputs[scoped].SetValue(nextExample(m.text(scoped)))
		return m.wait()
	case m.at == split && slices.Contains(choosing, k):
		m.plan.Split = other(m.plan.Split)
		return m.wait()
	case m.at == applied && slices.Contains(choosing, k):
		step := 1
		if k == "left" || k == "h" {
			step = len(campaign.Applies) - 1
		}
		i := slices.Index(campaign.Applies, m.plan.Apply)
		m.plan.Apply = campaign.Applies[(i+step)%len(campaign.Applies)]
	default:
		return m.typed(msg)
	}
	return nil
}

// choosing are the keys that choose in a field without a text.
var choosing = []string{"left", "right", "space", "h", "l"}

// chosen says whether the field is chosen with the arrows, and has no text.
func (f field) chosen() bool { return f == split || f == applied }

func other(s campaign.Split) campaign.Split {
	if s == campaign.RoundRobin {
		return campaign.ByRole
	}
	return campaign.RoundRobin
}

func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if m.at.chosen() {
		return nil
	}
	before := m.text(m.at)
	cmd := m.inputs[m.at].Update(msg)
	if m.text(m.at) != before {
		m.refusal = nil
		if m.at == scoped || m.at == reviewers {
			return tea.Batch(cmd, m.wait())
		}
	}
	return cmd
}

// create asks for the draft to be made, now that somebody answers for it.
type create struct {
	form *Model
	plan campaign.Plan
}

// save makes the draft, in the name of whoever is at the keyboard.
func (m *Model) save() tea.Cmd {
	plan, err := m.planned()
	if err != nil {
		m.refusal, m.at = err, due
		return nil
	}
	return screen.Send(screen.Identify{Then: screen.Send(create{m, plan})})
}

func (m *Model) create(msg create) tea.Cmd {
	if msg.form != m || m.saving {
		return nil
	}
	m.saving, m.refusal = true, nil
	desk := m.desk
	return func() tea.Msg {
		c, err := desk.Workspace.NewCampaign(desk.Context, msg.plan)
		if err != nil {
			return refused{m, err}
		}
		said := screen.Say{Text: "recorded: the draft of " + c.Name, Level: screen.Good}
		return tea.BatchMsg{screen.Send(screen.Recorded{}), screen.Send(said), screen.Send(Drafted{c})}
	}
}
