package signature

import (
	"crypto/sha512"
	"encoding/hex"
	"encoding/pem"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// OfFile checks the signature of a file that ssh-keygen -Y sign -n tuar made, and returns it in the form of the record. If
// it is not valid, the Damaged fault gives the reason, as the end of a sentence whose subject is the file.
func OfFile(data []byte, armoured string) (record.FileStamp, error) {
	checked, err := Check(data, armoured)
	if err != nil {
		return record.FileStamp{}, err
	}
	sum := sha512.Sum512(data)
	stamp := record.FileStamp{Armoured: strings.TrimSpace(armoured), Key: checked.Fingerprint, SHA512: hex.EncodeToString(sum[:])}
	return stamp, CheckFile(stamp)
}

// CheckFile checks the signature of a file by the hash of the file alone. If it is not valid, the Damaged fault gives the
// reason, as the end of a sentence whose subject is the signed object.
func CheckFile(s record.FileStamp) error {
	block, rest := pem.Decode([]byte(s.Armoured))
	if block == nil || !strings.HasPrefix(s.Armoured, begins) || !strings.HasSuffix(s.Armoured, ends) || len(rest) > 0 {
		return fault.New(fault.Damaged, "what stands there is no armoured SSH signature")
	}
	sig, err := sshsig.Unarmor([]byte(s.Armoured))
	switch {
	case err != nil:
		return fault.New(fault.Damaged, "the SSH signature cannot be read: %w", err)
	case !Usable(sig.PublicKey):
		return fault.New(fault.Damaged, "it is signed with a key of the kind %s, which is not accepted", sig.PublicKey.Type())
	case sig.Namespace != Namespace:
		return fault.New(fault.Damaged, "the signature was made for %q, where it must be made for %q", sig.Namespace, Namespace)
	case sig.HashAlgorithm != sshsig.HashSHA512:
		return fault.New(fault.Damaged, "the signature is over another hash than SHA-512, which ssh-keygen uses by itself")
	case ssh.FingerprintSHA256(sig.PublicKey) != s.Key:
		return fault.New(fault.Damaged, "it names the key %s, but is signed with %s", s.Key, ssh.FingerprintSHA256(sig.PublicKey))
	}
	hash, err := hex.DecodeString(s.SHA512)
	if err != nil || len(hash) != sha512.Size || strings.ToLower(s.SHA512) != s.SHA512 {
		return fault.New(fault.Damaged, "%q is no SHA-512", s.SHA512)
	}
	// What is signed is laid out in OpenSSH's PROTOCOL.sshsig.
	signed := append([]byte("SSHSIG"), ssh.Marshal(struct{ Namespace, Reserved, Algorithm, Hash string }{
		Namespace, "", string(sshsig.HashSHA512), string(hash),
	})...)
	if err := sig.PublicKey.Verify(signed, sig.Signature); err != nil {
		return fault.New(fault.Damaged, "the signature by key %s is not over that file: %w", s.Key, err)
	}
	return nil
}
