// Package secret keeps secrets in the operating system's keyring: macOS Keychain, Windows Credential Manager, or the
// Secret Service of the desktop. They are kept under the service "tuar": the client secret by the workspace's name, its
// webhook by that name and "/webhook".
package secret

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/tuar-dev/tuar/review/fault"
)

const service = "tuar"

// Keyring implements core.Secrets. The keyring may ask the person to unlock it and does not say so to us: a call that
// takes longer than Notice is reported to Waiting, and given up after GiveUp.
type Keyring struct {
	Waiting func()        // called while the caller waits; may be nil
	Notice  time.Duration // 3 s if zero
	GiveUp  time.Duration // 60 s if zero
}

// Get implements core.Secrets.
func (k Keyring) Get(ctx context.Context, workspace string) (string, error) {
	return k.patiently(ctx, func() (string, error) { return keyring.Get(service, workspace) }, nil)
}

// Set implements core.Secrets. A secret that is taken only after this was given up is removed again.
func (k Keyring) Set(ctx context.Context, workspace, secret string) error {
	set := func() (string, error) { return "", keyring.Set(service, workspace, secret) }
	_, err := k.patiently(ctx, set, func() { _ = keyring.Delete(service, workspace) })
	return err
}

// Delete implements core.Secrets.
func (k Keyring) Delete(ctx context.Context, workspace string) error {
	_, err := k.patiently(ctx, func() (string, error) { return "", keyring.Delete(service, workspace) }, nil)
	return err
}

// turn is held by the one call that talks to the keyring: calls side by side would each raise a prompt, and one that
// was given up must be over before the next begins.
var turn = make(chan struct{}, 1)

type answer struct {
	secret string
	err    error
}

// patiently runs a call that may hang for ever. When it is given up, its goroutine stays behind with it, and undoes what
// it does in the end.
func (k Keyring) patiently(ctx context.Context, call func() (string, error), undo func()) (string, error) {
	done, givenUp := make(chan answer), make(chan struct{})
	defer close(givenUp)
	go func() {
		select {
		case turn <- struct{}{}:
		case <-givenUp:
			return
		}
		defer func() { <-turn }()
		a := caught(call)
		select {
		case done <- a:
		case <-givenUp:
			if a.err == nil && undo != nil {
				undo()
			}
		}
	}()
	notice := time.NewTimer(cmp.Or(k.Notice, 3*time.Second))
	defer notice.Stop()
	giveUp := time.NewTimer(cmp.Or(k.GiveUp, 60*time.Second))
	defer giveUp.Stop()
	for {
		select {
		case a := <-done:
			return a.secret, explain(a.err)
		case <-notice.C:
			if k.Waiting != nil {
				k.Waiting()
			}
		case <-giveUp.C:
			return "", wayOut(fault.New(fault.NotConnected, "the keyring has not answered; it may be waiting for you to unlock it"))
		case <-ctx.Done():
			return "", fault.New(fault.NotConnected, "asking the keyring: %w", ctx.Err())
		}
	}
}

// caught is what the call answers. The library takes what a secret service says at its word, and panics at another.
func caught(call func() (string, error)) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{err: fmt.Errorf("its answer is not understood: %v", p)}
		}
	}()
	secret, err := call()
	return answer{secret, err}
}
