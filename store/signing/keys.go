// Package signing signs with the SSH keys that people have: private key files and the SSH agent.
package signing

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/signature"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/store/userpath"
)

// Keys finds the SSH keys of the person who runs tuar. It implements core.SigningKeys.
type Keys struct{ Agent Agent }

// FromAgent names the only key that the SSH agent holds.
const FromAgent = "agent"

// maxKeyFile bounds the size of a key file in bytes.
const maxKeyFile = 64 << 10

// Ask gets the passphrase of the key that is named.
type Ask = func(ctx context.Context, what string) (string, error)

// Open makes a key ready. A key with a passphrase is used through the agent if that holds it, as ssh does.
func (k Keys) Open(ctx context.Context, key string, ask Ask) (signature.Signer, error) {
	if key == FromAgent {
		return k.Agent.only(ctx)
	}
	path, err := userpath.Expand(key)
	if err != nil {
		return nil, err
	}
	data, err := read(path)
	if err != nil {
		return nil, err
	}
	if public, _, _, _, err := ssh.ParseAuthorizedKey(data); err == nil {
		if _, isCertificate := public.(*ssh.Certificate); isCertificate {
			return nil, fault.New(fault.BadInput, "%s is a certificate, with which tuar does not sign", path).
				WithHint("name the key that it certifies: %s", strings.TrimSuffix(path, "-cert.pub"))
		}
		return k.Agent.holding(ctx, public, path)
	}
	if why := unusual(data); why != "" {
		return nil, fault.New(fault.BadInput, "%s is %s", path, why).
			WithHint("make a key of its own for tuar with: ssh-keygen -t ed25519")
	}
	if err := isPrivate(path); err != nil {
		return nil, err
	}
	return k.unlock(ctx, path, data, ask)
}

func read(path string) ([]byte, error) {
	f, err := disk.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	switch {
	case err != nil:
		return nil, unreadable(path, err)
	case len(data) > maxKeyFile:
		return nil, fault.New(fault.BadInput, "%s is too large to be an SSH key", path)
	}
	return data, nil
}

func unreadable(path string, err error) error {
	var detail *os.PathError
	if errors.As(err, &detail) {
		err = detail.Err
	}
	return fault.New(fault.BadInput, "the SSH key %s cannot be read: %w", path, err)
}

// unlock makes a signer of a private key file.
func (k Keys) unlock(ctx context.Context, path string, data []byte, ask Ask) (signature.Signer, error) {
	signer, err := ssh.ParsePrivateKey(data)
	var locked *ssh.PassphraseMissingError
	if !errors.As(err, &locked) {
		return inFile(path, signer, err)
	}
	if locked.PublicKey != nil {
		if held, err := k.Agent.holding(ctx, locked.PublicKey, path); err == nil {
			return held, nil
		}
	}
	if ask == nil {
		return nil, fault.New(fault.BadInput, "the SSH key %s has a passphrase, and tuar cannot ask for it here", path).
			WithHint("hand the key to the agent first: ssh-add %s", path)
	}
	passphrase, err := ask(ctx, path)
	if err != nil {
		return nil, err
	}
	signer, err = ssh.ParsePrivateKeyWithPassphrase(data, []byte(passphrase))
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, fault.New(fault.BadInput, "the passphrase does not fit the SSH key %s", path)
	}
	return inFile(path, signer, err)
}

func inFile(path string, signer ssh.Signer, err error) (signature.Signer, error) {
	switch {
	case err != nil:
		return nil, fault.New(fault.BadInput, "%s is no private SSH key that tuar can use", path).
			WithHint("name the private key file, its .pub file if the agent holds it, or make one with: ssh-keygen -t ed25519")
	case !signature.Usable(signer.PublicKey()):
		return nil, unusable(path, signer.PublicKey())
	}
	return fileSigner{signer}, nil
}

func unusable(what string, key ssh.PublicKey) error {
	return fault.New(fault.BadInput, "tuar does not sign with %s: the key is %s", what, signature.Refusal(key)).
		WithHint("make one with: ssh-keygen -t ed25519")
}

// fileSigner signs with a key read from a file.
type fileSigner struct{ key ssh.Signer }

// Sign signs the message.
func (s fileSigner) Sign(_ context.Context, message []byte) (signature.Signature, error) {
	return sign(s.key, message)
}

func sign(key ssh.Signer, message []byte) (signature.Signature, error) {
	made, err := sshsig.Sign(bytes.NewReader(message), key, sshsig.HashSHA512, signature.Namespace)
	if err != nil {
		return signature.Signature{}, fault.New(fault.Failed, "the SSH key %s did not sign: %w",
			ssh.FingerprintSHA256(key.PublicKey()), err)
	}
	return signature.Of(made), nil
}
