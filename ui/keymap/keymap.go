// Package keymap holds key tables: what each key of a screen does, its help, and why it does nothing now.
package keymap

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Binding is one line of a key table: the key with its help, the reason why it does nothing now, and what it does.
type Binding struct {
	key.Binding
	// Name is the name of the action in a configuration file (see Action), where the help has other words at other times.
	// It stays as it is once released.
	Name     string
	Disabled string // why the key does nothing now; empty if it does something
	// Acts marks a key that starts an action which writes to the record or asks Torq. These are disabled in a pack.
	Acts bool
	// Asks marks a key that always leads to a dialog before anything is done.
	Asks bool
	// Alone marks a key that counts only if pressed singly by hand, not pasted or typed ahead: one that marks rows, for
	// example. The same holds for all keys that act without asking.
	Alone bool
	// Do carries the key out. Nil leaves it to the screen's Update, as for letters typed into a form.
	Do func() tea.Cmd
}

// Deliberate reports whether the key counts only as a single press of a hand.
func (b Binding) Deliberate() bool { return b.Alone || b.Acts && !b.Asks }

// Group is a titled part of a key table. Help and palette show its disabled bindings with the reason.
type Group struct {
	Title string
	Keys  []Binding
}

// Key makes a key with its help. The help names the first key; also lists others that do the same.
func Key(name, does string, also ...string) key.Binding {
	return key.NewBinding(key.WithKeys(append([]string{name}, also...)...), key.WithHelp(name, does))
}

// Line returns a line of a key table with only a key, its help and its action.
func Line(name, does string, do func() tea.Cmd, also ...string) Binding {
	return Binding{Binding: Key(name, does, also...), Do: do}
}

// Find returns the first binding that names the key.
func Find(groups []Group, press tea.KeyPressMsg) (Binding, bool) {
	name := press.String()
	for _, g := range groups {
		for _, b := range g.Keys {
			if b.Enabled() && slices.Contains(b.Keys(), name) {
				return b, true
			}
		}
	}
	return Binding{}, false
}
