package app

import (
	"cmp"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
)

// mark identifies the end of the record. Lines are only ever added, so the number of lines and the last hash suffice.
type mark struct {
	lines int
	last  string
	err   error
	read  bool
}

// ticked comes every second. Some look whether another process wrote to the record.
type ticked time.Time

// usualRefresh is how often the record is looked at.
const usualRefresh = 2 * time.Second

func tick() tea.Cmd { return tea.Tick(time.Second, func(t time.Time) tea.Msg { return ticked(t) }) }

func (m *model) ticked(at time.Time) tea.Cmd {
	if !m.style.still {
		m.status.age(m.env.Now())
	}
	cmds := []tea.Cmd{tick(), m.broadcast(screen.Tick{Now: m.env.Now()}), m.keepLending(m.env.Now()), m.keepSharing(m.env.Now())}
	if at.Unix()%max(1, int64(cmp.Or(m.style.refresh, usualRefresh)/time.Second)) == 0 {
		cmds = append(cmds, m.look())
	}
	return tea.Batch(cmds...)
}

// look reads what was added to the record, which is nothing most of the time.
func (m *model) look() tea.Cmd {
	env, workspace := m.env, m.workspace
	return func() tea.Msg {
		lines, err := workspace.Journal(env.Context)
		at := mark{lines: len(lines), err: err, read: true}
		if len(lines) > 0 {
			at.last = lines[len(lines)-1].Hash
		}
		return at
	}
}

// looked notifies all screens after the first look at the record and when it has grown.
func (m *model) looked(at mark) tea.Cmd {
	before := m.record
	if at.err != nil {
		if before.err == nil || before.err.Error() != at.err.Error() {
			m.fail(at.err)
		}
		m.record = at
		return nil
	}
	if before.read && before.err == nil && before.lines == at.lines && before.last == at.last {
		return nil
	}
	if before.read {
		m.sharing.noteRecorded(m.env.Now())
	}
	m.record = at
	return m.changed()
}

// changed has everything read again: by the screen in front now, by the others when they come to the front.
func (m *model) changed() tea.Cmd {
	for i := range m.tabs {
		m.tabs[i].stale = true
	}
	return tea.Batch(m.refresh(), m.stand())
}
