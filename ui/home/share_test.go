package home

import (
	"testing"

	"pgregory.net/rapid"
)

// TestShare divides any height among any blocks: never more than there is, never more than is wanted but for a blank
// line each, and a block that is drawn has its title and what it needs at least.
func TestAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) block {
			want := rapid.IntRange(0, 20).Draw(t, "want")
			return block{
				title: rapid.SampledFrom([]string{"", "campaigns"}).Draw(t, "title"),
				want:  want, least: rapid.IntRange(0, want).Draw(t, "least"),
			}
		}), 1, 5).Draw(t, "blocks")
		height := rapid.IntRange(0, 60).Draw(t, "height")
		sum := 0
		for i, n := range assignment(blocks, height) {
			sum += n
			title := 0
			if blocks[i].title != "" {
				title = 1
			}
			if n < 0 || n > blocks[i].want+title+1 || n > 0 && n < blocks[i].least+title {
				t.Fatalf("block %d got %d lines, wants %d, needs %d", i, n, blocks[i].want, blocks[i].least)
			}
		}
		if sum > height {
			t.Fatalf("%d lines of %d", sum, height)
		}
	})
}

func TestWindowHoldsTheCursor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, height := rapid.IntRange(1, 50).Draw(t, "n"), rapid.IntRange(1, 60).Draw(t, "height")
		cursor := rapid.IntRange(-3, n+3).Draw(t, "cursor")
		top, end := window(n, cursor, height)
		if top < 0 || end > n || end-top > height || end-top < min(n, height) {
			t.Fatalf("lines %d to %d of %d in %d", top, end, n, height)
		}
		if cursor >= 0 && cursor < n && (cursor < top || cursor >= end) {
			t.Fatalf("cursor %d is not in %d to %d", cursor, top, end)
		}
	})
}
