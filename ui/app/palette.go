package app

import (
	"slices"

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
	for _, b := range append(numbers, m.global.next, m.global.previous, m.global.palette, m.global.help, m.global.log,
		m.global.settings, m.global.back, m.global.past, m.global.quit, m.global.interrupt, m.global.suspend) {
		if _, own := keymap.Find(own, keymap.Press(b.Keys()[0])); !own {
			everywhere.Keys = append(everywhere.Keys, screen.Binding{Binding: b})
		}
	}
	return append(own, everywhere)
}

// distant is an action of another section, chosen in the palette.
type distant struct {
	tab  int
	bind screen.Binding
}

// palette lists every action of the screen in front and of the other sections, and all that can be gone to.
func (m *model) palette() (overlay.Dialog, tea.Cmd) {
	var all []overlay.Command
	add := func(section screen.Section, b screen.Binding, e overlay.Entry) {
		if b.Enabled() && len(b.Keys()) > 0 && b.Action() != "palette" {
			e.Name, e.Key = b.Help().Desc, b.Help().Key
			all = append(all, overlay.NewCommand(string(section)+" "+b.Action(), e))
		}
	}
	for _, g := range m.groups() {
		for _, b := range g.Keys {
			if len(b.Keys()) > 0 {
				press := chosen{keymap.Press(b.Keys()[0])}
				add(m.tabs[m.front].section, b, overlay.Entry{Note: g.Title, Disabled: b.Disabled, Action: press})
			}
		}
	}
	for i, t := range m.tabs {
		if i == m.front {
			continue
		}
		for _, g := range m.bound.Apply(t.screen.Keys()) {
			for _, b := range g.Keys {
				if g.Title != "Move" {
					add(t.section, b, overlay.Entry{Note: "in " + string(t.section), Action: distant{i, b}})
				}
			}
		}
	}
	read := m.sources()
	p := overlay.NewPalette(all, m.recent, len(read))
	cmds := make([]tea.Cmd, len(read))
	for i, source := range read {
		cmds[i] = func() tea.Msg {
			commands, err := source(m.env.Context)
			if err != nil {
				return overlay.Found{Palette: p, Fault: err.Error()}
			}
			return overlay.Found{Palette: p, Commands: commands}
		}
	}
	return p, tea.Batch(cmds...)
}

// picked does what was chosen in the palette, and remembers it for as long as the app runs.
func (m *model) picked(p overlay.Picked) tea.Cmd {
	const memory = 16
	m.recent = slices.DeleteFunc(m.recent, func(id string) bool { return id == p.ID })
	m.recent = slices.Insert(m.recent, 0, p.ID)
	m.recent = m.recent[:min(len(m.recent), memory)]
	return m.update(p.Action)
}

// toAction goes to the section of an action. What only shows something is done there; for the rest the user looks at
// the row and presses the key.
func (m *model) toAction(to distant) tea.Cmd {
	cmd := m.show(to.tab)
	b := to.bind
	press := keymap.Press(b.Keys()[0])
	now, own := keymap.Find(m.keys(), press)
	if own && now.Action() == b.Action() && now.Disabled == "" && !now.Acts && !now.Asks && !now.Alone && now.Do != nil {
		return tea.Batch(cmd, m.press(press, true))
	}
	m.say(screen.Notify{Text: "press " + b.Help().Key + " here to " + b.Help().Desc})
	return cmd
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
