package elevations

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/elevations/form"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// wanted is an act of the section that waited for a confirmation or for the identity of the current user.
type wanted struct{ do func() tea.Cmd }

// as asks something in the name of the current user, and first asks for that name if it is not known yet.
func (s *Screen) as(do func() tea.Cmd) tea.Cmd {
	return s.env.Asks(screen.Send(screen.Identify{Then: screen.Send(screen.For(s, wanted{do}))}))
}

// acted is the outcome of an act.
type acted struct {
	outcome elevation.Outcome
	err     error // why it is not on record; nil if it is
}

// act returns the message that starts an act: it is recorded, and carried out as far as Torq allows. what describes it
// while it runs.
func (s *Screen) act(what string, do func(context.Context) (elevation.Outcome, error)) tea.Msg {
	return screen.For(s, wanted{func() tea.Cmd {
		s.unwritten++
		env := s.env
		return tea.Batch(screen.Send(screen.Working{What: what}), screen.Fetch(s, func() tea.Msg {
			outcome, err := do(env.Context)
			return acted{outcome, err}
		}))
	}})
}

func (s *Screen) acted(msg acted) tea.Cmd {
	s.unwritten--
	cmds := []tea.Cmd{screen.Send(screen.Working{End: true}), screen.Send(screen.Recorded{})}
	switch row, pending := msg.outcome.Row, msg.outcome.Pending; {
	case msg.err != nil:
		cmds = append(cmds, screen.Send(screen.Failed{Err: msg.err}))
	case pending != nil:
		cmds = append(cmds, screen.Send(screen.Failed{Err: fault.Wrap(pending, "it is on record as %s, but", row.State)}))
	default:
		s.goal = row.ID
		cmds = append(cmds, screen.Send(screen.Notify{Text: words.Fate(row, s.env.Now()), Level: levelOf(row)}))
	}
	return tea.Batch(cmds...)
}

func levelOf(r elevation.Row) screen.Level {
	switch r.State {
	case elevation.Overdue, elevation.Drifted, elevation.Failed, elevation.Expired:
		return screen.Warn
	case elevation.Requested, elevation.Approved, elevation.Active, elevation.Ended, elevation.Denied, elevation.Withdrawn:
	}
	return screen.Good
}

// mostRecent bounds how many people are offered first in the form.
const mostRecent = 8

// ask shows the form for a request, as it was left if it was not sent.
func (s *Screen) ask() tea.Cmd {
	page := s.kept
	if s.kept = nil; page == nil {
		page = form.New(s.env, s.service)
	}
	var recent []string
	for _, r := range s.rows {
		if len(recent) < mostRecent && !person.In(recent, r.Email) {
			recent = append(recent, r.Email)
		}
	}
	page.Recent(recent)
	s.form.Push(page)
	return page.Init()
}
