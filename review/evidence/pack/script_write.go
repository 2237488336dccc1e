package pack

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
)

//go:embed check.py
var checkScript string

// WriteScript writes check.py with the shapes by which this version of tuar reads a pack and the needs by which it judges
// lines, so that both read and judge alike.
func WriteScript(w io.Writer, shapes record.Shapes, needs rights.Needs) error {
	script := checkScript
	for name, table := range map[string]any{
		"LINE": record.ShapeOf[record.Line](), "POPULATION": record.ShapeOf[population.Population](),
		"ROSTER": record.ShapeOf[roster.Roster](),
		"INDEX":  record.ShapeOf[Index](), "HOSTS": population.Hosts, "LOOKS": person.Looks(),
		"RULES": kindsOfExceptions(),
	} {
		text, err := json.Marshal(table)
		if err != nil {
			return err
		}
		script = strings.Replace(script, "\n"+name+" = {}", "\n"+name+" = "+string(text), 1)
	}
	acts := map[string]any{}
	for kind, need := range needs {
		acts[kind] = []any{need.Act, append([]rights.Right{}, need.Any...)}
	}
	for _, fill := range []func() error{
		func() error { return fillLong(&script, "SHAPES", shapes) },
		func() error { return fillLong(&script, "NEEDS", acts) },
		func() error { return fillLong(&script, "DEFAULTS", defaults()) },
	} {
		if err := fill(); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, script)
	return err
}

// fillLong replaces the empty table of that name in the script, one line for each member.
func fillLong[V any](script *string, name string, table map[string]V) error {
	var lines strings.Builder
	for _, key := range slices.Sorted(maps.Keys(table)) {
		text, err := json.Marshal(table[key])
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "    %q: %s,\n", key, text)
	}
	*script = strings.Replace(*script, "\n"+name+" = {}", "\n"+name+" = {\n"+lines.String()+"}", 1)
	return nil
}

// defaults returns the settings of a workspace that saved none, by key.
func defaults() map[string]string {
	all := map[string]string{}
	for _, one := range settings.Default().All() {
		all[one.Key] = one.Value
	}
	return all
}

// kindsOfExceptions returns the kinds of exceptions in their order, each with its rule.
func kindsOfExceptions() (kinds [][2]string) {
	for _, r := range rules {
		kinds = append(kinds, [2]string{r.kind, r.rule})
	}
	return kinds
}
