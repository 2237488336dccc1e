package signing

import (
	"bytes"
	"context"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/signature"
)

// Agent is the address of the SSH agent; empty where there is none.
type Agent string

// with connects to the agent until the work is done or ctx ends.
func (a Agent) with(ctx context.Context, work func(agent.ExtendedAgent) error) error {
	if a == "" {
		return fault.New(fault.BadInput, "no SSH agent runs here: SSH_AUTH_SOCK is not set").
			WithHint("start one with: eval $(ssh-agent); ssh-add; or name a private key file")
	}
	conn, err := dial(ctx, string(a))
	if err != nil {
		return fault.New(fault.BadInput, "the SSH agent does not answer: %w", err).
			WithHint("is SSH_AUTH_SOCK right? try: ssh-add -l")
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := work(agent.NewClient(conn)); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}

// signers passes on the keys of the agent that tuar can sign with.
func (a Agent) signers(ctx context.Context, use func([]ssh.Signer) error) error {
	return a.with(ctx, func(held agent.ExtendedAgent) error {
		all, err := held.Signers()
		if err != nil {
			return fault.New(fault.BadInput, "the SSH agent does not say what keys it holds: %w", err)
		}
		var usable []ssh.Signer
		for _, s := range all {
			if signature.Usable(s.PublicKey()) {
				usable = append(usable, s)
			}
		}
		return use(usable)
	})
}

// only returns the only key of the agent. It does not guess which of several is meant.
func (a Agent) only(ctx context.Context) (signature.Signer, error) {
	var found signature.Signer
	err := a.signers(ctx, func(held []ssh.Signer) error {
		switch len(held) {
		case 0:
			return fault.New(fault.BadInput, "the SSH agent holds no key").WithHint("hand it one with: ssh-add")
		case 1:
			found = agentSigner{a, held[0].PublicKey()}
			return nil
		}
		names := make([]string, len(held))
		for i, s := range held {
			names[i] = ssh.FingerprintSHA256(s.PublicKey())
		}
		return fault.New(fault.BadInput, "the SSH agent holds %d keys: %s", len(held), strings.Join(names, ", ")).
			WithHint("name one by its public key file, such as ~/.ssh/id_ed25519.pub")
	})
	return found, err
}

// holding returns that key in the agent; path is the file that named it.
func (a Agent) holding(ctx context.Context, key ssh.PublicKey, path string) (signature.Signer, error) {
	if !signature.Usable(key) {
		return nil, unusable(path, key)
	}
	err := a.signers(ctx, func(held []ssh.Signer) error {
		_, err := pick(held, key)
		return err
	})
	if err != nil {
		return nil, fault.Wrap(err, "%s is a public key, whose private half the agent must hold", path)
	}
	return agentSigner{a, key}, nil
}

func pick(held []ssh.Signer, key ssh.PublicKey) (ssh.Signer, error) {
	for _, s := range held {
		if bytes.Equal(s.PublicKey().Marshal(), key.Marshal()) {
			return s, nil
		}
	}
	return nil, fault.New(fault.BadInput, "the SSH agent does not hold the key %s", ssh.FingerprintSHA256(key)).
		WithHint("hand it over with: ssh-add, or name the private key file")
}

// agentSigner signs with a key of the agent. The agent may ask the person first, or wait for a touch.
type agentSigner struct {
	agent Agent
	key   ssh.PublicKey
}

// Sign has the agent sign the message.
func (s agentSigner) Sign(ctx context.Context, message []byte) (made signature.Signature, err error) {
	err = s.agent.signers(ctx, func(held []ssh.Signer) error {
		key, err := pick(held, s.key)
		if err == nil {
			made, err = sign(key, message)
		}
		return err
	})
	return made, err
}
