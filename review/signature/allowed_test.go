package signature_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/signature"
)

const (
	key   = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINNwMHM8lLcve+HMdKmjaanRnkdOE0Sm3ZUxkjv5LTgg"
	other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOrvP89uyupCbqyFcCz1nNtKuLT8YIUkj0Vhf/xYamSs"
)

func TestAllowedSigners(t *testing.T) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		file string
		want bool
	}{
		"named":                  {"p.lang@example.com " + key, true},
		"with a comment":         {"# who\n\np.lang@example.com\t" + key + " of P. Lang\n", true},
		"one of several":         {"a@example.com,p.lang@example.com " + key, true},
		"in quotes":              {`"p.lang@example.com" ` + key, true},
		"capital letters":        {"P.Lang@Example.com " + key, true},
		"a pattern":              {"*@example.com " + key, true},
		"a pattern of one":       {"p?lang@example.com " + key, true},
		"not any character":      {"pxlang@example.com " + key, false},
		"but not this one":       {"*@example.com,!p.lang@example.com " + key, false},
		"another key":            {"p.lang@example.com " + other, false},
		"another name":           {"x@example.com " + key, false},
		"for tuar":               {`p.lang@example.com namespaces="git,tuar" ` + key, true},
		"for something else":     {`p.lang@example.com namespaces="git" ` + key, false},
		"not yet":                {`p.lang@example.com valid-after="20261125Z" ` + key, false},
		"already":                {`p.lang@example.com valid-after="20261124Z" ` + key, true},
		"no longer":              {`p.lang@example.com valid-before="202611241200Z" ` + key, false},
		"still":                  {`p.lang@example.com valid-before="20261124120001Z",namespaces="tuar" ` + key, true},
		"on another line":        {"x@example.com " + key + "\np.lang@example.com " + key, true},
		"nobody":                 {"", false},
		"the name is no pattern": {"p.lang@example.comx " + key, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, err := signature.ParseAllowed([]byte(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := a.Allows("p.lang@example.com", key, at); got != tt.want {
				t.Errorf("allowed: %v", got)
			}
		})
	}
}

func TestAllowedSignersThatCannotBeTakenAsMeant(t *testing.T) {
	for file, want := range map[string]string{
		"\nx@example.com":                             "line 2 of the allowed signers does not name a key",
		"x@example.com ssh-ed25519 AAAA":              "does not name a key",
		`"x@example.com ` + key:                       "a quote without an end",
		"x@example.com cert-authority " + key:         "an authority for certificates",
		`x@example.com verify-required ` + key:        "an option \"verify-required\"",
		`x@example.com valid-after="tomorrow" ` + key: "a time \"tomorrow\"",
	} {
		if _, err := signature.ParseAllowed([]byte(file)); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", file, err)
		}
	}
}

// Old editors write Latin-1. In a comment that is nobody's concern; in a name it is told.
func TestAllowedSignersThatAreNotUTF8(t *testing.T) {
	_, err := signature.ParseAllowed([]byte("# M\xfcller\nm\xfcller@example.com " + key + "\n"))
	if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "line 2 of the allowed signers is not written in UTF-8") {
		t.Errorf("in a name: %v", err)
	}
	a, err := signature.ParseAllowed([]byte("# M\xfcller\nx@example.com " + key + " M\xfcller\n"))
	if err != nil || !a.Allows("x@example.com", key, time.Now()) {
		t.Errorf("in a comment: %v", err)
	}
}

func TestAByteOrderMarkIsNoFault(t *testing.T) {
	allowed, err := signature.ParseAllowed([]byte("\ufeffp.lang@example.com " + key + "\n"))
	if err != nil || !allowed.Allows("p.lang@example.com", key, time.Now()) {
		t.Errorf("allowed signers: %v", err)
	}
	revoked, err := signature.ParseRevoked([]byte("\ufeff" + key + "\n"))
	if err != nil || !revoked.Has(key) {
		t.Errorf("revoked keys: %v", err)
	}
}

func TestPatternsOfNames(t *testing.T) {
	for _, tt := range []struct {
		list, name string
		want       bool
	}{
		{"*", "", true},
		{"a*c", "ABBC", true},
		{"a*c", "abcd", false},
		{"?@example.com", "é@example.com", true},
		{"*@example.com,!b@*", "b@example.com", false},
		{"a.b", "axb", false},
		{strings.Repeat("*a", 40) + "b", strings.Repeat("a", 400), false}, // in no time
	} {
		a, err := signature.ParseAllowed([]byte(tt.list + " " + key))
		if err != nil || a.Allows(tt.name, key, time.Now()) != tt.want {
			t.Errorf("%q of %q: want %v, %v", tt.name, tt.list, tt.want, err)
		}
	}
}

func FuzzParseAllowed(f *testing.F) {
	for _, file := range []string{"", "m\xfcller@example.com " + key, "x@example.com " + key + " m\xfcller", "a " + key, `"a b" namespaces="x",valid-after="20260101" ` + key, "a,!b,*c? " + other, "\x00"} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		a, err := signature.ParseAllowed([]byte(file))
		if err == nil && a.Allows("x", "no key", time.Now()) {
			t.Error("what is no key may sign")
		}
	})
}

// A signature that cannot be read is no signature, and no panic.
func FuzzCheck(f *testing.F) {
	f.Add("message", "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, message, armoured string) {
		if _, err := signature.Check([]byte(message), armoured); err == nil {
			t.Error("it checks")
		}
	})
}
