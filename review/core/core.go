// Package core is the base of all use cases of one workspace: the record and its fold, the current user, the
// populations, the settings, one client of Torq per API key, and the lock for changes in Torq. It imports none of the
// packages above it; each registers its ledger.
package core

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
	"github.com/tuar-dev/tuar/review/trail"
)

// Config holds the dependencies of a core.
type Config struct {
	Name   string               // the local name of the workspace
	As     string               // the e-mail address that a person gave as theirs; empty if none was given
	Env    settings.Credentials // of the environment; empty parts come from the settings and the keyring
	Shapes record.Shapes        // of the data of all types of lines
	// Machine names the host and the OS account of this process. The record gets it, unless it is empty.
	Machine Machine
	Pack    Pack // the evidence pack that is looked at, which cannot be changed; else nil

	Clock       Clock
	Journal     Journal
	Populations Populations
	Attachments Attachments // nil where no line names a file
	Settings    SettingsFile
	Secrets     Secrets
	Keys        SigningKeys
	Lock        RemediationLock // nil where no other process can change access in Torq
	Dial        func(settings.Credentials) (Source, error)
	Trail       *trail.Log // of the lines that this process writes; may be nil
}

// Core is the base of one workspace, without its use cases. Its methods may be called from several goroutines; what
// they return belongs to the caller.
type Core struct {
	cfg Config

	mu     sync.Mutex // guards the fold, the ledgers, and what of this process depends on them
	fold   *Fold
	relies map[string][]string // by type of line, the settings it depends on
	base   *Base
	writer string // whose journal this process writes to; empty before it first did

	copyMended   bool   // workspace.json was compared with the record when this process first wrote
	copyUnmended string // why that could not be written anew

	saving      sync.Mutex // held from reading the settings until they are saved
	settle      []func(before settings.Settings, after *settings.Settings, latest *population.Population) error
	session     session
	populations populations
	rosters     rosters
}

// session holds what this process knows about the current user and the key in use.
type session struct {
	sync.Mutex
	as       string               // the current user, as declared
	accepted map[string]bool      // client IDs whose secret Torq accepted in this process
	refused  map[string]time.Time // client IDs that could not be proven, and when that was tried
	held     heldSecret           // what the keyring answered
	signer   signature.Signer     // what SignWith named; nil for the one in the settings, if any
	signAll  bool                 // it signs every act
	sources  map[settings.Credentials]Source
}

// New makes a core. It reads and writes nothing.
func New(cfg Config) *Core {
	c := &Core{cfg: cfg, base: NewBase(), relies: map[string][]string{}, session: session{
		as: cfg.As, accepted: map[string]bool{}, refused: map[string]time.Time{}, sources: map[settings.Credentials]Source{},
	}}
	c.fold = NewFold(c.base).Shaped(cfg.Shapes)
	return c
}

// Name returns the local name of the workspace.
func (c *Core) Name() string { return c.cfg.Name }

// Machine returns where this process runs; empty if that is not known.
func (c *Core) Machine() Machine { return c.cfg.Machine }

// Now returns what this machine's clock shows.
func (c *Core) Now() time.Time { return c.cfg.Clock.Now() }

// ReadOnly is the reason shown when an action is refused in an evidence pack.
const ReadOnly = "a pack is read-only"

// ErrReadOnly refuses an action in an evidence pack.
func ErrReadOnly() error {
	return fault.New(fault.Refused, ReadOnly).WithHint("it shows the record as it was packed; do it in the workspace itself")
}

// Packed reports whether the workspace is looked at in an evidence pack.
func (c *Core) Packed() bool { return c.cfg.Pack != nil }

// MayAct returns a Refused fault in a pack, and nil elsewhere.
func (c *Core) MayAct() error {
	if c.Packed() {
		return ErrReadOnly()
	}
	return nil
}

// TakeLock waits until no other process of this machine changes access in this workspace, and keeps others waiting
// until release.
func (c *Core) TakeLock(ctx context.Context) (release func(), err error) {
	if c.cfg.Lock == nil {
		return func() {}, nil
	}
	release, err = c.cfg.Lock.Take(ctx)
	return release, fault.Wrap(err, "another process of this machine may be changing access in this workspace")
}

// RandomHex returns an ID of that many random bytes.
func RandomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
