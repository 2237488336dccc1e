package sample

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestKey expects what sha256sum says: printf '2026Q3\nuser/1' | sha256sum
func TestKey(t *testing.T) {
	const want = "535e6ea6aa956744d70a60e766917db81893e44e4d824aad5641dc4257ed25b9"
	if got := Key("2026Q3", "user/1"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestTheSameSeedDrawsTheSameWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		items := rapid.SliceOfDistinct(rapid.String(), rapid.ID).Draw(rt, "items")
		seed, n := rapid.String().Draw(rt, "seed"), rapid.IntRange(0, 50).Draw(rt, "n")
		drawn := Draw(items, seed, n)

		shuffled := slices.Clone(items)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "shuffle"), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := Draw(shuffled, seed, n); !slices.Equal(drawn, again) {
			rt.Errorf("%q in another order: %q", drawn, again)
		}
		if len(drawn) != min(n, len(items)) {
			rt.Errorf("%d of %d items drawn, asked for %d", len(drawn), len(items), n)
		}
		if more := Draw(items, seed, n+rapid.IntRange(0, 10).Draw(rt, "more")); !slices.Equal(drawn, more[:len(drawn)]) {
			rt.Errorf("%q is not the beginning of %q", drawn, more)
		}
		seen := map[string]bool{}
		for i, d := range drawn {
			if seen[d.Item] || !slices.Contains(items, d.Item) || d.Key != Key(seed, d.Item) || i > 0 && d.Key < drawn[i-1].Key {
				rt.Errorf("%q is not a draw from %q", drawn, items)
			}
			seen[d.Item] = true
		}
	})
}

func TestAnotherSeedDrawsOthers(t *testing.T) {
	items := make([]string, 1000)
	for i := range items {
		items[i] = string(rune('a'+i%26)) + string(rune('a'+i/26))
	}
	if slices.Equal(Draw(items, "1", 25), Draw(items, "2", 25)) {
		t.Error("two seeds draw the same")
	}
}
