// Package secret keeps client secrets in the operating system's keyring: macOS Keychain, Windows Credential Manager, or
// the Secret Service of the desktop. Only the secret is kept there, under the service "tuar" and the workspace's name.
package secret

import (
	"cmp"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
)

const service = "tuar"

// Keyring implements review.Secrets. The keyring may ask the person to unlock it and does not say so to us: a call that
// takes longer than Notice is reported to Waiting, and given up after GiveUp.
type Keyring struct {
	Waiting func()        // called from another goroutine; may be nil
	Notice  time.Duration // 3 s if zero
	GiveUp  time.Duration // 60 s if zero
}

// Get implements review.Secrets.
func (k Keyring) Get(ctx context.Context, workspace string) (string, error) {
	return k.patiently(ctx, func() (string, error) { return keyring.Get(service, workspace) })
}

// Set implements review.Secrets.
func (k Keyring) Set(ctx context.Context, workspace, secret string) error {
	_, err := k.patiently(ctx, func() (string, error) { return "", keyring.Set(service, workspace, secret) })
	return err
}

// Delete implements review.Secrets.
func (k Keyring) Delete(ctx context.Context, workspace string) error {
	_, err := k.patiently(ctx, func() (string, error) { return "", keyring.Delete(service, workspace) })
	return err
}

// patiently runs a call that may hang for ever. When it is given up, its goroutine stays behind with it.
func (k Keyring) patiently(ctx context.Context, call func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	done := make(chan answer, 1)
	go func() {
		secret, err := call()
		done <- answer{secret, err}
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

// explain says in plain words what the keyring answered. Whatever is not "there is nothing" means that it cannot be used.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return review.ErrNoSecret
	case errors.Is(err, exec.ErrNotFound):
		return unavailable("there is no desktop session with one", err)
	case strings.Contains(err.Error(), "org.freedesktop.secrets was not provided"):
		return unavailable("no secret service is running", err)
	case strings.Contains(err.Error(), "failed to unlock"):
		return unavailable("it is locked", err)
	case strings.Contains(err.Error(), "exit status 36"):
		return fault.New(fault.NotConnected, "this machine's keyring cannot be used: it is locked (%w)", err).
			WithHint("unlock it with: security unlock-keychain; or set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET in the environment")
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return fault.New(fault.BadInput, "the secret is too long for this machine's keyring")
	}
	return wayOut(fault.New(fault.NotConnected, "this machine's keyring cannot be used: %w", err))
}

func unavailable(why string, err error) error {
	return wayOut(fault.New(fault.NotConnected, "this machine's keyring cannot be used: %s (%w)", why, err))
}

func wayOut(f *fault.Error) error {
	return f.WithHint("set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET in the environment instead")
}
