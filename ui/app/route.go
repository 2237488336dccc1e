package app

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// globals are the bindings of the root: they work in every section that has no binding of its own for the key.
type globals struct{ next, previous, workspace, palette, help, log, settings, back, past, quit, interrupt, suspend key.Binding }

// newGlobals makes the bindings of the root with the keys that the user chose.
func newGlobals(chosen keymap.Choice) globals {
	bind := func(name, does string, also ...string) key.Binding {
		return chosen.Bind(keymap.Line(name, does, nil, also...)).Binding
	}
	return globals{
		next:      bind("tab", "next section"),
		previous:  bind("shift+tab", "section before"),
		workspace: bind("@", "other workspace"),
		palette:   bind(":", "palette", "ctrl+k", "ctrl+p"),
		help:      bind("?", "help"),
		log:       bind("!", "log"),
		settings:  bind(",", "settings"),
		back:      bind("esc", "close or stop"),
		past:      bind("ctrl+o", "back to where I was"),
		quit:      bind("q", "quit"),
		interrupt: bind("ctrl+c", "quit from anywhere"),
		suspend:   bind("ctrl+z", "suspend"),
	}
}

// always reports whether the message is a key that works whatever has the focus.
func (m *model) always(msg tea.Msg) bool {
	press, ok := msg.(tea.KeyPressMsg)
	return ok && key.Matches(press, m.global.interrupt, m.global.suspend)
}

// press routes a key. Dialogs have had their turn. An unsure one moves and writes only.
func (m *model) press(msg tea.KeyPressMsg, sure bool) tea.Cmd {
	m.status.clear()
	typing := m.screen().Typing()
	b, own := keymap.Find(m.keys(), msg)
	lone := b.Deliberate() || !own && !typing && key.Matches(msg, m.global.quit)
	if !sure && lone {
		m.refuse(pastedKeys)
		return nil
	}
	switch {
	case key.Matches(msg, m.global.interrupt):
		return m.leave()
	case key.Matches(msg, m.global.suspend):
		return tea.Suspend
	case own && b.Disabled != "" && !typing:
		m.refuse(disabled(b))
		return nil
	case own && b.Disabled == "" && b.Do != nil:
		return b.Do()
	case own || typing:
		return m.screen().Update(msg)
	}
	switch {
	case key.Matches(msg, m.global.quit):
		return m.leave()
	case key.Matches(msg, m.global.back):
		return m.back()
	case key.Matches(msg, m.global.past):
		return m.toPast()
	case key.Matches(msg, m.global.next):
		return m.show((m.front + 1) % len(m.tabs))
	case key.Matches(msg, m.global.previous):
		return m.show((m.front + len(m.tabs) - 1) % len(m.tabs))
	case m.among != nil && key.Matches(msg, m.global.workspace):
		m.overlays.Push(m.among.choose())
		return nil
	case key.Matches(msg, m.global.palette):
		palette, read := m.palette()
		m.overlays.Push(palette)
		return read
	case key.Matches(msg, m.global.help):
		m.overlays.Push(m.help())
		return nil
	case key.Matches(msg, m.global.log):
		m.readLog()
		return nil
	case key.Matches(msg, m.global.settings):
		return m.env.Asks(screen.Send(screen.Settings{}))
	}
	if i := slices.IndexFunc(m.numbers(), func(b key.Binding) bool { return key.Matches(msg, b) }); i >= 0 {
		return m.show(i)
	}
	return m.screen().Update(msg)
}

// numbers returns the bindings of the tabs.
func (m *model) numbers() []key.Binding {
	bindings := make([]key.Binding, len(m.tabs))
	for i, t := range m.tabs {
		n := fmt.Sprint(i + 1)
		bindings[i] = key.NewBinding(key.WithKeys(n), key.WithHelp(n, string(t.section)))
	}
	return bindings
}

// back cancels the work in progress. It never leaves the section, and never quits.
func (m *model) back() tea.Cmd {
	switch {
	case m.standing.waiting():
		return m.standing.stop()
	case m.sync.running():
		m.sync.cancel()
		return nil
	}
	m.say(screen.Notify{Text: "nothing to close; " + m.global.past.Help().Key + " goes back to where you were, " + m.global.quit.Help().Key + " quits"})
	return nil
}

// toPast goes to the section that was in front before.
func (m *model) toPast() tea.Cmd {
	if len(m.past) == 0 {
		m.say(screen.Notify{Text: "nothing to go back to; " + m.global.quit.Help().Key + " quits"})
		return nil
	}
	to := m.past[len(m.past)-1]
	m.past = m.past[:len(m.past)-1]
	return m.bring(to)
}

// show brings a section to the front and remembers the one before.
func (m *model) show(i int) tea.Cmd {
	if i == m.front {
		return nil
	}
	const memory = 16
	m.past = append(m.past, m.front)
	m.past = m.past[max(0, len(m.past)-memory):]
	return m.bring(i)
}

func (m *model) bring(i int) tea.Cmd {
	m.front = i
	return tea.Batch(m.refresh(), m.screen().Update(screen.Activated{}))
}

// refresh tells the screen in front of changes it has not heard of.
func (m *model) refresh() tea.Cmd {
	t := &m.tabs[m.front]
	if !t.stale {
		return nil
	}
	t.stale = false
	return t.screen.Update(screen.Changed{})
}

// visit goes where a screen wants to, if there is such a section.
func (m *model) visit(to screen.Navigate) tea.Cmd {
	i := slices.IndexFunc(m.tabs, func(t tab) bool { return t.section == to.Section })
	if i < 0 {
		return nil
	}
	cmd := m.tabs[i].screen.Update(to)
	return tea.Batch(cmd, m.show(i))
}
