package app

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/trail"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// These messages explain why keys did nothing: the user cannot have meant them.
const (
	pastedKeys = "that came too fast for a hand: pasted text decides nothing; press the key alone"
	pastedText = "pasted text is no key; nothing was done with it"
	unfinished = "press esc and wait a second: the terminal has begun a sequence or a paste and not ended it"
	moment     = "one moment; esc gives up waiting"
)

// isInput reports whether the message comes from the keyboard or the mouse.
func isInput(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyMsg, tea.PasteMsg, tea.MouseMsg, overlay.Unsure:
		return true
	}
	return false
}

// sureness takes an input out of its wrapping.
func sureness(msg tea.Msg) (input tea.Msg, sure bool) {
	if u, ok := msg.(overlay.Unsure); ok {
		return u.Msg, false
	}
	return msg, true
}

// input routes messages from the keyboard and the mouse. An input that acts on something needs a screen that shows it.
func (m *model) input(msg tea.Msg) tea.Cmd {
	raw, sure := sureness(msg)
	said := m.layout.told
	if press, ok := raw.(tea.KeyPressMsg); ok {
		raw = m.latin(press)
		if msg = raw; !sure {
			msg = overlay.Unsure{Msg: raw}
		}
	}
	switch {
	case said != m.layout.told: // that is all that the key did
		return nil
	case m.always(raw):
		return m.press(raw.(tea.KeyPressMsg), true)
	case m.unseen():
		return m.unseenKey(raw)
	case m.env.Asking():
		return m.hold(msg)
	}
	return m.route(msg)
}

// unseen reports whether the terminal is too small for what the app shows.
func (m *model) unseen() bool {
	return tooSmall(m.width, m.height) || m.window.known && tooSmall(m.window.width, m.window.height)
}

// unseenKey handles a key whose effect would not be visible: it may only quit, or open the help.
func (m *model) unseenKey(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
	case key.Matches(press, m.global.help):
		m.helpUnseen = !m.helpUnseen
	case key.Matches(press, m.global.quit) && m.overlays.Empty() && !m.screen().Typing():
		return m.leave()
	}
	return nil
}

// hold keeps what is typed until the dialog opens that an earlier key asked for; esc stops waiting for it.
func (m *model) hold(msg tea.Msg) tea.Cmd {
	const most = 256
	raw, _ := sureness(msg)
	if press, ok := raw.(tea.KeyPressMsg); ok && key.Matches(press, m.global.back) {
		m.env.GiveUp()
		m.ahead = nil
		m.say(screen.Notify{Text: "cancelled"})
		return nil
	}
	if _, ok := raw.(tea.MouseMsg); !ok && len(m.ahead) < most {
		m.ahead = append(m.ahead, overlay.Unsure{Msg: raw})
	}
	m.say(screen.Notify{Text: moment})
	return nil
}

// asked handles the result of a command of Env.Asks, and then what was typed meanwhile.
func (m *model) asked(msg screen.Asked) tea.Cmd {
	if !m.env.Answered(msg) { // given up; what was recorded meanwhile is told all the same
		switch late := msg.Msg.(type) {
		case nil, screen.OpenDialog, screen.Identify, identified:
			return nil
		case tea.BatchMsg:
			return tea.Batch(late...)
		default:
			return m.update(late)
		}
	}
	if m.status.text == moment {
		m.status.clear()
	}
	var cmd tea.Cmd
	switch inner := msg.Msg.(type) {
	case nil:
	case tea.BatchMsg:
		cmds := make([]tea.Cmd, len(inner))
		for i, c := range inner {
			cmds[i] = m.env.Asks(c)
		}
		cmd = tea.Batch(cmds...)
	case screen.Identify, identified:
		cmd = m.env.Asks(m.update(inner))
	default:
		cmd = m.update(inner)
	}
	cmds := []tea.Cmd{cmd}
	for !m.env.Asking() && len(m.ahead) > 0 {
		next := m.ahead[0]
		m.ahead = m.ahead[1:]
		cmds = append(cmds, m.route(next))
	}
	return tea.Batch(cmds...)
}

// route hands an input to the topmost dialog, or else to the screen.
func (m *model) route(msg tea.Msg) tea.Cmd {
	if !m.overlays.Empty() {
		return m.toDialog(msg)
	}
	raw, sure := sureness(msg)
	switch raw := raw.(type) {
	case tea.KeyPressMsg:
		return m.press(raw, sure)
	case tea.MouseMsg:
		return m.mouse(raw)
	case tea.PasteMsg:
		if !m.screen().Typing() {
			m.refuse(pastedText)
			return nil
		}
		return m.screen().Update(raw)
	}
	return nil
}

// refuse says that a key does nothing, and why.
func (m *model) refuse(why string) {
	m.say(screen.Notify{Text: why, Level: screen.Warn})
}

// say shows a line at the bottom for a while.
// say shows a message for a while, and keeps it in the log.
func (m *model) say(what screen.Notify) {
	m.keep(trail.Said, what.Text)
	m.status.say(what, m.env.Now())
}

// disabled says why a key does nothing now.
func disabled(b screen.Binding) string { return fmt.Sprintf("%s: %s", b.Help().Desc, b.Disabled) }
