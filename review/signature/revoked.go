package signature

import (
	"bytes"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review/fault"
)

// Revoked holds keys that may not sign any more.
type Revoked struct{ keys map[string]bool }

// ParseRevoked reads a file of public keys, one a line, as ssh-keygen -Y verify -r takes it. A binary key revocation list
// (KRL), and a line that is no public key, is a BadInput fault: a key that was overlooked would count.
func ParseRevoked(data []byte) (*Revoked, error) {
	if bytes.HasPrefix(data, []byte("SSHKRL\n")) {
		return nil, fault.New(fault.BadInput, "the revoked keys are a binary key revocation list, which tuar does not read").
			WithHint("give the public keys themselves, one a line; ssh-keygen takes such a file, too")
	}
	r, n := &Revoked{map[string]bool{}}, 0
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		n++
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(text))
		if err != nil {
			return nil, fault.New(fault.BadInput, "line %d of the revoked keys is no public key", n)
		}
		r.keys[string(key.Marshal())] = true
	}
	return r, nil
}

// Has reports whether the key is revoked. Without a file none is.
func (r *Revoked) Has(publicKey string) bool {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(publicKey))
	return r != nil && err == nil && r.keys[string(key.Marshal())]
}
