package review

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Config is what a workspace is made of.
type Config struct {
	Name string // the local name of the workspace
	As   string // the e-mail address somebody gave as theirs; empty if nobody did
	Env  settings.Credentials

	HookEnv order.HookTarget // the webhook of the environment
	Tool    population.Tool  // ClientID is filled in at each sync
	Pack    *Pack            // what is looked at is in that pack, and cannot be changed; else nil

	Clock       Clock
	Journal     Journal
	Populations Populations
	Storage     Storage // nil where nobody asks what is kept
	Settings    SettingsFile
	Secrets     Secrets
	Files       Files
	Keys        SigningKeys
	Turn        Turn  // nil where no other process can be at it
	Timer       Timer // nil where there can be none
	Hook        Hook  // nil without webhooks
	Dial        func(settings.Credentials) (Source, error)
	OneRegion   bool // Torq's address was given, so that a key cannot be of another region
}

// Workspace is one Torq workspace, connected under a local name, with all that can be done with it. Its methods may be
// called from several goroutines; what they return belongs to the caller.
type Workspace struct {
	cfg Config

	mu      sync.Mutex
	state   *state
	writer  string               // whose journal this process writes to; empty before it first did
	syncing int                  // syncs under way
	proven  map[string]bool      // client IDs whose secret Torq accepted in this process
	refused map[string]time.Time // client IDs that could not be proven, and when that was tried

	held     heldSecret // what the keyring answered
	heldHook heldHook
	read     readSource // with what the last sync of this process read
	signer   Signer     // what SignWith named; nil for the one in the settings, if any

	copyMended   bool   // workspace.json was compared with the record when this process first wrote
	copyUnmended string // why that could not be written anew

	saving sync.Mutex // held from reading the settings until they are saved
	cache  cache
}

// heldSecret is the secret of one connection.
type heldSecret struct {
	clientID string
	since    time.Time
	secret   string
}

// readSource is a source and the credentials it was dialled with. It has a token of Torq already.
type readSource struct {
	creds  settings.Credentials
	source Source
}

// heldHook is the webhook that was set at that time.
type heldHook struct {
	since  time.Time
	target order.HookTarget
}

// New makes a workspace. It reads and writes nothing.
func New(cfg Config) *Workspace {
	return &Workspace{cfg: cfg, state: newState(), proven: map[string]bool{}, refused: map[string]time.Time{}}
}

// Name is the local name of the workspace.
func (w *Workspace) Name() string { return w.cfg.Name }

// IAm says who is at the keyboard from now on, and remembers it for this installation.
func (w *Workspace) IAm(ctx context.Context, email string) error {
	if err := person.Check(email); err != nil {
		return err
	}
	if err := w.mayAct(); err != nil {
		return err
	}
	w.mu.Lock()
	w.cfg.As = email
	w.mu.Unlock()
	return w.changeConnection(ctx, func(c *settings.Connection) { c.Actor = email })
}

// changeConnection changes what belongs to this installation; nothing else in this process does so meanwhile.
func (w *Workspace) changeConnection(ctx context.Context, change func(*settings.Connection)) error {
	if err := w.mayAct(); err != nil {
		return err
	}
	w.saving.Lock()
	defer w.saving.Unlock()
	c, _, err := w.cfg.Settings.Connection(ctx)
	if err != nil {
		return err
	}
	change(&c)
	return w.cfg.Settings.SaveConnection(ctx, c)
}

// fold brings the state up to the journal. The caller holds the lock, and uses the state only while holding it.
func (w *Workspace) fold(ctx context.Context) (*state, error) {
	lines, err := w.cfg.Journal.Lines(ctx)
	if err != nil {
		return nil, err
	}
	return w.state, w.foldLines(lines)
}

func (w *Workspace) foldLines(lines []record.Line) error {
	if !w.state.isPrefixOf(lines) {
		w.state = newState()
	}
	if err := w.state.apply(lines); err != nil {
		w.state = newState()
		return damaged(err)
	}
	return nil
}

// append folds, asks decide for entries, writes them and folds them in, all under the journal's lock.
func (w *Workspace) append(ctx context.Context, decide func(*state) ([]record.Entry, error)) ([]record.Line, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	adopted := 0
	written, err := w.cfg.Journal.Append(ctx, func(lines []record.Line) ([]record.Entry, error) {
		if err := w.foldLines(lines); err != nil {
			return nil, err
		}
		entries, err := decide(w.state)
		if err != nil {
			return nil, err
		}
		if err := w.state.relyOn(entries); err != nil {
			return nil, err
		}
		before, err := w.adopting(ctx, w.state, entries)
		adopted = len(before)
		return append(before, entries...), err
	})
	if err != nil {
		return nil, err
	}
	written = written[min(adopted, len(written)):]
	if len(written) > 0 {
		w.writer = written[0].Writer
		w.mendCopy(ctx)
	}
	_, err = w.fold(ctx)
	return written, err
}

// lastPopulation is the newest population, or nil if there is none yet.
func (w *Workspace) lastPopulation(ctx context.Context) (*population.Population, error) {
	name, err := w.lastPopulationName(ctx)
	if err != nil || name == "" {
		return nil, err
	}
	return w.population(ctx, name)
}

func (w *Workspace) lastPopulationName(ctx context.Context) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return "", err
	}
	for _, sync := range slices.Backward(s.syncs) {
		if w.cfg.Pack.holds(sync.Population) {
			return sync.Population, nil
		}
	}
	return "", nil
}

// errNoPopulation is what a question about access gets before the first sync.
func errNoPopulation() error {
	return fault.New(fault.NotConnected, "nothing has been read from Torq yet").WithHint("connect with: tuar connect; then read everyone's access with: tuar sync")
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
