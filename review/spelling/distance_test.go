package spelling

import (
	"testing"

	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"kitten", "sitting", 3},
		{"flaw", "lawn", 2},
		{"privilegd", "privileged", 1},
		{"résumé", "resume", 2},
		{"ab", "ba", 2},
	} {
		if got := Distance(test.a, test.b); got != test.want {
			t.Errorf("%q and %q: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

// TestDistanceIsAMetric checks symmetry, the triangle, and what one edit does.
func TestDistanceIsAMetric(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcé")), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		ab := Distance(a, b)
		if ab != Distance(b, a) || (ab == 0) != (a == b) || Distance(a, c) > ab+Distance(b, c) {
			t.Fatalf("%q, %q, %q: %d", a, b, c, ab)
		}
		if got := Distance(a, a+"x"); got != 1 {
			t.Fatalf("%q and one letter more: %d", a, got)
		}
	})
}
