package keymap

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestPressIsNamedAsItWasAskedFor(t *testing.T) {
	for _, name := range []string{
		"c", "G", "é", "/", "+", "enter", "esc", "tab", "space", "backspace", "delete", "up", "down", "left", "right", "pgup", "pgdown", "home",
		"end", "ctrl+u", "ctrl+down", "alt+1", "shift+tab", "ctrl++", "ctrl+alt+x",
	} {
		if got := Press(name).String(); got != name {
			t.Errorf("%s is named %s", name, got)
		}
	}
	if text := Press("space").Text; text != " " {
		t.Errorf("space types %q", text)
	}
	if text := Press("ctrl+u").Text; text != "" {
		t.Errorf("ctrl+u types %q", text)
	}
}

func TestFindTakesTheFirstEnabledBinding(t *testing.T) {
	done := ""
	bind := func(does, name string, also ...string) Binding {
		return Binding{Binding: Key(name, does, also...), Do: func() tea.Cmd { done = does; return nil }}
	}
	off := bind("off", "c")
	off.SetEnabled(false)
	groups := []Group{{"See", []Binding{off, bind("down", "j", "down")}}, {"Act", []Binding{bind("certify", "c"), bind("again", "c")}}}
	for key, want := range map[string]string{"c": "certify", "j": "down", "down": "down"} {
		b, ok := Find(groups, Press(key))
		if !ok {
			t.Errorf("%s is not found", key)
			continue
		}
		if b.Do(); done != want {
			t.Errorf("%s does %s, want %s", key, done, want)
		}
	}
	if _, ok := Find(groups, Press("x")); ok {
		t.Error("x is found")
	}
}

func TestDeliberateIsWhatActsUnasked(t *testing.T) {
	for want, bindings := range map[bool][]Binding{
		true:  {{Alone: true}, {Acts: true}, {Acts: true, Asks: true, Alone: true}},
		false: {{}, {Acts: true, Asks: true}, {Asks: true}},
	} {
		for _, b := range bindings {
			if b.Deliberate() != want {
				t.Errorf("acts %v, asks %v, alone %v: deliberate %v", b.Acts, b.Asks, b.Alone, b.Deliberate())
			}
		}
	}
}
