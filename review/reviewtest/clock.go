package reviewtest

import (
	"context"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/settings"
)

// Clock tells the time it was set to.
type Clock struct {
	Step time.Duration // passes at each look; as in life no two things then happen at once

	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock at that time, which goes on by a step at each look.
func NewClock(now time.Time, step time.Duration) *Clock { return &Clock{Step: step, now: now} }

// Now returns the time, after a step.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.Step)
	return c.now
}

// Advance lets time pass.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set makes it that time.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// Keyring is a keyring in memory; the real one has its own tests.
type Keyring struct {
	Broken error // what it fails with when a secret is to be stored

	mu      sync.Mutex
	secrets map[string]string
	asked   int
}

// Get returns the secret of a workspace.
func (k *Keyring) Get(_ context.Context, workspace string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asked++
	if s, ok := k.secrets[workspace]; ok {
		return s, nil
	}
	return "", settings.ErrNoSecret
}

// Set stores the secret of a workspace.
func (k *Keyring) Set(_ context.Context, workspace, secret string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.Broken != nil {
		return k.Broken
	}
	if k.secrets == nil {
		k.secrets = map[string]string{}
	}
	k.secrets[workspace] = secret
	return nil
}

// Delete forgets the secret of a workspace.
func (k *Keyring) Delete(_ context.Context, workspace string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.secrets[workspace]; !ok {
		return settings.ErrNoSecret
	}
	delete(k.secrets, workspace)
	return nil
}

// Secret returns the secret kept for a workspace, "" if there is none.
func (k *Keyring) Secret(workspace string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.secrets[workspace]
}

// Count returns how many secrets are kept.
func (k *Keyring) Count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.secrets)
}

// Asked returns how often a secret was asked for.
func (k *Keyring) Asked() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.asked
}
