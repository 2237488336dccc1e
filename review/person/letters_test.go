package person

import (
	"testing"

	"pgregory.net/rapid"
)

// Plain addresses take a short cut to their letters, which must not differ.
func TestLettersOfPlainAddresses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		email := rapid.StringOf(rapid.RuneFrom([]rune("aIl1|0Omrn@. +-\\'`\"~^"))).Draw(t, "email")
		if got, want := letters(email), anyLetters(email); got != want {
			t.Fatalf("the letters of %q are %q, want %q", email, got, want)
		}
	})
}
