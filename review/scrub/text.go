package scrub

import (
	"bytes"
	"strings"
)

// levels limits how deep escapes may be nested.
const levels = 3

// Text returns the text without the secrets of the set, each replaced by an ellipsis. Its time grows with the length of
// the text.
func (s *Set) Text(text string) string {
	x := s.ready()
	if x == nil || len(text) < shortest {
		return text
	}
	found := make([]bool, len(text))
	any := false
	for v, level := plain(text), 0; ; level++ {
		any = v.mark(x, found) || any
		next := v.unescaped()
		if len(next.bytes) == len(v.bytes) || level == levels {
			break
		}
		v = next
	}
	if !any {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && found[end] == found[i] {
			end++
		}
		if found[i] {
			b.WriteString(gone)
		} else {
			b.WriteString(text[i:end])
		}
		i = end
	}
	return b.String()
}

// Holds reports whether the text, plain or unescaped, contains a secret of the set, or twelve adjacent characters of
// one. It is for long texts, which hold fewer by coincidence; a short secret does not change that for the others. It
// takes no memory of the text's size.
func (s *Set) Holds(text []byte) bool {
	x := s.ready()
	if x == nil {
		return false
	}
	var raw, meant run
	for _, b := range text {
		if raw.push(x, b) {
			return true
		}
	}
	if !bytes.ContainsAny(text, `%=\&`) {
		return false
	}
	for i := 0; i < len(text); {
		b, n := unescape(text[i:])
		if meant.push(x, b) {
			return true
		}
		i += n
	}
	return false
}

// run counts the pieces of secrets that end side by side.
type run struct {
	window
	ends int
}

// push adds a character to the run, and reports whether the run is too long for a coincidence.
func (r *run) push(x *index, b byte) bool {
	r.window.push(b)
	switch n := x.ends(&r.window, true); {
	case n == 0:
		r.ends = 0
	case n < piece: // all of a short secret
		return true
	default:
		r.ends++
	}
	whole := x.brief[r.window.last]
	return r.ends > minLongPiece-piece || whole > 0 && r.ends >= whole
}

// view holds a text as it is read, and the place of each of its characters in the original.
type view struct {
	bytes    []byte
	from, to []int32 // nil where they are the bytes' own places
}

func plain(text string) view { return view{bytes: []byte(text)} }

func (v view) place(i int) (from, to int) {
	if v.from == nil {
		return i, i + 1
	}
	return int(v.from[i]), int(v.to[i])
}

// mark notes the positions of secrets in the original. It searches the text as written, and its letters and digits
// alone.
func (v view) mark(x *index, found []bool) bool {
	var all, squeezed window
	var places [piece]int // of the last squeezed characters
	any := false
	note := func(first, last int) {
		from, _ := v.place(first)
		_, to := v.place(last)
		for i := from; i < to; i++ {
			found[i] = true
		}
		any = true
	}
	for i, b := range v.bytes {
		all.push(b)
		if n := x.ends(&all, true); n > 0 {
			note(i-n+1, i)
		}
		if !bare(b) {
			continue
		}
		places[squeezed.n%piece] = i
		squeezed.push(b)
		if x.ends(&squeezed, false) > 0 {
			note(places[squeezed.n%piece], i)
		}
	}
	return any
}

// bare reports whether the character is one of those that encodings are made of.
func bare(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' ||
		b == '+' || b == '/' || b == '-' || b == '_'
}

// unescaped returns the text with its escapes read once.
func (v view) unescaped() view {
	size := len(v.bytes)
	next := view{bytes: make([]byte, 0, size), from: make([]int32, 0, size), to: make([]int32, 0, size)}
	for i := 0; i < len(v.bytes); {
		b, n := unescape(v.bytes[i:])
		from, _ := v.place(i)
		_, to := v.place(i + n - 1)
		next.bytes = append(next.bytes, b)
		next.from, next.to = append(next.from, int32(from)), append(next.to, int32(to))
		i += n
	}
	return next
}
