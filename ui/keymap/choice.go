package keymap

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
)

// Choice gives actions other keys: names of keys by the name of the action. What it leaves out has its usual keys.
type Choice map[string][]string

// Bind returns the binding with the keys that were chosen for its action. Fixed keys stay beside them.
func (c Choice) Bind(b Binding) Binding {
	keys, chosen := c[b.Action()]
	usual := Movable(b.Binding)
	if !chosen || len(keys) == 0 || len(usual) == 0 {
		return b
	}
	for _, name := range b.Keys() {
		if Fixed(name) {
			keys = append(slices.Clip(keys), name)
		}
	}
	help := b.Help()
	b.SetKeys(keys...)
	b.SetHelp(strings.Replace(help.Key, usual[0], keys[0], 1), help.Desc)
	return b
}

// Apply returns the key tables with the chosen keys. What a screen handles itself keeps its keys.
func (c Choice) Apply(groups []Group) []Group {
	if len(c) == 0 {
		return groups
	}
	bound := slices.Clone(groups)
	for i, g := range bound {
		bound[i].Keys = make([]Binding, len(g.Keys))
		for n, b := range g.Keys {
			if bound[i].Keys[n] = b; b.Do != nil {
				bound[i].Keys[n] = c.Bind(b)
			}
		}
	}
	return bound
}

// Key returns the first key of an action: the one chosen, or else its usual one; empty for an unknown action.
func (c Choice) Key(action string) string {
	if keys := c[action]; len(keys) > 0 {
		return keys[0]
	}
	for _, a := range Actions() {
		if a.Name == action {
			return a.Keys[0]
		}
	}
	return ""
}

// keyed is a key in the table of the guide, and what it does.
var keyed = regexp.MustCompile("`([^`]+)` ([^,|]+)")

// Guide returns the guide's text about keys with the chosen keys in its table.
func (c Choice) Guide(text string) string {
	if len(c) == 0 {
		return text
	}
	all := Actions()
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		lines[i] = keyed.ReplaceAllStringFunc(line, func(cell string) string {
			part := keyed.FindStringSubmatch(cell)
			n := slices.IndexFunc(all, func(a Action) bool { return a.Does == strings.TrimSpace(part[2]) })
			if n < 0 || len(c[all[n].Name]) == 0 {
				return cell
			}
			return "`" + strings.Replace(part[1], all[n].Keys[0], c[all[n].Name][0], 1) + "` " + part[2]
		})
	}
	return strings.Join(lines, "\n")
}

// Check returns what is wrong with the keys of each action that was chosen, by its name: an unknown action, what is no
// key, a fixed key, or a key that would do two things on one screen. Each is a BadInput fault.
func (c Choice) Check() map[string]error {
	wrong := map[string]error{}
	all := Actions()
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.Name
		if keys, chosen := c[a.Name]; chosen {
			all[i].Keys = keys
		}
	}
	for name, keys := range c {
		at := slices.Index(names, name)
		if at < 0 {
			err := fault.New(fault.BadInput, "there is no action %q", name)
			if near := spelling.Nearest(name, names); near != "" {
				wrong[name] = err.WithHint("did you mean %s?", near)
				continue
			}
			wrong[name] = err.WithHint("the guide on configuration lists all actions")
			continue
		}
		err := unfit(keys)
		for _, other := range all {
			if err == nil && other.Name != name {
				err = conflict(all[at], other)
			}
		}
		if err != nil {
			wrong[name] = err
		}
	}
	return wrong
}

// unfit returns why one of the keys cannot be chosen.
func unfit(keys []string) error {
	if len(keys) == 0 {
		return fault.New(fault.BadInput, "an action needs a key")
	}
	for _, name := range keys {
		rest := strings.TrimPrefix(strings.TrimPrefix(name, "ctrl+"), "alt+")
		switch {
		case Fixed(name):
			return fault.New(fault.BadInput, "%s always does the same and cannot be moved", name)
		case slices.Contains([]string{"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+["}, name):
			return fault.New(fault.BadInput, "a terminal cannot tell %s from tab, enter, backspace or esc", name)
		case strings.HasPrefix(name, "shift+") || name == "" || strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0xfffd }) ||
			Press(name).String() != name || len([]rune(rest)) != 1:
			return fault.New(fault.BadInput, "%q is no key", name).WithHint("a key is one character, such as c, C or +, or ctrl+x or alt+x")
		}
	}
	return nil
}

// conflict returns the fault of two actions with one key on the same screen; nil if there is none.
func conflict(a, b Action) error {
	for _, name := range a.Keys {
		if !slices.Contains(b.Keys, name) {
			continue
		}
		for _, where := range append(slices.Clip(a.Places), b.Places...) {
			if works(a, where) && works(b, where) {
				return fault.New(fault.BadInput, "%s is the key of %s already (%s)", name, b.Name, cmp.Or(where, "everywhere")).
					WithHint("give %s another key too", b.Name)
			}
		}
	}
	return nil
}

// works reports whether the action works on that screen.
func works(a Action, where string) bool {
	return slices.ContainsFunc(a.Places, func(p string) bool { return p == where || p == everywhere || p == list })
}

// The places that stand for all screens.
const (
	everywhere = "everywhere"
	list       = "a list"
)
