package reason_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
)

func TestGiven(t *testing.T) {
	tests := map[string]bool{
		"":                         false,
		".":                        false,
		" \t\n":                    false,
		"...":                      false,
		"ok":                       false,
		"o.k.":                     false,
		"\u200b\u200b\u200b\u200b": false, // zero width spaces
		"\u3164\u3164\u3164":       false, // Hangul fillers are letters that nobody sees
		"\u115f\u1160\uffa0":       false,
		"\u2800\u2800\u2800":       false, // Braille blanks
		"a\u0301b\u0301":           false, // two letters with accents
		"o\u200bk":                 false,
		"abc":                      true,
		"on call":                  true,
		"42-1":                     true,
		"退職者":                      true,
		"١٢٣":                      true,
		"отпуск":                   true,
	}
	for text, want := range tests {
		if reason.Given(text) != want {
			t.Errorf("%q is a reason: %v", text, !want)
		}
	}
}

func TestCheck(t *testing.T) {
	if got, err := reason.Check("closing", "  left the team \n"); err != nil || got != "left the team" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, text := range []string{" . ", strings.Repeat("理", reason.Most+1)} {
		if _, err := reason.Check("closing a campaign", text); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "closing a campaign") {
			t.Errorf("%.10q: %v", text, err)
		}
	}
}

// Marks and invisible characters make no reason of what is none.
func TestNothingVisibleIsNoReason(t *testing.T) {
	noise := rapid.SliceOf(rapid.SampledFrom([]rune(" .,-!\u200b\u200d\u2060\ufeff\u3164\u00ad\u0301\U000e0041")))
	rapid.Check(t, func(t *rapid.T) {
		text := string(noise.Draw(t, "noise"))
		if reason.Given(text) {
			t.Fatalf("%q is a reason", text)
		}
		if !reason.Given(text + "a" + text + "b" + text + "c") {
			t.Fatalf("three letters among %q are none", text)
		}
	})
}
