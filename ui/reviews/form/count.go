package form

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/screen"
)

// count is the result of counting the scope, as far as it is known.
type count struct {
	newest  screen.Latest // changes, and counts asked for
	preview campaign.Preview
	err     error
	known   bool // preview or err hold for what is typed
}

// pause is the time without typing after which the scope is counted.
const pause = 120 * time.Millisecond

type paused struct{}

type counted struct {
	preview campaign.Preview
	err     error
}

// wait counts again once nothing has been typed for a moment.
func (m *Model) wait() tea.Cmd {
	m.count.known = false
	return m.count.newest.After(pause, m, paused{})
}

// recount asks what the scope selects and how it would be assigned.
func (m *Model) recount() tea.Cmd {
	m.count.known = false
	env, service := m.env, m.service
	plan := campaign.Plan{Scope: m.form.Value(scoped), Kinds: m.typedKinds(), Reviewers: m.people(), Split: campaign.Split(m.form.Value(split))}
	m.stages(&plan)
	if person.Check(plan.Fallback) != nil { // half typed
		plan.Fallback, plan.Undecided = "", ""
	}
	plan.Assign, _ = m.typedRules()
	return m.count.newest.Fetch(m, func() tea.Msg {
		preview, err := service.PreviewCampaign(env.Context, plan)
		return counted{preview, err}
	})
}

// examples are scopes to start from.
var examples = []string{
	scope.All,
	`privileged`,
	`kind == "user" && inactive_days > 90`,
	`kind == "key"`,
	`len(hints) > 0`,
	`custom || "role-unknown" in hints`,
	`status != "VERIFIED"`,
}

// nextExample returns the example after the one in use; the first if none is.
func nextExample(inUse string) string {
	if inUse == "" {
		inUse = scope.All
	}
	return examples[(slices.Index(examples, inUse)+1)%len(examples)]
}
