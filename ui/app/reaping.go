package app

import (
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// reaping is the state of the reap, which grants and ends elevations while the app is open. At most one runs at a time.
type reaping struct {
	running bool
	reads   bool      // it reads Torq, so something is due
	asked   bool      // the user asked for it and waits for an answer
	last    time.Time // when the last one began
	problem string    // what stood in the way, as it was said
	turn    time.Time // when the next elevation moves by time alone; zero: none does
	told    map[string]time.Time
	lent    tally
}

// reaped holds the elevations that a reap changed and its error; lendingStep reports its progress.
type (
	reaped struct {
		rows []elevation.Row
		err  error
	}
	lendingStep struct{ screen.Working }
)

// reapEvery is the time after which the next reap begins if nothing else starts it.
const reapEvery = time.Minute

// reap grants approved elevations and ends those that are due.
func (m *model) reap() tea.Cmd {
	r := &m.reaping
	if r.running || m.pack() != nil {
		return nil
	}
	r.running, r.reads, r.last = true, false, m.env.Now()
	env, workspace := m.env, m.workspace
	return func() tea.Msg {
		done, err := workspace.Reap(env.Context, func(what string, done, total int) {
			env.Send(lendingStep{screen.Working{What: what, Done: done, Total: total}})
		})
		return reaped{done.Rows, errors.Join(err, done.Pending)}
	}
}

func (m *model) lendingStep(s lendingStep) {
	if m.reaping.running {
		m.reaping.reads = true
		if !m.sync.running() {
			m.work(s.Working)
		}
	}
}

// reaped shows the elevations that changed, and a problem if it is new; the Elevations section keeps showing it.
func (m *model) reaped(msg reaped) tea.Cmd {
	r := &m.reaping
	r.running = false
	if r.reads && !m.sync.running() {
		m.work(screen.Working{End: true})
	}
	problem := ""
	if msg.err != nil {
		problem = msg.err.Error()
	}
	switch {
	case problem != "" && (problem != r.problem || r.asked):
		m.fail(msg.err)
	case len(msg.rows) > 0:
		m.say(moved(msg.rows, m.env.Now()))
	case r.asked && problem == "":
		m.say(screen.Notify{Text: "nothing is due: no role is to be given or taken back now"})
	}
	r.problem, r.asked = problem, false
	cmd := m.broadcast(screen.Reaped{Err: msg.err})
	if len(msg.rows) > 0 || len(m.standing.now.Elevations) > 0 {
		m.record.read = false // time alone may have moved some
		return tea.Batch(cmd, m.look())
	}
	return cmd
}

// keepLending starts what is due for elevations: the next reap, and the notice before an end.
func (m *model) keepLending(now time.Time) tea.Cmd {
	r := &m.reaping
	switch {
	case !m.standing.known:
		return nil
	case !r.turn.IsZero() && !now.Before(r.turn):
		r.turn = time.Time{}
		return tea.Batch(m.changed(), m.reap())
	case now.Sub(r.last) >= reapEvery:
		return tea.Batch(m.notice(now), m.reap())
	}
	return m.notice(now)
}

// turn returns the first time after now at which an elevation changes its state by time alone; zero if none does. An
// elevation that is not taken back becomes overdue a minute after its end.
func turn(rows []elevation.Row, now time.Time) time.Time {
	var first time.Time
	at := func(t time.Time) {
		if t.After(now) && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	for _, r := range rows {
		switch r.State {
		case elevation.Requested, elevation.Approved:
			at(r.Until.Add(time.Second))
		case elevation.Active, elevation.Overdue, elevation.Ended, elevation.Drifted, elevation.Denied, elevation.Withdrawn, elevation.Expired, elevation.Failed:
		}
		if r.State != elevation.Requested && r.StartsAt != nil {
			at(*r.StartsAt)
		}
		if r.EndsAt != nil {
			at(*r.EndsAt)
			at(r.EndsAt.Add(time.Minute + time.Second))
		}
	}
	return first
}

// moved describes in one line the elevations whose state changed.
func moved(rows []elevation.Row, now time.Time) screen.Notify {
	worst := rows[0]
	for _, r := range rows {
		if severity[r.State] > severity[worst.State] {
			worst = r
		}
	}
	said := screen.Notify{Text: words.Fate(worst, now), Level: screen.Good}
	if severity[worst.State] > 0 {
		said.Level = screen.Warn
	}
	if n := len(rows) - 1; n > 0 {
		said.Text += fmt.Sprintf("; %d more moved", n)
	}
	return said
}

// severity orders what happened to elevations by how much it matters.
var severity = map[elevation.State]int{elevation.Overdue: 3, elevation.Drifted: 2, elevation.Failed: 1, elevation.Expired: 1}

// tally counts the active elevations, as of the last read of the standing.
type tally struct {
	mine            *elevation.Row // the person's own that ends first; nil if none is lent
	others, overdue int            // besides that one
}

// count counts the active elevations from the view of the current user.
func (m *model) count() {
	t := tally{}
	rows := m.standing.now.Elevations
	for i := range rows {
		r := &rows[i]
		if m.standing.now.People.Same(r.Email, m.me) && lent(*r) && (t.mine == nil || r.EndsAt.Before(*t.mine.EndsAt)) {
			t.mine = r
		}
	}
	for i := range rows {
		switch r := &rows[i]; {
		case r == t.mine || !lent(*r):
		case r.State == elevation.Overdue:
			t.overdue++
		default:
			t.others++
		}
	}
	m.reaping.lent = t
}

// lent reports whether the role is or may be held through an elevation that has an end.
func lent(r elevation.Row) bool {
	return (r.State == elevation.Active || r.State == elevation.Overdue) && r.EndsAt != nil
}
