package settings

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/tuar-dev/tuar/review/fault"
)

func inUTF16(text string, mark string) string {
	b := []byte(mark)
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestWhatStandsAroundASecretIsNoneOfIt(t *testing.T) {
	const secret = "s3cret+/=~-7Qz"
	for _, given := range []string{
		secret, secret + "\n", secret + "\r\n", "\ufeff" + secret + "\r\n", " \t" + secret + "\u00a0", "\u200b" + secret + "\u2060\ufeff", "\ufeff\ufeff" + secret + "\r",
	} {
		if got, err := CleanSecret("the secret", given); err != nil || got != secret {
			t.Errorf("%q became %q, %v", given, got, err)
		}
	}
	for given, want := range map[string]string{
		inUTF16(secret, "\xff\xfe"): "the secret is written in UTF-16",
		inUTF16(secret, ""):         "the secret is written in UTF-16",
		"\xfe\xff\x00s\x003":        "the secret is written in UTF-16",
		"s3cret\xfc":                "the secret is not written in UTF-8",
		"s3cr\net":                  "the secret has a line end",
		"s3cr\u200bet":              "the secret has a line end",
	} {
		_, err := CleanSecret("the secret", given)
		if fault.KindOf(err) != fault.BadInput || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "s3cr") {
			t.Errorf("%q: %v", given, err)
		}
	}
}
