package signing_test

import (
	"encoding/binary"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/signing"
)

// fido is the file of a key that lives on a token, as ssh-keygen -t ed25519-sk makes it.
func fido() []byte {
	field := func(b string) string { return string(binary.BigEndian.AppendUint32(nil, uint32(len(b)))) + b }
	public := field("sk-ssh-ed25519@openssh.com") + field(strings.Repeat("p", 32)) + field("ssh:")
	body := "openssh-key-v1\x00" + field("none") + field("none") + field("") + "\x00\x00\x00\x01" + field(public) +
		field(strings.Repeat("x", 64))
	return pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte(body)})
}

func TestKeysThatTuarCannotSignWithAreNamed(t *testing.T) {
	dir := t.TempDir()
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"id_ed25519_sk": {fido(), "a key that lives on a FIDO token (sk-ssh-ed25519@openssh.com)"},
		"cut_sk":        {fido()[:120], "no private SSH key that tuar can use"},
		"key.ppk":       {[]byte("PuTTY-User-Key-File-3: ssh-ed25519\n"), "a key of PuTTY"},
		"cert.pem":      {[]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "an X.509 certificate"},
		"public.pem":    {[]byte("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), "the public half"},
		"letter.txt":    {[]byte("hello\n"), "no private SSH key that tuar can use"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := signing.Keys{}.Open(t.Context(), path, nil)
		if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), tt.want) ||
			!strings.Contains(fault.HintOf(err), "ssh-keygen -t ed25519") {
			t.Errorf("%s: %v (%s)", name, err, fault.HintOf(err))
		}
	}
}

// A certificate is named for what it is, with the key to use in its place.
func TestACertificateIsNamed(t *testing.T) {
	ca, key := newKey(t, "", "-t", "ed25519"), newKey(t, "", "-t", "ed25519")
	if out, err := run(t, "", "ssh-keygen", "-q", "-s", ca, "-I", "x", "-n", "x", key+".pub"); err != nil {
		t.Skip("ssh-keygen makes no certificate here: ", out, err)
	}
	_, err := signing.Keys{}.Open(t.Context(), key+"-cert.pub", nil)
	if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "is a certificate") ||
		!strings.Contains(fault.HintOf(err), key) {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
}

func FuzzUnusual(f *testing.F) {
	f.Add(fido())
	f.Add([]byte("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n"))
	path := filepath.Join(f.TempDir(), "key")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = signing.Keys{}.Open(t.Context(), path, nil)
	})
}
