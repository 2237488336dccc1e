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

// Keyring implements core.Secrets. The keyring may ask the person to unlock it without telling the caller: a call that
// takes longer than Notice is reported to Waiting, and given up after GiveUp.
type Keyring struct {
	Waiting func()        // called while the caller waits; may be nil
	Notice  time.Duration // 3 s if zero
	GiveUp  time.Duration // 60 s if zero
}

// Get returns the secret of a workspace.
func (k Keyring) Get(ctx context.Context, workspace string) (string, error) {
	return k.callWithin(ctx, func() (string, error) { return keyring.Get(service, workspace) }, nil)
}

// Set keeps the secret of a workspace. A secret that the keyring takes after the call was given up is removed again.
func (k Keyring) Set(ctx context.Context, workspace, secret string) error {
	set := func() (string, error) { return "", keyring.Set(service, workspace, secret) }
	_, err := k.callWithin(ctx, set, func() { _ = keyring.Delete(service, workspace) })
	return err
}

// Delete removes the secret of a workspace.
func (k Keyring) Delete(ctx context.Context, workspace string) error {
	_, err := k.callWithin(ctx, func() (string, error) { return "", keyring.Delete(service, workspace) }, nil)
	return err
}

// turn is held by the one call that talks to the keyring: parallel calls would each raise a prompt, and a call that was
// given up must end before the next begins.
var turn = make(chan struct{}, 1)

type answer struct {
	secret string
	err    error
}

// callWithin runs a call that may hang for ever. When the call is given up, its goroutine stays behind, and undoes the
// effect of the call if it succeeds after all.
func (k Keyring) callWithin(ctx context.Context, call func() (string, error), undo func()) (string, error) {
	done, givenUp := make(chan answer), make(chan struct{})
	defer close(givenUp)
	go func() {
		select {
		case turn <- struct{}{}:
		case <-givenUp:
			return
		}
		defer func() { <-turn }()
		a := recovered(call)
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
			return "", withEnvironmentHint(fault.New(fault.NotConnected,
				"the keyring has not answered; it may be waiting for you to unlock it"))
		case <-ctx.Done():
			return "", fault.New(fault.NotConnected, "asking the keyring: %w", ctx.Err())
		}
	}
}

// recovered returns the answer of the call. The library trusts a secret service's answer, and panics at one that it
// does not know.
func recovered(call func() (string, error)) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{err: fmt.Errorf("its answer is not understood: %v", p)}
		}
	}()
	secret, err := call()
	return answer{secret, err}
}
