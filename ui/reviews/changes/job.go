package changes

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/ui/screen"
)

// job is work in progress. There is at most one.
type job struct {
	what        string
	writes      bool // it must not be left in the middle
	done, total int  // changes it makes in Torq; it reads Torq after them
	cancel      context.CancelFunc
	stopping    bool
}

// moved reports the new state of a change of a job; ended reports the end of the job, with the current plan if it could
// be made.
type (
	moved struct{ change remediation.Change }
	ended struct {
		plan *remediation.Plan
		err  error
	}
)

// start sets a job going.
func (m *Model) start(j job, work func(context.Context) (*remediation.Plan, error)) tea.Cmd {
	ctx, cancel := context.WithCancel(m.env.Context)
	j.cancel = cancel
	m.job, m.heard = &j, nil
	m.newest.Forget() // a plan that is on its way is older than what the job leads to
	return screen.Fetch(m, func() tea.Msg {
		defer cancel()
		plan, err := work(ctx)
		return ended{plan, err}
	})
}

// progress shows how far the reading of Torq is.
func (m *Model) progress(what string, done, total int) {
	m.env.Send(screen.Working{What: what, Done: done, Total: total})
}

// apply makes the changes of the shown plan, if the plan is still current.
func (m *Model) apply(reason string) tea.Cmd {
	plan := *m.plan
	plan.Changes = slices.Clone(plan.Changes) // the shown ones move meanwhile
	env, service, n, words := m.env, m.service, plan.Runnable(), m.accepted
	m.accepted = remediation.Words{} // a yes is for one time
	return m.start(job{what: "making the changes in Torq", writes: true, total: n}, func(ctx context.Context) (*remediation.Plan, error) {
		return service.ApplyRemediation(ctx, plan.Campaign, remediation.ApplyOptions{
			Undo: plan.Undo, Reason: reason, Exactly: &plan, Count: plan.CountNeeded, Words: words, Progress: m.progress,
			Changed: func(c remediation.Change) { env.Send(screen.For(m, moved{c})) },
		})
	})
}

// verify reads Torq anew.
func (m *Model) verify() tea.Cmd {
	service, id, undo := m.service, m.campaign, m.plan.Undo
	return m.start(job{what: "reading Torq"}, func(ctx context.Context) (*remediation.Plan, error) {
		return service.VerifyRemediation(ctx, id, undo, m.progress)
	})
}

// tick records that these changes were made by hand.
func (m *Model) tick(items []string, reason string) tea.Cmd {
	service, id, undo := m.service, m.campaign, m.plan.Undo
	m.list.ClearMarks()
	return m.start(job{what: "recording", writes: true}, func(ctx context.Context) (*remediation.Plan, error) {
		return service.DoneByHand(context.WithoutCancel(ctx), id, undo, items, reason)
	})
}

// move shows where a change stands now.
func (m *Model) move(change remediation.Change) {
	if m.job == nil {
		return
	}
	m.job.done++
	if c := m.plan.Find(change.Item); c != nil {
		*c = change
		m.arrange()
	}
}

// stop ends the job between two changes.
func (m *Model) stop() tea.Cmd {
	m.job.stopping = true
	m.job.cancel()
	if m.job.writes {
		return say(screen.Warn, "stopping; the change under way is seen to its end")
	}
	return nil
}

// end shows the result of a job.
func (m *Model) end(msg ended) tea.Cmd {
	stopping := m.job.stopping
	m.job = nil
	if msg.plan != nil {
		m.heard = msg.plan.Notes
		m.set(msg.plan)
	}
	cmds := []tea.Cmd{screen.Send(screen.Working{End: true}), screen.Send(screen.Recorded{})}
	switch {
	case errors.Is(msg.err, population.ErrDrop): // a sync asks the user whether that is right
		cmds = append(cmds, screen.Send(screen.Sync{}))
	case stopping && errors.Is(msg.err, context.Canceled):
		cmds = append(cmds, say(screen.Warn, "stopped; "+summary(m.plan)))
	case msg.err != nil:
		cmds = append(cmds, screen.Send(screen.Failed{Err: msg.err}))
	default:
		level := screen.Info
		if f := m.plan.Figures(); f.Proven == f.Decided {
			level = screen.Good
		}
		cmds = append(cmds, say(level, summary(m.plan)))
	}
	return tea.Batch(cmds...)
}
