// Package safetext makes text that came from outside harmless for a terminal, in one place: no name can move the
// cursor, turn the reading direction, hide a letter or fake a line. Such characters are shown as visible marks: control
// characters as their pictures (␛ ␊ ␀), everything else as its number (⟨U+202E⟩), a broken byte as ⟨x9B⟩.
//
// It works on plain text. Text that already carries styles is not untrusted; clip that with widget.Line.
package safetext

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/unseen"
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
	var marks unseen.Marks
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(c.mark("x%02X", rune(s[i])))
			marks = unseen.Marks{}
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
	var marks unseen.Marks
	for i := 0; i < len(s); {
		if b := s[i]; b >= ' ' && b < 0x7f {
			marks = unseen.Base()
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

// keeps reports whether r may stay unchanged.
func (c Charset) keeps(r rune, marks *unseen.Marks) bool {
	if c == ASCII && r > '~' {
		*marks = unseen.Marks{}
		return false
	}
	return !marks.TooMany(r) && !unseen.Is(r)
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
