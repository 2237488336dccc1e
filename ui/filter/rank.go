package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rank says how well a word fits a text of which the first bytes are a name; both are lower case. The best is 0: the
// name begins with the word. Then come 1: a word of the name does, 2: the name contains it, 3: the text behind the name
// does, 4: the name has its letters in their order. A text that a longer word fits also fits each shorter one.
func Rank(text string, name int, word string) (rank int, ok bool) {
	at := strings.Index(text, word)
	switch {
	case at == 0:
		return 0, true
	case at < 0 || at+len(word) > name:
		if at > 0 {
			return 3, true
		}
		return 4, len(word) <= name && follows(text[:name], word)
	}
	if r, _ := utf8.DecodeLastRuneInString(text[:at]); !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 1, true
	}
	return 2, true
}
