package scrub_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/scrub"
)

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// encodings are ways to write a text in letters of others.
var encodings = map[string]func(string) string{
	"plain": func(s string) string { return s }, "capitals": strings.ToUpper, "small": strings.ToLower, "reversed": reversed,
	"percent": percent, "query": url.QueryEscape, "path": url.PathEscape,
	"hex": func(s string) string { return hex.EncodeToString([]byte(s)) }, "HEX": func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"base64":       func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 url":   func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64 after": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("a" + s)) },
	"base64 later": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("ab" + s + "c")) },
	"of reversed":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte(reversed(s))) },
	"reversed hex": func(s string) string { return reversed(hex.EncodeToString([]byte(s))) },
}

// wrappings are what a text goes through on top.
var wrappings = map[string]func(string) string{
	"none": func(s string) string { return s }, "json": strconv.QuoteToASCII, "html": html.EscapeString, "query": url.QueryEscape, "twice": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"spaced": func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
}

// leak returns a piece of the secret, in one of the encodings, that the text holds.
func leak(text, secret string) string {
	text = strings.ToLower(text)
	for name, encode := range encodings {
		form := strings.ToLower(encode(secret))
		switch name { // what stands around is no secret
		case "base64 after":
			form = form[2:]
		case "base64 later":
			form = form[3 : len(form)-4]
		}
		form = strings.TrimRight(form, "=")
		for i := 0; i+8 <= len(form); i++ {
			if strings.Contains(text, form[i:i+8]) {
				return name + ": " + form[i:i+8]
			}
		}
	}
	return ""
}

func TestNothingOfASecretIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[!-~]{8,60}`).Draw(t, "secret")
		other := rapid.StringMatching(`[!-~]{8,30}`).Draw(t, "other secret")
		var set scrub.Set
		set.KnowPair("client", secret)
		set.Know(other)
		var text strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "times") {
			s := rapid.SampledFrom([]string{secret, other, "client:" + secret}).Draw(t, "which")
			from := rapid.IntRange(0, len(s)-8).Draw(t, "from")
			to := rapid.IntRange(from+8, len(s)).Draw(t, "to")
			encode := encodings[rapid.SampledFrom(slices.Sorted(keys(encodings))).Draw(t, "encoding")]
			wrap := wrappings[rapid.SampledFrom(slices.Sorted(keys(wrappings))).Draw(t, "wrapping")]
			text.WriteString(rapid.StringMatching(`[ -~é]{0,12}`).Draw(t, "before"))
			text.WriteString(wrap(encode(s[from:to])))
		}
		got := set.Text(text.String())
		for _, s := range []string{secret, other} {
			if l := leak(got, s); l != "" {
				t.Fatalf("%q became %q, which holds %s of %q", text.String(), got, l, s)
			}
		}
	})
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	var set scrub.Set
	if text := "nothing is known yet"; set.Text(text) != text {
		t.Error("changed")
	}
	set.KnowPair("tuar-client", "kT9!x/Qw-77abcdefgh")
	set.KnowURL("https://hooks.torq.io/v1/webhooks/4f1c9b2ad07e/workflows?token=Zz81hhA0q&v=2")
	for text, want := range map[string]string{
		"the workflow tuar-client did not take it, webhooks":      "the workflow tuar-client did not take it, webhooks",
		"https://hooks.torq.io/v1/webhooks answered 404":          "https://hooks.torq.io/v1/webhooks answered 404",
		"Cannot POST /v1/webhooks/4f1c9b2ad07e/x?token=Zz81hhA0q": "Cannot POST /v1/webhooks…/x?token=…",
		"kT9!x/Q stays, seven characters":                         "kT9!x/Q stays, seven characters",
		"say KT9!X/QW twice: kT9!x/Qw-77abcdefghXX":               "say … twice: …XX",
		`"kT9!x\/Qw-77abcdefgh"`:                                  `"…"`,
	} {
		if got := set.Text(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// What becomes known again stays known, and so does what is in use beside many that were.
func TestTheLatestAreKnown(t *testing.T) {
	var set scrub.Set
	name := func(i int) string { return fmt.Sprintf("%d-secret-%d", i*7919, i) }
	for i := range 100 {
		set.Know("in-use-all-the-time")
		set.Know(name(i))
		if !set.Holds([]byte("in-use-all-the-time")) || !set.Holds([]byte(name(i))) || i > 0 && !set.Holds([]byte(name(i-1))) {
			t.Fatalf("after %d secrets", i)
		}
	}
}

// A token of megabytes is no reason to wait, nor to fill the memory.
func TestLongSecretsAndTexts(t *testing.T) {
	var set scrub.Set
	token := func(i int) string { return strings.Repeat(fmt.Sprintf("%d-tOken~%x.", i, i*i+77), 100_000) }
	for i := range 80 {
		set.Know(token(i))
	}
	text := strings.Repeat("all is well; ", 100_000) + token(79)[:9000]
	got := set.Text(text)
	if !strings.HasPrefix(got, "all is well; ") || strings.Contains(got, "tOken") {
		t.Errorf("%d bytes became %d, which end with %q", len(text), len(got), got[max(0, len(got)-60):])
	}
	if !set.Holds([]byte(text)) || set.Holds([]byte(text[:1_000_000])) {
		t.Error("held, or not")
	}
}

// A list of IDs is not refused for eight digits of a token, whatever short secrets are known beside it.
func TestAShortSecretKeepsTheOthersMeasure(t *testing.T) {
	var set scrub.Set
	set.Know("ff01aa93bc77e2d10a5be8c4")
	for _, short := range []string{"s3cret", "pass-w0rd"} {
		set.Know(short)
	}
	for text, want := range map[string]bool{
		`{"id":"aa93bc77-1111"}`:             false,
		`{"id":"aa93bc77e2d-111"}`:           false,
		`{"id":"aa93bc77e2d1-111"}`:          true,
		"it is s3cret":                       true,
		"it is czNjcmV0, in base64":          true,
		"it is pass-w0rd":                    true,
		"it is pass-w0, which is not all":    false,
		"cGFzcy13MHJ is a piece of the code": false,
	} {
		if got := set.Holds([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a-secret-of-some-length", "say %61-secret-of-some&#45;length and YS1zZWNyZXQtb2Ytc29tZQ")
	f.Add("\\\\\\\\\"\"", "\\\\\\\\\\\\&#x;%%")
	f.Fuzz(func(t *testing.T, secret, text string) {
		var set scrub.Set
		set.Know(secret)
		got := set.Text(text)
		if len(secret) == len(strings.TrimSpace(secret)) && len(secret) >= 8 && len(secret) < 1000 && strings.Contains(strings.ReplaceAll(got, "…", ""), secret) &&
			strings.Contains(got, secret) {
			t.Errorf("%q became %q", text, got)
		}
		if set.Holds([]byte(text)) && got == text {
			t.Errorf("%q holds %q, and nothing was taken out", text, secret)
		}
		if again := set.Text(got); set.Holds([]byte(again)) {
			t.Errorf("%q became %q, and that %q", text, got, again)
		}
	})
}

func BenchmarkHolds(b *testing.B) {
	var set scrub.Set
	set.Know("0123456789abcdef0123456789ABCDEF-xyz")
	text := []byte(strings.Repeat(`{"id":"74e19393-3e94-48d2-8b60-26f2d2665942","email":"user@example.com"},`, 10_000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		set.Holds(text)
	}
}
