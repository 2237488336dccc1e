package changes

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
)

func bind(name, does string) key.Binding {
	return key.NewBinding(key.WithKeys(name), key.WithHelp(name, does))
}

var (
	keyApply   = bind("x", "apply")
	keyVerify  = bind("v", "verify")
	keyChanged = bind("i", "include changed")
	keyTick    = bind("d", "done by hand")
	keyTurn    = bind("z", "undo plan and back")
	keyWrite   = bind("w", "write to a file")
	keyFilter  = bind("/", "filter")
	keyGroup   = bind("f", "by state")
	keyDetails = bind("enter", "details")
	keyUnmark  = bind("M", "clear marks")
	keyTrace   = bind("t", "trace")
	keyReload  = bind("ctrl+r", "read again")
	keyBack    = bind("esc", "back")
	keyStop    = bind("esc", "stop")
)

// Keys are the bindings that work now.
func (m *Model) Keys() []screen.Group {
	idle, read, none, nothing := "", "", "", ""
	if !m.readable() {
		read = "the plan has not been read yet"
		idle, nothing = read, read
	} else if m.plan.Runnable() == 0 {
		nothing = "nothing is left that could be sent to Torq"
	}
	leave := keyBack
	if m.job != nil {
		idle, leave = "wait: "+m.job.what, keyStop
		nothing = idle
	}
	if m.table.MarkedCount() == 0 {
		none = "nothing is marked"
	}
	on := func(k key.Binding, disabled string) screen.Binding {
		return screen.Binding{Binding: k, Disabled: disabled}
	}
	act := func(k key.Binding, disabled string) screen.Binding {
		return screen.Binding{Binding: k, Disabled: disabled, Acts: true}
	}
	ask := func(k key.Binding, disabled string) screen.Binding {
		return screen.Binding{Binding: k, Disabled: disabled, Acts: true, Asks: true}
	}
	alone := func(k key.Binding, disabled string) screen.Binding {
		return screen.Binding{Binding: k, Disabled: disabled, Alone: true}
	}
	move := screen.Group{Title: "Move"}
	for _, k := range slices.DeleteFunc(m.table.Keys.All(), func(k key.Binding) bool { return k.Help().Key == "space" }) {
		move.Keys = append(move.Keys, on(k, ""))
	}
	return []screen.Group{
		{Title: "Carry out", Keys: []screen.Binding{ask(keyApply, nothing), act(keyVerify, idle), ask(keyTick, idle), ask(keyChanged, m.noneChanged(idle)), alone(m.table.Keys.Mark, read), on(keyUnmark, none)}},
		{Title: "Plan", Keys: []screen.Binding{on(keyTurn, idle), on(keyWrite, read)}},
		{Title: "See", Keys: []screen.Binding{on(keyFilter, read), on(keyGroup, read), on(keyDetails, read), on(keyTrace, read), on(keyReload, idle)}},
		move,
		{Title: "Leave", Keys: []screen.Binding{on(leave, "")}},
	}
}

// press handles a key outside the filter.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyBack):
		return m.back()
	case m.job == nil && key.Matches(msg, keyReload):
		return m.read(nil)
	case !m.readable():
		return nil
	case m.job == nil && key.Matches(msg, keyApply, keyVerify, keyTick, keyChanged, keyTurn):
		return m.work(msg)
	case key.Matches(msg, keyWrite):
		return m.write()
	case key.Matches(msg, keyFilter):
		m.typing = true
	case key.Matches(msg, keyGroup):
		return m.askGroup()
	case key.Matches(msg, keyTrace):
		if c, ok := m.table.Current(); ok {
			return screen.Send(screen.Go{Section: screen.Evidence, Campaign: m.campaign, Item: c.Item})
		}
	case key.Matches(msg, keyUnmark):
		m.table.ClearMarks()
	default:
		if !m.table.Update(msg) && key.Matches(msg, keyDetails) {
			m.details = !m.details
		}
	}
	return nil
}

// work handles the keys that do nothing while something is under way.
func (m *Model) work(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyApply): // whose access must stay depends on who asks
		return m.desk.Asks(m.as(func() tea.Cmd { return m.desk.Asks(m.read(m.askApply)) }))
	case key.Matches(msg, keyVerify):
		return m.verify()
	case key.Matches(msg, keyChanged):
		return m.askChanged()
	case key.Matches(msg, keyTick):
		return m.askTick()
	}
	return m.turn()
}

// back stops what is under way, or undoes what narrows the view, one thing at a time, and then leaves.
func (m *Model) back() tea.Cmd {
	switch {
	case m.job != nil:
		return m.stop()
	case m.details:
		m.details = false
	case m.table.MarkedCount() > 0:
		m.table.ClearMarks()
	case m.narrowed():
		m.show("")
		m.filter.SetValue("")
		m.search()
	case m.undo:
		return m.turn()
	default:
		return screen.Send(screen.Left{Page: m})
	}
	return nil
}

// typed handles a key while the filter has the focus.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "esc":
			m.filter.SetValue("")
			fallthrough
		case "enter":
			m.typing = false
			m.search()
			return nil
		case "up", "down":
			m.table.Update(msg)
			return nil
		}
	}
	cmd := m.filter.Update(msg)
	m.search()
	return cmd
}

// search shows only changes with the words of the filter.
func (m *Model) search() { m.table.SetFilter(m.filter.Value()) }
