// Package unseen says which characters of a foreign text cannot be shown as they are: people do not see them, or a
// terminal, spreadsheet or browser obeys them. All rooms that show or write such texts ask it, so that there is one table.
package unseen

import "unicode"

// Is reports whether a character is invisible, looks like a blank but is none, or has an effect on the text around it:
// controls, format characters and marks of direction, all white space but the blank, variation selectors, tags and other
// default ignorable code points, private use and unassigned code points, and the blanks among letters and symbols.
// A character of a newer Unicode than Go's tables counts as unassigned, but for the block where new emoji go each year.
func Is(r rune) bool {
	switch {
	case r >= ' ' && r <= '~':
		return false
	case r < 0xA0:
		return true
	case unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, Blanks):
		return true
	}
	return !unicode.IsGraphic(r) && (r < 0x1F300 || r > 0x1FAFF)
}

// Blanks lists assigned letters, marks and symbols that most fonts draw as nothing at all.
var Blanks = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // braille pattern without dots
		{Lo: 0xFFFC, Hi: 0xFFFC, Stride: 1}, // object replacement character
	},
	R32: []unicode.Range32{
		{Lo: 0x13441, Hi: 0x13446, Stride: 1}, // Egyptian blanks and lost signs
		{Lo: 0x16FE4, Hi: 0x16FE4, Stride: 1}, // Khitan filler
		{Lo: 0x1D159, Hi: 0x1D159, Stride: 1}, // musical null notehead
	},
}

// MaxMarks bounds the combining marks that a character can bear; Burmese needs four. More of them cover the lines around.
const MaxMarks = 4

// Marks counts the combining marks on a character. The zero value is for the beginning of a text, where a mark has no
// character to join.
type Marks struct {
	base bool
	n    int
}

// TooMany takes the next character of a text and reports whether it is a combining mark that cannot be shown: one too
// many, or one without a character before it. Such a mark, like an invisible character, is no base for the next.
func (m *Marks) TooMany(r rune) bool {
	switch {
	case !combines(r):
		*m = Marks{base: !Is(r)}
	case !m.base:
		return true
	default:
		m.n++
		return m.n > MaxMarks
	}
	return false
}

// Base returns the count after a visible character that is no mark.
func Base() Marks { return Marks{base: true} }

// combines reports whether r joins the character before it: marks, skin tones, and the inner parts of Hangul syllables.
func combines(r rune) bool {
	return r >= 0x300 && unicode.Is(unicode.M, r) || r >= 0x1F3FB && r <= 0x1F3FF || r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FF
}
