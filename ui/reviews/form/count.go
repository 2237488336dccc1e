package form

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/scope"
)

// count is what the scope selects, as far as it is known.
type count struct {
	asked   int // changes so far; the answer to an older one is dropped
	preview campaign.Preview
	err     error
	known   bool // preview or err hold for what is typed
}

// pause is how long nothing is typed before the scope is counted.
const pause = 120 * time.Millisecond

type paused struct {
	form  *Model
	asked int
}

type counted struct {
	form    *Model
	asked   int
	preview campaign.Preview
	err     error
}

// wait counts again once nothing has been typed for a moment.
func (m *Model) wait() tea.Cmd {
	m.count.asked++
	m.count.known = false
	asked := m.count.asked
	return tea.Tick(pause, func(time.Time) tea.Msg { return paused{m, asked} })
}

func (m *Model) paused(msg paused) tea.Cmd {
	if msg.form != m || msg.asked != m.count.asked {
		return nil
	}
	return m.recount()
}

// recount asks what the scope selects and how it would be shared.
func (m *Model) recount() tea.Cmd {
	m.count.asked++
	m.count.known = false
	asked, desk := m.count.asked, m.desk
	plan := campaign.Plan{Scope: m.form.Value(scoped), Reviewers: m.people(), Split: campaign.Split(m.form.Value(split))}
	return func() tea.Msg {
		preview, err := desk.Workspace.PreviewCampaign(desk.Context, plan)
		return counted{m, asked, preview, err}
	}
}

func (m *Model) counted(msg counted) {
	if msg.form == m && msg.asked == m.count.asked {
		m.count.preview, m.count.err, m.count.known = msg.preview, msg.err, true
	}
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

// nextExample is the example after the one in use; the first if none is.
func nextExample(inUse string) string {
	if inUse == "" {
		inUse = scope.All
	}
	return examples[(slices.Index(examples, inUse)+1)%len(examples)]
}
