// Package changes is the screen on which the decisions of a campaign are carried out: every change with its state, the
// details of the current one beside it, and the keys to make the changes in Torq and to confirm them.
package changes

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service plans, makes and checks the changes in Torq.
type Service interface {
	PlanRemediationWith(ctx context.Context, id string, undo bool, words remediation.Words) (*remediation.Plan, error)
	ApplyRemediation(ctx context.Context, id string, o remediation.ApplyOptions) (*remediation.Plan, error)
	VerifyRemediation(ctx context.Context, id string, undo bool, progress population.Progress) (*remediation.Plan, error)
	DoneByHand(ctx context.Context, id string, undo bool, items []string, reason string) (*remediation.Plan, error)
	MayUndo(ctx context.Context, id string) error
	WritePlan(ctx context.Context, plan *remediation.Plan, path string, overwrite bool) error
}

// Model is the remediation of one closed campaign.
type Model struct {
	env      *screen.Env
	service  Service
	campaign string            // its id
	undo     bool              // the changes that take back what was done
	accepted remediation.Words // said for the next time that changes are made

	plan  *remediation.Plan // nil before it was read
	heard []string          // what the last job said about the whole
	err   error             // why the plan could not be read
	job   *job              // what is under way; nil if nothing is

	list   *widget.Browser[*remediation.Change]
	newest screen.Latest // reading of the plan
}

// New opens the remediation of a campaign. It shows something once Shown has arrived.
func New(env *screen.Env, service Service, campaignID string) *Model {
	m := &Model{env: env, service: service, campaign: campaignID}
	m.list = widget.NewBrowser(m.newTable(), m.pane)
	m.list.Hint = "words that must all occur: name, role, action, method, id"
	m.list.Heading = m.whole
	m.list.Title = (*remediation.Change).Title
	return m
}

// Campaign returns the id of the campaign.
func (m *Model) Campaign() string { return m.campaign }

// Typing reports whether letters are text for the filter.
func (m *Model) Typing() bool { return m.list.Typing() }

// Unwritten returns the number of changes that the running job still has to make and record.
func (m *Model) Unwritten() int {
	if m.job == nil || !m.job.writes {
		return 0
	}
	return max(1, m.job.total-m.job.done)
}

// wanted is an act that waited for the identity of the current user, or for the answer to a dialog.
type wanted func() tea.Cmd

// want makes the message for something to do.
func (m *Model) want(do func() tea.Cmd) tea.Msg { return screen.For(m, wanted(do)) }

// as does something in the name of the current user, and first asks for that name if it is not known yet.
func (m *Model) as(do func() tea.Cmd) tea.Cmd {
	return screen.Send(screen.Identify{Then: screen.Send(m.want(do))})
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Activated, screen.Changed:
		if m.job == nil { // what is under way ends with a plan of its own
			return m.read(nil)
		}
	case planned:
		return m.take(msg)
	case wanted:
		return msg()
	case moved:
		m.move(msg.change)
	case ended:
		return m.end(msg)
	case only:
		m.show(msg.group)
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return m.list.Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= headLines
		return m.list.Update(msg)
	}
	return nil
}

func say(level screen.Level, text string) tea.Cmd {
	return screen.Send(screen.Notify{Text: text, Level: level})
}
