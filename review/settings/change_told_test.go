package settings

import (
	"strings"
	"testing"
)

// A change of a list names its entries, not the JSON in which they are kept.
func TestAChangedListIsToldByItsEntries(t *testing.T) {
	long := strings.Repeat("x", 500)
	for name, test := range map[string]struct{ old, now, want string }{
		"added":   {`[]`, `[{"name":"access review","every":"quarter"}]`, "added access review"},
		"nothing": {``, `[{"name":"a"}]`, "added a"},
		"changed": {`[{"name":"a","due":1}]`, `[{"name":"a","due":2}]`, "changed a"},
		"removed": {`[{"role":"Owner"},{"role":"Viewer"}]`, `[{"role":"Viewer"}]`, "removed Owner"},
		"order":   {`[{"name":"a"},{"name":"b"}]`, `[{"name":"b"},{"name":"a"}]`, "changed the order"},
		"words":   {`["a"]`, `["a","b"]`, `changed from ["a"] to ["a","b"]`},
		"number":  {`90`, `60`, "changed from 90 to 60"},
		"unset":   {`90`, ``, "changed from 90 to nothing"},
		"long":    {``, long, "changed from nothing to " + long[:120] + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Changed{Key: "k", Old: test.old, New: test.now}.Sentence(nil)
			if got.Text != test.want {
				t.Errorf("%q, want %q", got.Text, test.want)
			}
		})
	}
}
