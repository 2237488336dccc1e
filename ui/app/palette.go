package app

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// chosen is a command picked in the palette: it does what its key would have done.
type chosen struct{ press tea.KeyPressMsg }

// groups returns all bindings that work now: those of the screen, then those of the root that the screen does not
// override.
func (m *model) groups() []screen.Group {
	everywhere := screen.Group{Title: "Everywhere"}
	own := m.keys()
	numbers := m.numbers()
	if m.among != nil {
		numbers = append(numbers, m.global.workspace)
	}
	for _, b := range append(numbers, m.global.next, m.global.previous, m.global.palette, m.global.help, m.global.log, m.global.settings, m.global.back, m.global.past, m.global.quit,
		m.global.interrupt, m.global.suspend) {
		if _, own := keymap.Find(own, keymap.Press(b.Keys()[0])); !own {
			everywhere.Keys = append(everywhere.Keys, screen.Binding{Binding: b})
		}
	}
	return append(own, everywhere)
}

// palette lists every command with its key.
func (m *model) palette() overlay.Dialog {
	var entries []overlay.Entry
	for _, g := range m.groups() {
		for _, b := range g.Keys {
			if !b.Enabled() || len(b.Keys()) == 0 || b.Action() == "palette" {
				continue
			}
			entries = append(entries, overlay.Entry{
				Name: b.Help().Desc, Note: g.Title, Key: b.Help().Key, Disabled: b.Disabled, Action: chosen{keymap.Press(b.Keys()[0])},
			})
		}
	}
	return overlay.NewPalette(entries)
}

// help groups the same bindings for reading.
func (m *model) help() overlay.Dialog {
	h := &overlay.Help{Title: "Keys in " + string(m.tabs[m.front].section)}
	for _, g := range m.groups() {
		group := overlay.HelpGroup{Title: g.Title}
		for _, b := range g.Keys {
			if b.Disabled != "" {
				b.SetHelp(b.Help().Key, b.Help().Desc+" (not now: "+b.Disabled+")")
			}
			group.Keys = append(group.Keys, b.Binding)
		}
		h.Groups = append(h.Groups, group)
	}
	h.Groups = append(h.Groups, overlay.HelpGroup{Title: "Mouse", Keys: []key.Binding{m.selecting()}})
	return h
}

// selecting returns the binding that explains how to select text with the mouse.
func (m *model) selecting() key.Binding {
	if m.noMouse {
		return key.NewBinding(key.WithKeys("drag"), key.WithHelp("drag", "select text; the mouse is left to the terminal"))
	}
	return key.NewBinding(key.WithKeys("shift+drag"), key.WithHelp("shift+drag", "select text; else: setting no_mouse, or --no-mouse"))
}
