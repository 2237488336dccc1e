package app

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/ui/screen"
)

// tables are the screens with a key table, and the keys that lead there.
var tables = []struct{ where, walk string }{
	{"Home", ""}, // as it is before anything was read: enter has another name for each line
	{"Access", "2"},
	{"Reviews", "3"},
	{"a review", "3 j enter"},
	{"reviewers", "3 v"},
	{"a remediation", "3 j p"},
	{"Elevations", "4"},
	{"Evidence", "5"},
	{"Journal", "6"},
}

// keyTable draws the keys of each section as the guide shows them: a line for each group. No key may stand for two acts.
func (o *office) keyTable(t *testing.T) string {
	t.Helper()
	var everywhere, own strings.Builder
	row := func(b *strings.Builder, where string, g screen.Group) {
		keys := make([]string, len(g.Keys))
		for i, k := range g.Keys {
			keys[i] = fmt.Sprintf("`%s` %s", k.Help().Key, k.Help().Desc)
		}
		fmt.Fprintf(b, "| %s | %s |\n", where, strings.Join(keys, ", "))
	}
	for _, at := range tables {
		o.open()
		if at.walk != "" {
			o.start(160, 45)
			o.press(strings.Fields(at.walk)...)
		}
		stands := map[string]string{}
		for _, g := range o.app.groups() {
			for _, k := range g.Keys {
				for _, key := range k.Keys() {
					if was, twice := stands[key]; twice && was != k.Help().Desc {
						t.Errorf("%s: %s is %q and %q", at.where, key, was, k.Help().Desc)
					}
					stands[key] = k.Help().Desc
				}
			}
			switch g.Title {
			case "Move":
				if at.where == "Journal" {
					row(&everywhere, "a list", g)
				}
			case "Everywhere":
				if at.where == "Journal" {
					row(&everywhere, "everywhere", g)
				}
			case at.where:
				row(&own, at.where, g)
			default:
				row(&own, at.where+": "+strings.ToLower(g.Title), g)
			}
		}
	}
	return "| where | keys |\n|---|---|\n" + everywhere.String() + own.String()
}

// TestTheGuideShowsTheKeys compares the guide with the key tables of the screens; -update rewrites it.
func TestTheGuideShowsTheKeys(t *testing.T) {
	const path, begin, end = "../guide/keys.md", "<!-- keys: made by go test ./ui/app -run TestTheGuideShowsTheKeys -update -->\n", "<!-- end of keys -->"
	o := newOffice(t, true)
	o.year()
	want := o.keyTable(t)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(strings.ReplaceAll(string(file), "\r\n", "\n"), begin)
	got, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("the guide has no region for the keys")
	}
	if got == want {
		return
	}
	if update := flag.Lookup("update"); update == nil || update.Value.String() != "true" {
		t.Fatalf("the guide shows other keys than the app; run go test ./ui/app -run TestTheGuideShowsTheKeys -update\n--- guide\n%s--- app\n%s", got, want)
	}
	if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
