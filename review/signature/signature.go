// Package signature checks SSH signatures (SSHSIG, as ssh-keygen -Y makes them), and looks up who may sign in a list of
// allowed signers. It holds no private key and reads no file.
package signature

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review/fault"
)

// Namespace separates signatures for tuar from other signatures with the same key.
const Namespace = "tuar"

// Signature is a signature and the key that made it.
type Signature struct {
	Armoured    string // as ssh-keygen -Y sign writes it
	PublicKey   string // as in authorized_keys, without a comment
	Fingerprint string // of the key: "SHA256:…"
}

// kinds lists the keys whose signatures count: those that OpenSSH makes today, and no certificates.
var kinds = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoRSA, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256,
}

// minRSABits is the size under which an RSA key can be broken, by NIST SP 800-131A.
const minRSABits = 2048

// Usable reports whether tuar can sign with such keys and check their signatures.
func Usable(key ssh.PublicKey) bool { return Refusal(key) == "" }

// Refusal returns why signatures by such a key do not count, as the end of a sentence about the key; empty if they do.
func Refusal(key ssh.PublicKey) string {
	if !slices.Contains(kinds, key.Type()) {
		return "of the kind " + key.Type() + ", which is not accepted"
	}
	if public, ok := key.(ssh.CryptoPublicKey); ok {
		if rsaKey, ok := public.CryptoPublicKey().(*rsa.PublicKey); ok && rsaKey.N.BitLen() < minRSABits {
			return fmt.Sprintf("of %d bits, and RSA needs %d", rsaKey.N.BitLen(), minRSABits)
		}
	}
	return ""
}

// ParseKey reads a public key as it stands in a .pub file or a line of authorized_keys: one key, whose comment is left
// out. What is none, or of a kind that cannot sign for tuar, is a BadInput fault.
func ParseKey(text string) (publicKey, fingerprint string, err error) {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return "", "", fault.New(fault.BadInput, "this is a private key; give the public one, the file that ends in .pub")
	}
	key, _, options, rest, err := ssh.ParseAuthorizedKey([]byte(text))
	switch {
	case err != nil:
		return "", "", fault.New(fault.BadInput, "this is no SSH public key")
	case len(options) > 0:
		return "", "", fault.New(fault.BadInput, "this public key has options, which tuar does not read")
	case len(bytes.TrimSpace(rest)) > 0:
		return "", "", fault.New(fault.BadInput, "there is more than one line; give one public key")
	case !Usable(key):
		return "", "", fault.New(fault.BadInput, "this key cannot sign for tuar: it is %s", Refusal(key)).
			WithHint("make one with: ssh-keygen -t ed25519")
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))), ssh.FingerprintSHA256(key), nil
}

// Of describes a signature that a key made.
func Of(sig *sshsig.Signature) Signature {
	return Signature{
		Armoured: string(sshsig.Armor(sig)), Fingerprint: ssh.FingerprintSHA256(sig.PublicKey),
		PublicKey: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(sig.PublicKey))),
	}
}

const (
	begins = "-----BEGIN " + sshsig.PEMType + "-----"
	ends   = "-----END " + sshsig.PEMType + "-----"
)

// Check returns the key that signed the message for tuar. If the signature is not valid, the Damaged fault gives the
// reason, as the end of a sentence whose subject is the signed object.
func Check(message []byte, armoured string) (Signature, error) {
	text := strings.TrimSpace(armoured)
	block, rest := pem.Decode([]byte(text))
	if block == nil || !strings.HasPrefix(text, begins) || !strings.HasSuffix(text, ends) || len(rest) > 0 || len(block.Headers) > 0 {
		return Signature{}, fault.New(fault.Damaged, "what stands there is no armoured SSH signature")
	}
	sig, err := sshsig.Unarmor([]byte(text))
	if err != nil {
		return Signature{}, fault.New(fault.Damaged, "the SSH signature cannot be read: %w", err)
	}
	made := Of(sig)
	made.Armoured = armoured
	switch {
	case !Usable(sig.PublicKey):
		return made, fault.New(fault.Damaged, "it is signed with a key %s", Refusal(sig.PublicKey))
	case sig.Namespace != Namespace:
		return made, fault.New(fault.Damaged, "the signature was made for %q, where it must be made for %q",
			sig.Namespace, Namespace)
	}
	if err := sshsig.Verify(bytes.NewReader(message), sig, sig.PublicKey, sig.HashAlgorithm, Namespace); err != nil {
		return made, fault.New(fault.Damaged, "the signature by key %s is not over this: %w", made.Fingerprint, err)
	}
	return made, nil
}

// Signer signs with one SSH key, in the namespace tuar.
type Signer interface {
	Sign(ctx context.Context, message []byte) (Signature, error)
}
