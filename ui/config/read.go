package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Largest is more than any configuration takes, in bytes.
const Largest = 1 << 18

// place is where a key stands in the file; both count from 1.
type place struct{ line, column int }

// reading is a file on its way to a Config.
type reading struct {
	name   string // of the file, as faults show it
	Config Config
	places map[string]place
	chosen map[string]Value
	faults []error
}

// Read reads a configuration: defaults, then the file, then the environment. name is the file as faults show it; data is
// nil where there is none. Each fault is BadInput and says file, line and column, or the variable; in its place the default
// holds, and for any fault in keys all usual keys do.
func Read(name string, data []byte, getenv func(string) string) (Config, []error) {
	r := reading{name: name, Config: Config{Refresh: usualRefresh}, places: map[string]place{}, chosen: map[string]Value{}}
	r.file(data)
	for _, f := range fields {
		text := ""
		if f.env != "" {
			text = getenv(f.env)
		}
		if text == "" {
			continue
		}
		var value any = text
		switch {
		case f.usual == "false" && (text == "1" || text == "true"):
			value = true
		case f.usual == "false" && (text == "0" || text == "false"):
			value = false
		}
		if err := f.set(&r.Config, value); err != nil {
			r.faults = append(r.faults, fault.Wrap(err, "%s", f.env))
			continue
		}
		r.chosen[f.key] = f.value(text, Environment)
	}
	for _, f := range fields {
		v, ok := r.chosen[f.key]
		if !ok {
			v = f.value(f.usual, Default)
		}
		r.Config.values = append(r.Config.values, v)
		delete(r.chosen, f.key)
	}
	for _, key := range slices.Sorted(maps.Keys(r.chosen)) {
		r.Config.values = append(r.Config.values, r.chosen[key])
	}
	return r.Config, r.faults
}

func (r *reading) file(data []byte) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // which some editors put in front
	var all map[string]any
	if err := toml.Unmarshal(data, &all); err != nil {
		at := place{1, 1}
		var decode *toml.DecodeError
		text := strings.TrimPrefix(err.Error(), "toml: ")
		if errors.As(err, &decode) {
			at.line, at.column = decode.Position()
		}
		r.fault(at, bad("%s", text))
		return
	}
	r.places = placesOf(data)
	own := map[string]any{}
	for _, key := range r.sorted(all, "") {
		value := all[key]
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == key })
		table, isTable := value.(map[string]any)
		switch {
		case (key == "keys" || key == "colours") && !isTable:
			r.fault(r.places[key], bad("%s is a table", key).WithHint("write [%s] and the values below it", key))
		case key == "keys":
			r.keys(table)
		case key == "colours":
			own = table
		case i < 0:
			r.fault(r.places[key], bad("there is no %q", key).WithHint("%s", meant(key, names())))
		default:
			if err := fields[i].set(&r.Config, value); err != nil {
				r.fault(r.places[key], fault.Wrap(err, "%s", key))
				continue
			}
			r.chosen[key] = fields[i].value(strings.Trim(shown(value), `"`), File)
		}
	}
	r.colours(own)
}

// keys takes the keys of actions over, all or none.
func (r *reading) keys(table map[string]any) {
	choice := keymap.Choice{}
	before := len(r.faults)
	for _, action := range r.sorted(table, "keys") {
		switch v := table[action].(type) {
		case string:
			choice[action] = []string{v}
		case []any:
			keys := make([]string, len(v))
			fine := true
			for i := range v {
				keys[i], fine = textOf(v[i], fine)
			}
			if fine {
				choice[action] = keys
				continue
			}
			r.fault(r.places["keys."+action], bad("keys.%s is a list of other things than keys", action).WithHint(`write keys in quotes, as in ["y", "ctrl+y"]`))
		default:
			r.fault(r.places["keys."+action], bad("keys.%s is %s, which is no key", action, shown(v)).WithHint(`write a key in quotes, as in "y"`))
		}
	}
	wrong := choice.Check()
	for _, action := range slices.SortedFunc(maps.Keys(wrong), func(a, b string) int { return r.before("keys."+a, "keys."+b) }) {
		r.fault(r.places["keys."+action], fault.Wrap(wrong[action], "keys.%s", action))
	}
	if len(r.faults) > before {
		return
	}
	r.Config.Keys = choice
	for action, keys := range choice {
		r.chosen["keys."+action] = Value{
			Key: "keys." + action, Value: strings.Join(keys, " "), Source: File, Allowed: "keys such as c, ctrl+x or alt+x", Does: "the keys of that action",
		}
	}
}

func textOf(v any, fine bool) (string, bool) {
	text, ok := v.(string)
	return text, ok && fine
}

// colours gives the theme the user's own colours.
func (r *reading) colours(table map[string]any) {
	for _, role := range r.sorted(table, "colours") {
		key := "colours." + role
		text, err := isText(table[role])
		if err == nil {
			var own theme.Palette
			if own, err = r.Config.Theme.Palette.Own(role, text); err == nil {
				r.Config.Theme.Palette = own
				r.chosen[key] = Value{Key: key, Value: text, Source: File, Allowed: "#rrggbb, or 0 to 255", Does: "the colour of " + role}
			}
		}
		if err != nil {
			r.fault(r.places[key], fault.Wrap(err, "%s", key))
		}
	}
}

// sorted returns the keys of a table in the order of the file.
func (r *reading) sorted(table map[string]any, name string) []string {
	if name != "" {
		name += "."
	}
	return slices.SortedFunc(maps.Keys(table), func(a, b string) int { return r.before(name+a, name+b) })
}

func (r *reading) before(a, b string) int {
	x, y := r.places[a], r.places[b]
	if x.line != y.line {
		return x.line - y.line
	}
	if x.column != y.column {
		return x.column - y.column
	}
	return strings.Compare(a, b)
}

func (r *reading) fault(at place, err error) {
	at.line, at.column = max(1, at.line), max(1, at.column)
	r.faults = append(r.faults, fault.Wrap(err, "%s:%d:%d", r.name, at.line, at.column))
}

// placesOf returns where each key stands, by its path with dots between.
func placesOf(data []byte) map[string]place {
	places := map[string]place{}
	p := &unstable.Parser{}
	p.Reset(data)
	var table string
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = locate(p, places, "", e.Key())
		case unstable.KeyValue:
			locateValue(p, places, table, e)
		}
	}
	return places
}

func locateValue(p *unstable.Parser, places map[string]place, table string, e *unstable.Node) {
	path := locate(p, places, table, e.Key())
	if value := e.Value(); value.Kind == unstable.InlineTable {
		for children := value.Children(); children.Next(); {
			locateValue(p, places, path, children.Node())
		}
	}
}

// locate notes where the parts of a key stand, and returns its path.
func locate(p *unstable.Parser, places map[string]place, path string, key unstable.Iterator) string {
	for key.Next() {
		n := key.Node()
		if path != "" {
			path += "."
		}
		path += string(n.Data)
		if _, known := places[path]; !known {
			start := p.Shape(n.Raw).Start
			places[path] = place{start.Line, start.Column}
		}
	}
	return path
}

// names returns all keys at the top of the file.
func names() []string {
	all := []string{"keys", "colours"}
	for _, f := range fields {
		all = append(all, f.key)
	}
	return all
}

// meant suggests what was meant, or else says what is allowed.
func meant(given string, allowed []string) string {
	if near := spelling.Nearest(given, allowed); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "allowed: " + strings.Join(allowed, ", ")
}

func bad(format string, args ...any) *fault.Error { return fault.New(fault.BadInput, format, args...) }
