package tabular_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/tabular"
)

// tricky are pieces of which texts that pretend to be made harmless are put together.
var tricky = rapid.SampledFrom([]string{
	"⟨U+202E⟩", "⟨U+FFFFFF⟩", "⟨U+D800⟩", "⟨U+27E8⟩", "⟨U+", "⟨", "⟩", "U+202E", "\u202e", "\u200b", "\x00", "\n", "'", "=", "+", "-", "@", " ",
	"a", "_x0041_", "_x202E_", "_x0041_x202E_", "_", "x0041_", "_xD800_", "ä", "😀",
	"\u0301", "\u0301\u0301\u0301\u0301\u0301", "\u2800", "\ufe0f", "⟨U+0301⟩", "⟨U+0041⟩",
})

// What is made harmless can be had again exactly, whatever it looks like.
func TestHarmlessTextComesBackExactly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(tricky, 0, 8).Draw(rt, "text"), "")
		if rapid.Bool().Draw(rt, "any") {
			text = rapid.String().Draw(rt, "any text")
		}
		if got := tabular.Restore(tabular.Defuse(text)); got != text {
			rt.Fatalf("%q became %q, and came back as %q", text, tabular.Defuse(text), got)
		}
	})
}
