package keymap

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the guide shows")

// TestTheGuideListsTheActions compares the guide with the list of actions; -update rewrites it.
func TestTheGuideListsTheActions(t *testing.T) {
	const path, begin, end = "../guide/configuration.md",
		"<!-- actions: made by go test ./ui/keymap -run TestTheGuideListsTheActions -update -->\n", "<!-- end of actions -->"
	var want strings.Builder
	want.WriteString("| action | usual key | where |\n|---|---|---|\n")
	for _, a := range Actions() {
		fmt.Fprintf(&want, "| `%s` | `%s` | %s |\n", a.Name, strings.Join(a.Keys, "` `"), strings.Join(a.Places, ", "))
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(strings.ReplaceAll(string(file), "\r\n", "\n"), begin)
	got, after, closed := strings.Cut(rest, end)
	switch {
	case !ok || !closed:
		t.Fatal("the guide has no region for the actions")
	case got == want.String():
	case !*update:
		t.Error("the guide lists other actions; run go test ./ui/keymap -run TestTheGuideListsTheActions -update")
	default:
		if err := os.WriteFile(path, []byte(before+begin+want.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
