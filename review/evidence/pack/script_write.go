package pack

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

//go:embed check.py
var checkScript string

// WriteScript writes check.py with the shapes by which this version of tuar reads a pack, so that both read alike.
func WriteScript(w io.Writer, shapes record.Shapes) error {
	script := checkScript
	for name, table := range map[string]any{
		"LINE": record.ShapeOf[record.Line](), "POPULATION": record.ShapeOf[population.Population](),
		"INDEX": record.ShapeOf[Index](), "HOSTS": population.Hosts,
	} {
		text, err := json.Marshal(table)
		if err != nil {
			return err
		}
		script = strings.Replace(script, "\n"+name+" = {}", "\n"+name+" = "+string(text), 1)
	}
	var lines strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(shapes)) {
		text, err := json.Marshal(shapes[kind])
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "    %q: %s,\n", kind, text)
	}
	_, err := io.WriteString(w, strings.Replace(script, "\nSHAPES = {}\n", "\nSHAPES = {\n"+lines.String()+"}\n", 1))
	return err
}
