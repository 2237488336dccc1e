package ocsf

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// OCSF.md describes every type of line that there is, as it is mapped.
func TestTheTableIsTheMapping(t *testing.T) {
	text, err := os.ReadFile("OCSF.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range slices.Sorted(maps.Keys(mappings)) {
		m := mappings[name]
		about := m.Entity
		if m.Class == userAccess {
			about = "the user"
		}
		want = append(want, fmt.Sprintf("| `%s` | %d | %d %s | %s | %s |", name, m.Class, m.Activity, m.activityName(), severities[m.Severity], about))
	}
	var got []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `") && strings.Contains(line, "| 300") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", diff, strings.Join(want, "\n"))
	}
}
