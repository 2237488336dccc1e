package keymap

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
)

// Action is something that a key does, under the name by which a configuration file gives it other keys.
type Action struct {
	Name   string   // as in "certify" or "half-a-page-down"
	Keys   []string // unless configured: as a press names them
	Does   string   // as the help says it
	Places []string // where it works: Access, a review, everywhere
}

// Action returns the name of what the binding does: its Name, or else what its help says with hyphens for spaces.
func (b Binding) Action() string {
	if b.Name != "" {
		return b.Name
	}
	return strings.Join(strings.FieldsFunc(strings.ToLower(b.Help().Desc), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-")
}

// fixed are keys that always do the same, whatever is configured: without them no one finds the way back.
var fixed = []string{
	"enter", "esc", "tab", "shift+tab", "space", "backspace", "delete", "up", "down", "left", "right",
	"pgup", "pgdown", "home", "end", "ctrl+c", "ctrl+z",
	"0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
}

// Fixed reports whether the key always does the same, so that no action can be given it.
func Fixed(name string) bool { return slices.Contains(fixed, name) }

// Movable returns the keys of a binding that another choice would replace: all but the fixed ones.
func Movable(b key.Binding) []string {
	return slices.DeleteFunc(slices.Clone(b.Keys()), Fixed)
}

//go:embed actions.tsv
var actions string

// Actions returns all actions that can be given other keys, by name.
func Actions() []Action {
	var all []Action
	for line := range strings.Lines(actions) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) == 4 {
			all = append(all, Action{f[0], strings.Fields(f[1]), f[2], strings.Split(f[3], ", ")})
		}
	}
	return all
}

// String returns the action as a line of actions.tsv.
func (a Action) String() string {
	return fmt.Sprintf("%s\t%s\t%s\t%s\n", a.Name, strings.Join(a.Keys, " "), a.Does, strings.Join(a.Places, ", "))
}
