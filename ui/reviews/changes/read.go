package changes

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// planned is the answer to read.
type planned struct {
	plan *remediation.Plan
	err  error
	then func() tea.Cmd
}

// read makes the plan anew from the data on disk, and then calls then, if any.
func (m *Model) read(then func() tea.Cmd) tea.Cmd {
	env, service, id, undo, words := m.env, m.service, m.campaign, m.undo, m.accepted
	return m.newest.Fetch(m, func() tea.Msg {
		plan, err := service.PlanRemediationWith(env.Context, id, undo, words)
		return planned{plan, err, then}
	})
}

// take shows a plan that was read.
func (m *Model) take(msg planned) tea.Cmd {
	if m.err = msg.err; m.err != nil {
		return screen.Send(screen.Failed{Err: m.err})
	}
	m.set(msg.plan)
	if msg.then != nil {
		return msg.then()
	}
	return nil
}

// set shows a plan.
func (m *Model) set(plan *remediation.Plan) {
	m.plan = plan
	m.arrange()
}

// arrange puts the changes under the headings of their states.
func (m *Model) arrange() { m.list.SetGroups(groupChanges(m.plan)) }

// readable reports whether there is a plan, and nothing wrong with it.
func (m *Model) readable() bool { return m.plan != nil && m.err == nil }

// notes returns the remarks on the plan as a whole.
func (m *Model) notes() []string {
	notes := slices.Clone(m.plan.Notes)
	for _, n := range m.heard {
		if !slices.Contains(notes, n) {
			notes = append(notes, n)
		}
	}
	return notes
}

// turn changes between the plan and the one that takes it back.
func (m *Model) turn() tea.Cmd {
	m.undo, m.heard, m.accepted = !m.undo, nil, remediation.Words{}
	m.list.ClearMarks()
	m.show("")
	return m.read(m.turned)
}

func (m *Model) turned() tea.Cmd {
	if !m.undo {
		return say(screen.Info, "what the campaign decided")
	}
	never := 0
	for i := range m.plan.Changes {
		if c := &m.plan.Changes[i]; c.Action == order.DeleteKey {
			never++
		}
	}
	switch {
	case len(m.plan.Changes) == 0:
		return say(screen.Info, "nothing was carried out, so there is nothing to take back")
	case never > 0:
		return say(screen.Warn, fmt.Sprintf("%s to take back what was done; %s cannot be restored", words.Count(len(m.plan.Changes)-never, "change"), words.Count(never, "deleted API key")))
	}
	return say(screen.Info, words.Count(len(m.plan.Changes), "change")+" to take back what was done; an invitation must be accepted, and API keys do not come back")
}
