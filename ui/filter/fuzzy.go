package filter

import (
	"strings"
	"unicode/utf8"
)

// loosely reports whether the letters of the word occur in their order, in one line of the text.
func loosely(text, word string) bool {
	for {
		line, rest, more := strings.Cut(text, "\n")
		if len(line) >= len(word) && follows(line, word) {
			return true
		}
		if !more {
			return false
		}
		text = rest
	}
}

func follows(line, word string) bool {
	for _, r := range word {
		i := strings.IndexRune(line, r)
		if i < 0 {
			return false
		}
		_, size := utf8.DecodeRuneInString(line[i:]) // of one byte that is no letter it is 1
		line = line[i+size:]
	}
	return true
}
