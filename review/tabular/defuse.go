package tabular

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Defuse makes a cell harmless. Spreadsheets take a text that begins with one of = + - @, tab or carriage return for a
// formula: such a cell gets an apostrophe in front, also when white space or invisible characters precede the sign.
// Control, bidi and zero-width characters, which terminals obey and people do not see, are spelled out.
func Defuse(cell string) string { return SpelledOut(defused(cell)) }

func defused(cell string) string {
	if cell == "" || 'a' <= cell[0] && cell[0] <= 'z' || 'A' <= cell[0] && cell[0] <= 'Z' ||
		'0' <= cell[0] && cell[0] <= '9' {
		return cell
	}
	seen := strings.TrimLeftFunc(cell, func(r rune) bool {
		return r == '\'' || unicode.IsSpace(r) || !unicode.IsPrint(r)
	})
	if startsWithAny(seen, "=+-@＝＋－＠") || startsWithAny(strings.TrimLeft(cell, "'"), "\t\r\n") {
		return "'" + cell
	}
	return cell
}

// Restore returns the text that Defuse made this cell of.
func Restore(cell string) string {
	text := seenAgain(cell)
	if rest, ok := strings.CutPrefix(text, "'"); ok && defused(rest) == text {
		return rest
	}
	return text
}

func startsWithAny(s, runes string) bool {
	first, size := utf8.DecodeRuneInString(s)
	return size > 0 && strings.ContainsRune(runes, first)
}
