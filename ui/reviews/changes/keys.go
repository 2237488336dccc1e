package changes

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys returns the key table as it is now.
func (m *Model) Keys() []screen.Group {
	groups := m.list.Keys()
	if m.list.Typing() {
		return groups
	}
	idle, read, nothing := "", "", ""
	if !m.readable() {
		read = "the plan has not been read yet"
		idle, nothing = read, read
	} else if m.plan.Runnable() == 0 {
		nothing = "nothing is left that could be sent to Torq"
	}
	if m.job != nil {
		idle = "wait: " + m.job.what
		nothing = idle
	}
	ask := func(key key.Binding, disabled string, do func() tea.Cmd) screen.Binding {
		return screen.Binding{Binding: key, Disabled: disabled, Acts: true, Asks: true, Do: do}
	}
	see, move := groups[0], groups[1]
	see.Keys = append(see.Keys,
		screen.Binding{Binding: keymap.Key("f", "by state"), Disabled: read, Do: m.askGroup},
		screen.Binding{Binding: keymap.Key("t", "trace"), Disabled: read, Do: m.trace},
	)
	if read != "" {
		for i := range see.Keys {
			see.Keys[i].Disabled = read
		}
	}
	see.Keys = append(see.Keys, screen.Binding{Binding: keymap.Key("ctrl+r", "read again"), Disabled: wait(m.job), Do: func() tea.Cmd { return m.read(nil) }})
	groups = []screen.Group{
		{Title: "Carry out", Keys: []screen.Binding{
			ask(keymap.Key("x", "apply"), nothing, m.askWhether),
			{Binding: keymap.Key("v", "verify"), Disabled: idle, Acts: true, Do: m.verify},
			ask(keymap.Key("d", "done by hand"), idle, m.askTick),
			ask(keymap.Key("i", "include changed"), m.noneChanged(idle), m.askChanged),
			m.list.Mark(read),
			m.list.Unmark(),
		}},
		{Title: "Plan", Keys: []screen.Binding{
			{Binding: keymap.Key("Z", "show undo plan / plan"), Name: "undo-plan", Disabled: idle, Do: m.turn},
			{Binding: keymap.Key("w", "write to a file"), Disabled: read, Do: m.write},
		}},
		see, move,
	}
	leave := func(does string, do func() tea.Cmd) screen.Group {
		return screen.Group{Title: "Leave", Keys: []screen.Binding{{Binding: keymap.Key("esc", does), Do: do}}}
	}
	switch {
	case m.job != nil: // before esc does anything else
		return append([]screen.Group{leave("stop", m.stop)}, groups...)
	case m.list.Backs():
		return groups
	case m.undo:
		return append(groups, leave("back", m.turn))
	}
	return append(groups, leave("back", func() tea.Cmd { return screen.Send(screen.Left{Page: m}) }))
}

func wait(j *job) string {
	if j == nil {
		return ""
	}
	return "wait: " + j.what
}

// askWhether asks before changes are made, with a plan made just now: the plan depends on the current user, whose own
// access must stay.
func (m *Model) askWhether() tea.Cmd {
	return m.env.Asks(m.as(func() tea.Cmd { return m.env.Asks(m.read(m.askApply)) }))
}

// trace goes to all that is on record about the change.
func (m *Model) trace() tea.Cmd {
	if c, ok := m.list.Current(); ok {
		return screen.Send(screen.Navigate{Section: screen.Evidence, Campaign: m.campaign, Item: c.Item})
	}
	return nil
}
