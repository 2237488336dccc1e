package screen

import (
	"charm.land/bubbles/v2/key"

	"github.com/tuar-dev/tuar/ui/widget"
)

// Key makes a binding for showing in the footer and the help: its name there, what it does, and its keys.
func Key(name, does string, keys ...string) Binding {
	return Binding{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, does))}
}

// FormKeys returns the bindings of a form that records something when it is saved: first those of the field with the
// focus, then those that save it, move between fields and leave it.
func FormKeys(f *widget.Form, saves string, field ...Binding) []Binding {
	if len(f.Fields[f.At].Options) > 0 {
		field = append(field, Key("←/→", "choose", "left", "right", "space"))
	}
	if f.Fields[f.At].Complete != nil {
		field = append(field, Key("tab", "complete", "tab"), Key("ctrl+n", "next completion", "ctrl+n", "ctrl+p"))
	}
	if f.Kept {
		field = append(field, Key("ctrl+r", "empty form", "ctrl+r"))
	}
	save, next := Key("ctrl+s", saves, "ctrl+s"), Key("↓/enter", "next", "down", "enter", "tab")
	save.Acts, next.Acts = true, f.Last() // the last enter saves too
	return append(field, save, next, Key("↑", "previous", "up", "shift+tab"), Key("esc", "leave", "esc"))
}
