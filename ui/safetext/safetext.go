// Package safetext makes text that came from outside harmless for a terminal, in one place: no name can move the
// cursor, turn the reading direction, hide a letter or fake a line. Such characters are shown as visible marks: control
// characters as their pictures (␛ ␊ ␀), everything else as its number (⟨U+202E⟩), a broken byte as ⟨x9B⟩.
//
// It works on plain text. Text that already carries styles is not untrusted; clip that with widget.Line.
package safetext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Charset is the set of characters that the terminal can show. The zero value is Unicode.
type Charset int

// The charsets.
const (
	Unicode Charset = iota
	ASCII           // every other character becomes its plain twin (✓ → +) or its number (<U+FC>)
)

// Clean calls Unicode.Clean.
func Clean(s string) string { return Unicode.Clean(s) }

// Clean returns s as one harmless line. Clean text comes back as it is, without an allocation, and cleaning twice
// changes nothing more.
func (c Charset) Clean(s string) string {
	i := c.firstUnsafe(s)
	if i == len(s) {
		return s
	}
	// Starting over is simpler than carrying the count of marks along.
	var b strings.Builder
	b.Grow(len(s) + 16)
	marks := maxMarks
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(c.mark("x%02X", rune(s[i])))
			marks = maxMarks
		case c.keeps(r, &marks):
			b.WriteRune(r)
		default:
			b.WriteString(c.visible(r))
		}
		i += size
	}
	return b.String()
}

// firstUnsafe returns the index of the first byte of s that Clean would change, len(s) if there is none.
func (c Charset) firstUnsafe(s string) int {
	marks := maxMarks
	for i := 0; i < len(s); {
		if b := s[i]; b >= ' ' && b < 0x7f {
			marks = 0
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || !c.keeps(r, &marks) {
			return i
		}
		i += size
	}
	return len(s)
}

// maxMarks bounds the number of combining marks on a character; Burmese needs four.
const maxMarks = 4

// keeps reports whether r may stay unchanged. marks counts the combining marks since the last base character. It starts
// at the maximum, so that a mark without a base character cannot attach to the neighbouring cell.
func (c Charset) keeps(r rune, marks *int) bool {
	switch {
	case r >= ' ' && r < 0x7f:
		*marks = 0
		return true
	case c == ASCII, !shown(r):
		*marks = maxMarks
		return false
	case combines(r):
		*marks++
		return *marks <= maxMarks
	}
	*marks = 0
	return true
}

// shown reports whether r is visible and has no other effect. Characters of a newer Unicode than Go's tables count as
// not shown, but for the block where every year's new emoji go.
func shown(r rune) bool {
	if unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
		return false
	}
	return unicode.IsGraphic(r) || r >= 0x1F300 && r <= 0x1FAFF
}

// combines reports whether r joins the character before it: marks, skin tones, and the inner parts of Hangul syllables.
func combines(r rune) bool {
	return unicode.Is(unicode.M, r) || r >= 0x1F3FB && r <= 0x1F3FF || r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FF
}

// visible returns the mark that stands for r.
func (c Charset) visible(r rune) string {
	if c == ASCII {
		if twin, ok := twins[r]; ok {
			return twin
		}
		return c.mark("U+%02X", r)
	}
	switch {
	case r < ' ':
		return string(rune('␀') + r)
	case r == 0x7f:
		return "␡"
	}
	return c.mark("U+%04X", r)
}

func (c Charset) mark(format string, r rune) string {
	if c == ASCII {
		return fmt.Sprintf("<"+format+">", r)
	}
	return fmt.Sprintf("⟨"+format+"⟩", r)
}
