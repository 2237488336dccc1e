package scrub

import (
	"math/bits"
	"slices"
)

// index finds the pieces of all forms in one pass over a text. A piece of eight characters is a number, so finding one
// is never a guess.
type index struct {
	pieces []uint64 // sorted
	filter []uint64 // bits; most numbers that are no pieces are turned away here
	shift  int
	short  [piece][]uint64 // forms of fewer characters, by their length

	anyShort bool
	brief    map[uint64]int // last pieces of whole forms shorter than minLongPiece, with how many pieces they have; see Holds
}

// minLongPiece is the number of characters of a secret that occur in a long text by no coincidence. Eight are too few:
// a token and an ID are both made of hexadecimal digits, and a large workspace lists a hundred thousand IDs.
const minLongPiece = 12

func newIndex(secrets []secret) *index {
	x := &index{brief: map[uint64]int{}}
	for _, s := range secrets {
		for _, form := range s.forms {
			var w window
			for i := range len(form) {
				w.push(form[i])
				if i >= piece-1 {
					x.pieces = append(x.pieces, w.last)
				}
			}
			switch n := len(form); {
			case n >= shortest && n < piece:
				x.short[n], x.anyShort = append(x.short[n], w.last), true
			case n >= piece && n < minLongPiece:
				if pieces := n - piece + 1; x.brief[w.last] == 0 || x.brief[w.last] > pieces {
					x.brief[w.last] = pieces
				}
			}
		}
	}
	slices.Sort(x.pieces)
	x.pieces = slices.Clip(slices.Compact(x.pieces))
	size := bits.Len(uint(len(x.pieces)*16)) + 1
	x.filter, x.shift = make([]uint64, 1<<max(0, size-6)), 64-max(6, size)
	for _, p := range x.pieces {
		at := x.place(p)
		x.filter[at>>6] |= 1 << (at & 63)
	}
	return x
}

func (x *index) place(p uint64) uint64 { return (p * 0x9E3779B97F4A7C15) >> x.shift }

// ends returns the number of characters of a secret that end here, 0 if none do. whole: forms shorter than a piece
// count too.
func (x *index) ends(w *window, whole bool) int {
	at := x.place(w.last)
	if x.filter[at>>6]&(1<<(at&63)) == 0 && !(whole && x.anyShort) {
		return 0
	}
	return x.look(w, whole)
}

// look returns ends for what the filter let through.
func (x *index) look(w *window, whole bool) int {
	if _, found := slices.BinarySearch(x.pieces, w.last); found && w.n >= piece {
		return piece
	}
	if !whole {
		return 0
	}
	for n := piece - 1; n >= shortest; n-- {
		if w.n >= n && slices.Contains(x.short[n], w.last&(1<<(8*n)-1)) {
			return n
		}
	}
	return 0
}

// window holds the last eight characters of a text, folded.
type window struct {
	last uint64
	n    int
}

func (w *window) push(b byte) {
	w.last = w.last<<8 | uint64(folded[b])
	w.n++
}

// folded maps characters to small letters, and both alphabets of base64 to one.
var folded = func() (table [256]byte) {
	for i := range table {
		b := byte(i)
		switch {
		case b >= 'A' && b <= 'Z':
			b += 'a' - 'A'
		case b == '-':
			b = '+'
		case b == '_':
			b = '/'
		}
		table[i] = b
	}
	return table
}()
