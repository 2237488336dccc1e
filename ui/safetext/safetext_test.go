package safetext_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, unicode, ascii string }{
		{"plain", "a.berg@example.com", "a.berg@example.com", "a.berg@example.com"},
		{"empty", "", "", ""},
		{"accents", "Jürgen", "Jürgen", "J<U+FC>rgen"},
		{"accents written apart", "Ju\u0308rgen", "Ju\u0308rgen", "Ju<U+308>rgen"},
		{"CJK and emoji", "山田 🚀", "山田 🚀", "<U+5C71><U+7530> <U+1F680>"},
		{"skin tone", "👍🏽", "👍🏽", "<U+1F44D><U+1F3FD>"},
		{"Burmese", "မြို့", "မြို့", "<U+1019><U+103C><U+102D><U+102F><U+1037>"},
		{"own signs", "✓ 3 → 4…", "✓ 3 → 4…", "+ 3 -> 4~"},
		{"escape sequence", "\x1b[2Jx", "␛[2Jx", "<U+1B>[2Jx"},
		{"line breaks and tab", "a\r\nb\tc", "a␍␊b␉c", "a<U+0D><U+0A>b<U+09>c"},
		{"delete", "a\x7f", "a␡", "a<U+7F>"},
		{"C1 as a character", "\u009b31m", "⟨U+009B⟩31m", "<U+9B>31m"},
		{"C1 as a byte", "\x9b31m", "⟨x9B⟩31m", "<x9B>31m"},
		{"bidi override", "gpj\u202eexe", "gpj⟨U+202E⟩exe", "gpj<U+202E>exe"},
		{"bidi isolates and marks", "\u2066\u200f\u061c", "⟨U+2066⟩⟨U+200F⟩⟨U+061C⟩", "<U+2066><U+200F><U+61C>"},
		{"zero width", "ad\u200bmin\ufeff", "ad⟨U+200B⟩min⟨U+FEFF⟩", "ad<U+200B>min<U+FEFF>"},
		{"separators", "a\u2028b\u2029", "a⟨U+2028⟩b⟨U+2029⟩", "a<U+2028>b<U+2029>"},
		{"tags", "\U000E0041", "⟨U+E0041⟩", "<U+E0041>"},
		{"variation selector", "❤\ufe0f", "❤⟨U+FE0F⟩", "<U+2764><U+FE0F>"},
		{"private use", "\ue000", "⟨U+E000⟩", "<U+E000>"},
		{"invisible letter", "\u3164", "⟨U+3164⟩", "<U+3164>"},
		{"blank of braille", "a\u2800b", "a⟨U+2800⟩b", "a<U+2800>b"},
		{"blank that is no space", "a\u00a0b", "a⟨U+00A0⟩b", "a b"},
		{"mark without a base", "\u0301a", "⟨U+0301⟩a", "<U+301>a"},
		{"stacked marks", "a" + strings.Repeat("\u0301", 5), "a\u0301\u0301\u0301\u0301⟨U+0301⟩", "a<U+301><U+301><U+301><U+301><U+301>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := safetext.Clean(c.in); got != c.unicode {
				t.Errorf("Unicode: %+q becomes %+q, want %+q", c.in, got, c.unicode)
			}
			if got := safetext.ASCII.Clean(c.in); got != c.ascii {
				t.Errorf("ASCII: %+q becomes %+q, want %+q", c.in, got, c.ascii)
			}
		})
	}
}

func TestCleanTextCostsNothing(t *testing.T) {
	for _, s := range []string{"d.ito@example.com", "Jürgen Müller", "山田太郎"} {
		if n := testing.AllocsPerRun(100, func() { safetext.Clean(s) }); n != 0 {
			t.Errorf("%q: %v allocations", s, n)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"owner", 7, "owner  "},
		{"owner", 5, "owner"},
		{"owner", 4, "own…"},
		{"owner", 1, "…"},
		{"owner", 0, ""},
		{"owner", -1, ""},
		{"山田太郎", 6, "山田… "},
		{"a\nb", 5, "a␊b  "},
	} {
		if got := safetext.Fit(c.in, c.width); got != c.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
	if got, want := safetext.ASCII.FitRight("1234", 3), "12~"; got != want {
		t.Errorf("FitRight cuts to %q, want %q", got, want)
	}
	if got, want := safetext.Unicode.FitRight("12", 4), "  12"; got != want {
		t.Errorf("FitRight pads to %q, want %q", got, want)
	}
}

func TestBlockKeepsTheShapeAndShowsTheBreak(t *testing.T) {
	got := strings.Join(safetext.Unicode.Block("left the\ncompany in March", 9), "|")
	if want := "left the␊|company  |in March "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := safetext.Unicode.Block("", 3); len(got) != 1 || got[0] != "   " {
		t.Errorf("an empty text makes %q, want one blank line", got)
	}
}

func FuzzHarmless(f *testing.F) {
	for _, s := range []string{
		"", "plain", "山田 🚀", "\x1b]0;x\a", "\x9b2J", "a\u202eb", "a\r\nb", "\xff\xfe", "\u0301\u0301", "👨\u200d👩\u200d👧",
		"क्षत्रिय", "각\u11a8\u11a8\u11a8\u11a8\u11a8\u11a8", "🇩🇪🇫", "\u2028\u0085\v\f", "⟨U+202E⟩", "\U0001fa54",
	} {
		f.Add(s, 7)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		width = min(max(width, -1), 200)
		for _, c := range []safetext.Charset{safetext.Unicode, safetext.ASCII} {
			clean := c.Clean(s)
			harmless(t, c, clean)
			if again := c.Clean(clean); again != clean {
				t.Errorf("cleaning %+q twice gives %+q", clean, again)
			}
			for _, line := range append(c.Block(s, width), c.Fit(s, width), c.FitRight(s, width)) {
				harmless(t, c, line)
				if got := ansi.StringWidth(line); got != max(width, 0) {
					t.Errorf("%+q is %d cells wide, want %d", line, got, width)
				}
			}
		}
	})
}

func harmless(t *testing.T, c safetext.Charset, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not UTF-8", s)
	}
	for _, r := range s {
		newEmoji := r >= 0x1F300 && r <= 0x1FAFF // may be assigned by a newer Unicode than Go's
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Variation_Selector) ||
			unicode.Is(unicode.Cn, r) && !newEmoji {
			t.Errorf("%+q contains %U", s, r)
		}
		if c == safetext.ASCII && r > '~' {
			t.Errorf("%+q is not ASCII", s)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for b.Loop() {
		safetext.Fit("d.ito@example.com", 30)
	}
}
