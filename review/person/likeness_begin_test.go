package person

import (
	"testing"

	"pgregory.net/rapid"
)

// TestTheFirstLetterRulesOutOnlyWhatDiffers: the quick look at the first characters never parts addresses that the whole
// comparison finds alike.
func TestTheFirstLetterRulesOutOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	address := rapid.StringOfN(rapid.SampledFrom([]rune("aAbBiIlL1|0oOmMrRnN.+@ -_éа")), 1, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := address.Draw(t, "a"), address.Draw(t, "b")
		x, y := Key(a), Key(b)
		if x == "" || y == "" {
			return
		}
		whole := skeleton(a) == skeleton(b) || skeleton(lower(a)) == skeleton(lower(b))
		if LooksAlike(a, b) != whole {
			t.Fatalf("%q and %q: %v, compared as a whole %v", a, b, LooksAlike(a, b), whole)
		}
		if want := x != y && mailbox(x) == mailbox(y); (Like(a, b) == Aliased) != want {
			t.Fatalf("%q and %q: %v, one mailbox: %v", a, b, Like(a, b), want)
		}
	})
}
