package tabular

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/unseen"
)

// Visible returns the character, spelled out if it cannot be seen.
func Visible(r rune) string {
	if unseen.Is(r) {
		return Spell(r)
	}
	return string(r)
}

// isSeen reports whether everything in the text can be seen as it is.
func isSeen(s string) bool {
	var marks unseen.Marks
	for _, r := range s {
		if marks.TooMany(r) || unseen.Is(r) {
			return false
		}
	}
	return true
}

// isPlain reports whether the text is printable ASCII, as nearly all texts are; such a text needs no change.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// begin starts the spelling of a character. Where a text contains it already, its first sign is spelled out as well, so
// that every spelling is one of SpelledOut's and the text can be restored exactly.
const begin = "⟨U+"

// SpelledOut returns the text with everything visible.
func SpelledOut(s string) string {
	if isPlain(s) || isSeen(s) && !strings.Contains(s, begin) {
		return s
	}
	var b strings.Builder
	var marks unseen.Marks
	for i, r := range s {
		if marks.TooMany(r) || r == '⟨' && strings.HasPrefix(s[i:], begin) {
			b.WriteString(Spell(r))
		} else {
			b.WriteString(Visible(r))
		}
	}
	return b.String()
}

// Spell returns the notation for a character that cannot be shown as it is.
func Spell(r rune) string { return fmt.Sprintf("%s%04X⟩", begin, r) }

// spelled matches the spelling of a character.
var spelled = regexp.MustCompile(`⟨U\+([0-9A-F]{4,6})⟩`)

// seenAgain puts back what was spelled out.
func seenAgain(s string) string {
	if !strings.Contains(s, begin) {
		return s
	}
	return spelled.ReplaceAllStringFunc(s, func(one string) string {
		n, err := strconv.ParseUint(one[len(begin):len(one)-len("⟩")], 16, 32)
		if r := rune(n); err == nil && utf8.ValidRune(r) {
			return string(r)
		}
		return one
	})
}
