package export_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/tuar-dev/tuar/review/export"
)

// FuzzHTML: nothing in the data changes which elements there are, nor hides anything.
func FuzzHTML(f *testing.F) {
	for _, text := range nasty {
		f.Add(text, "reason")
		f.Add("name", text)
	}
	elements := func(page string) int { return strings.Count(page, "<") }
	plain := elements(string(write(f, filled("x", "x"), export.HTML)))
	f.Fuzz(func(t *testing.T, a, b string) {
		if a == "" || b == "" {
			return // leaves out what stands around it
		}
		page := string(write(t, filled(a, b), export.HTML))
		if n := elements(page); n != plain {
			t.Errorf("%d elements instead of %d", n, plain)
		}
		for _, r := range strings.ReplaceAll(page, "\n", "") {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%U reached the output", r)
			}
		}
	})
}
