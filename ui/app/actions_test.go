package app

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/ui/keymap"
)

// pages are more screens with keys, which the table of the guide leaves out.
var pages = []struct{ where, walk string }{{"people", "1 p"}, {"proposals", "1 P"}, {"an answer", "2 j X"}}

// TestEveryActionHasAName compares the list of actions that can be given other keys with the key tables; -update adds
// what is new. A name may only go by hand, with those who configured it in mind: give the binding its Name instead.
func TestEveryActionHasAName(t *testing.T) {
	const path = "../keymap/actions.tsv"
	o := newOffice(t, true)
	o.year()
	found := map[string]*keymap.Action{}
	for _, at := range append(slices.Clip(tables), pages...) {
		o.open()
		if at.walk != "" {
			o.start(160, 45)
			o.press(strings.Fields(at.walk)...)
		}
		for _, g := range o.app.groups() {
			where := at.where
			switch g.Title {
			case "Everywhere":
				where = "everywhere"
			case "Move":
				where = "a list"
			}
			for _, b := range g.Keys {
				keys := keymap.Movable(b.Binding)
				if len(keys) == 0 {
					continue
				}
				a, known := found[b.Action()]
				if !known {
					a = &keymap.Action{Name: b.Action(), Keys: keys, Does: b.Help().Desc}
					found[b.Action()] = a
				}
				if !slices.Equal(a.Keys, keys) {
					t.Errorf("%s: %s is %v, elsewhere %v: give one of them another Name", where, a.Name, keys, a.Keys)
				}
				if !slices.Contains(a.Places, where) {
					a.Places = append(a.Places, where)
				}
			}
		}
	}
	var text strings.Builder
	for _, a := range slices.SortedFunc(maps.Values(found), func(a, b *keymap.Action) int { return strings.Compare(a.Name, b.Name) }) {
		text.WriteString(a.String())
	}
	for _, a := range keymap.Actions() {
		if found[a.Name] == nil {
			t.Errorf("the action %s is gone; set Name of the binding to it, or take it out of %s by hand", a.Name, path)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || t.Failed() || string(got) == text.String() {
		return
	}
	if update := flag.Lookup("update"); update == nil || update.Value.String() != "true" {
		t.Fatalf("the list of actions is not up to date; run go test ./ui/app -run 'TestEveryActionHasAName|TheGuideShowsTheKeys' -update\n%s", text.String())
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
