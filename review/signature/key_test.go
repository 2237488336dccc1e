package signature_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/signature"
)

// certificate is a key of a kind that is not accepted.
const certificate = "ssh-ed25519-cert-v01@openssh.com " +
	"AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIHbU0S3ml7yVFsQX5JwyDC3GljcRuXz0Od8iFVP7lk7+AAAA" +
	"ICUK0tS3Ajb6tx3KR14DhPgj6CRxuhOYoBdFw4hnUPmKAAAAAAAAAAAAAAABAAAAAXgAAAAFAAAAAXgAAAAAAAAAAP//////////" +
	"AAAAAAAAAIIAAAAVcGVybWl0LVgxMS1mb3J3YXJkaW5nAAAAAAAAABdwZXJtaXQtYWdlbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVy" +
	"bWl0LXBvcnQtZm9yd2FyZGluZwAAAAAAAAAKcGVybWl0LXB0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAAAAAAADMAAAAL" +
	"c3NoLWVkMjU1MTkAAAAgNK78EHAe5btdFbVt/HbjaPZp2ny1wNj0OUFadZP/vWwAAABTAAAAC3NzaC1lZDI1NTE5AAAAQOkJqgg5" +
	"cpKGZdGDlH2RJR+6sc+7re+idw6dGVg9JCB7JX1y/s8NdkabcbovhtK6+opn/ykc/QipNgtPvhnTagI="

func TestParseKey(t *testing.T) {
	const print = "SHA256:21wdyhGSh71apcLtHg1jI83Mg6bqhk1LTPN9wwRBL7A"
	for _, text := range []string{key, key + " p.lang@desk\n", "\n# mine\n" + key + "\r\n"} {
		public, fingerprint, err := signature.ParseKey(text)
		if err != nil || public != key || fingerprint != print {
			t.Errorf("%q: %q, %q, %v", text, public, fingerprint, err)
		}
	}
	for text, want := range map[string]string{
		"":                                    "no SSH public key",
		"hello":                               "no SSH public key",
		"ssh-ed25519 AAAA":                    "no SSH public key",
		"\x00\xff":                            "no SSH public key",
		key + "\n" + other:                    "more than one line",
		"command=\"x\" " + key:                "has options",
		"-----BEGIN OPENSSH PRIVATE KEY-----": "a private key",
		certificate:                           "it is of the kind ssh-ed25519-cert-v01@openssh.com",
	} {
		if _, _, err := signature.ParseKey(text); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	for _, text := range []string{"", key, key + " x", "cert-authority " + key, certificate, "ssh-rsa AAAAB3NzaC1yc2E="} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		public, fingerprint, err := signature.ParseKey(text)
		if err != nil {
			return
		}
		if again, same, err := signature.ParseKey(public); err != nil || again != public || same != fingerprint {
			t.Errorf("%q was read as %q, and that as %q, %v", text, public, again, err)
		}
	})
}
