package signature_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/signature"
)

func TestRevokedKeys(t *testing.T) {
	r, err := signature.ParseRevoked([]byte("# lost\n\n" + key + " laptop\n"))
	if err != nil || !r.Has(key) || r.Has(other) || (*signature.Revoked)(nil).Has(key) {
		t.Errorf("%+v, %v", r, err)
	}
	for _, file := range []string{"SSHKRL\n\x00", "no key", key + "\nssh-ed25519 AAAA"} {
		if _, err := signature.ParseRevoked([]byte(file)); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestWhyAKeyMayNotSign(t *testing.T) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for file, want := range map[string]string{
		"a@example.com " + key:                              "",
		"a@example.com " + other:                            "",
		`a@example.com valid-before="20261101Z" ` + key:     "expired on 1 Nov 2026",
		`a@example.com valid-after="20261201Z" ` + key:      "from 1 Dec 2026",
		`a@example.com namespaces="git" ` + key:             "other namespaces",
		"a@example.com " + key + "\nb@example.com " + other: "",
	} {
		a, err := signature.ParseAllowed([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Bars(key, at); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
}
