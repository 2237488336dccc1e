package unseen_test

import (
	"testing"
	"unicode"

	"github.com/tuar-dev/tuar/review/unseen"
)

// TestNoCharacterOfUnicodeIsHidden goes through all of Unicode as this version of Go knows it.
func TestNoCharacterOfUnicodeIsHidden(t *testing.T) {
	never := []*unicode.RangeTable{
		unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point, unicode.Pattern_White_Space, unicode.White_Space,
	}
	seen := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		isHidden := unicode.In(r, never...) && r != ' '
		isAssigned := unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C)
		isNewEmoji := r >= 0x1F300 && r <= 0x1FAFF
		switch {
		case (isHidden || !isAssigned && !isNewEmoji || r >= 0xD800 && r <= 0xDFFF) && !unseen.Is(r):
			t.Errorf("%U is let through", r)
		case !unseen.Is(r):
			seen++
		}
	}
	if seen < 140_000 { // nearly all assigned characters are letters of some script
		t.Errorf("only %d characters are shown", seen)
	}
}

func TestBlanksAreUnseen(t *testing.T) {
	for _, r := range []rune{
		0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x180E, 0x2000, 0x200B, 0x200D, 0x202E, 0x2060, 0x2064, 0x2800, 0x3000,
		0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFC, 0x1D159, 0x1D173, 0x16FE4, 0xE0001, 0xE0041, 0xE0100, 0xF0000, 0x10FFFF,
	} {
		if !unseen.Is(r) {
			t.Errorf("%U is let through", r)
		}
	}
	for _, r := range "aÄß山田각🚀 ✓ — ‘’€\uFFFD" {
		if unseen.Is(r) {
			t.Errorf("%U is not let through", r)
		}
	}
}

func TestMarksAreCounted(t *testing.T) {
	for text, want := range map[string]int{
		"":                                       0,
		"Ju\u0308rgen":                           0,
		"မြို့":                                  0,
		"\u0301a":                                1, // nothing to join
		"a\u0301\u0301\u0301\u0301":              0,
		"a\u0301\u0301\u0301\u0301\u0301":        1,
		"a\u0301\u0301\u0301\u0301\u0301b\u0301": 1,
		"\u200b\u0301":                           1, // what is not shown is no base
		"👍🏽":                                     0,
	} {
		var m unseen.Marks
		got := 0
		for _, r := range text {
			if m.TooMany(r) {
				got++
			}
		}
		if got != want {
			t.Errorf("%+q: %d marks are too many, want %d", text, got, want)
		}
	}
}
