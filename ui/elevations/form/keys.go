package form

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys are the bindings of the form.
func (m *Model) Keys() []screen.Group {
	bind := func(name, does string, keys ...string) screen.Binding {
		return screen.Binding{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, does))}
	}
	keys := []screen.Binding{
		bind("ctrl+s", "ask", "ctrl+s"), bind("↓/enter", "next", "down", "enter", "tab"), bind("↑", "previous", "up", "shift+tab"), bind("esc", "leave", "esc"),
	}
	keys[0].Acts, keys[1].Acts = true, m.at == fields-1 // the last enter asks too
	switch m.at {
	case role:
		keys = append([]screen.Binding{bind("enter", "choose the role", "enter")}, keys...)
	case long:
		if m.other {
			keys = append([]screen.Binding{bind("ctrl+o", "the common ones", "ctrl+o")}, keys...)
		} else {
			keys = append([]screen.Binding{bind(fmt.Sprintf("1–%d", len(m.offers())), "for how long", "1", "2", "3", "4"), bind("o", "another", "o")}, keys...)
		}
	case glass:
		keys = append([]screen.Binding{bind("space", "with or without approval", "space")}, keys...)
	}
	return []screen.Group{{Title: "Ask for a role", Keys: keys}}
}

func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch k := msg.String(); {
	case k == "esc":
		return screen.Send(Left{})
	case k == "ctrl+s":
		return m.save()
	case k == "tab", k == "down":
		m.at = (m.at + 1) % fields
	case k == "shift+tab", k == "up":
		m.at = (m.at + fields - 1) % fields
	case k == "enter":
		return m.enter()
	case m.at == role:
		return m.choose(msg)
	case m.at == glass:
		if k == "space" {
			r, ok := m.chosen()
			m.glass, m.refusal = !m.glass && !(ok && r.Rule.NoBreakGlass), nil
		}
	case m.at == long && !m.other:
		m.lengthBy(k)
	case m.at == long && k == "ctrl+o":
		m.other = false
	default:
		return m.typed(msg)
	}
	return nil
}

// enter goes on: where a role is to be chosen it shows them, on the last field it asks.
func (m *Model) enter() tea.Cmd {
	switch {
	case m.at == role:
		return m.choose(nil)
	case m.at == fields-1:
		return m.save()
	}
	m.at++
	return nil
}

// lengthBy takes one of the offered lengths by its key, or has another typed.
func (m *Model) lengthBy(k string) {
	offers := m.offers()
	i := slices.Index(offers, m.length)
	switch k {
	case "1", "2", "3", "4":
		if n := int(k[0] - '1'); n < len(offers) {
			m.length, m.refusal = offers[n], nil
			m.at++
		}
	case "left", "h":
		m.length = offers[max(0, i-1)]
	case "right", "l":
		m.length = offers[min(len(offers)-1, i+1)]
	case "o":
		m.other = true
	}
}

func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if m.inputs[m.at] == nil || m.at == long && !m.other {
		return nil
	}
	m.refusal = nil
	return m.inputs[m.at].Update(msg)
}
