package form

import (
	"charm.land/bubbles/v2/key"

	"github.com/tuar-dev/tuar/ui/screen"
)

// Keys are the bindings of the form.
func (m *Model) Keys() []screen.Group {
	bind := func(name, does string, keys ...string) screen.Binding {
		return screen.Binding{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, does))}
	}
	keys := []screen.Binding{
		bind("ctrl+s", "make the draft", "ctrl+s"), bind("ctrl+x", "example scope", "ctrl+x"),
		bind("↓/enter", "next", "down", "enter", "tab"), bind("↑", "previous", "up", "shift+tab"), bind("esc", "leave", "esc"),
	}
	keys[0].Acts, keys[2].Acts = true, m.at == fields-1 // the last enter makes it too
	if m.at == applied {
		keys = append([]screen.Binding{bind("←/→", "choose when", "left", "right", "space")}, keys...)
	}
	if m.at == split {
		keys = append([]screen.Binding{bind("←/→", "the other split", "left", "right", "space")}, keys...)
	}
	return []screen.Group{{Title: "New campaign", Keys: keys}}
}
