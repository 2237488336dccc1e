package filter_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/ui/filter"
)

func TestRank(t *testing.T) {
	const name = "sign off"
	for word, want := range map[string]int{"sign": 0, "off": 1, "ign": 2, "reviews": 3, "sf": 4} {
		if got, ok := filter.Rank(name+" in reviews", len(name), word); !ok || got != want {
			t.Errorf("%q: %d %v, want %d", word, got, ok, want)
		}
	}
	if _, ok := filter.Rank(name+" in reviews", len(name), "sv"); ok {
		t.Error("letters of the name and of the note match together")
	}
}

// TestRankNarrows says that what a longer word fits is found among what a shorter one fits.
func TestRankNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToLower(rapid.StringMatching(`[ab é.]{0,12}`).Draw(t, "text"))
		word := strings.ToLower(rapid.StringMatching(`[abé.]{1,5}`).Draw(t, "word"))
		name := rapid.IntRange(0, len(text)).Draw(t, "name")
		if _, ok := filter.Rank(text, name, word); !ok {
			return
		}
		for i := range word {
			if _, ok := filter.Rank(text, name, word[:i]); !ok {
				t.Fatalf("%q does not fit, but %q does", word[:i], word)
			}
		}
	})
}
