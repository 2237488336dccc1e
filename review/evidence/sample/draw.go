// Package sample draws reproducible samples of rows from a review: any tool on any machine can draw the same rows from
// the table of decisions alone. VERIFY.md in every evidence pack describes the method.
package sample

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Key returns the key that orders an item under a seed: the SHA-256 of seed, newline and item, in lower-case hex.
func Key(seed, item string) string {
	sum := sha256.Sum256([]byte(seed + "\n" + item))
	return hex.EncodeToString(sum[:])
}

// Drawn is an item that was drawn.
type Drawn struct {
	Item string
	Key  string
}

// Draw gives the n items with the smallest keys, in the order of their keys; all if there are fewer. The order in which
// the items come does not matter, and a larger n only adds to what a smaller one draws.
func Draw(items []string, seed string, n int) []Drawn {
	drawn := make([]Drawn, len(items))
	for i, item := range items {
		drawn[i] = Drawn{item, Key(seed, item)}
	}
	slices.SortFunc(drawn, func(a, b Drawn) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Item, b.Item)) })
	return drawn[:max(0, min(n, len(drawn)))]
}
