package review

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"sync"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Config is what a workspace is made of.
type Config struct {
	Name string // the local name of the workspace
	As   string // the e-mail address somebody gave as theirs; empty if nobody did
	Env  Credentials
	Tool population.Tool // ClientID is filled in at each sync

	Clock       Clock
	Journal     Journal
	Populations Populations
	Settings    SettingsFile
	Secrets     Secrets
	Files       Files
	Dial        func(Credentials) (Source, error)
}

// Workspace is one Torq workspace, connected under a local name, with all that can be done with it. Its methods may be
// called from several goroutines; what they return belongs to the caller.
type Workspace struct {
	cfg Config

	mu      sync.Mutex
	state   *state
	syncing bool
	proven  map[string]bool // client IDs whose secret Torq accepted in this process

	populations struct {
		name string
		last *population.Population
	}
	bases basisCache
}

// New makes a workspace. It reads and writes nothing.
func New(cfg Config) *Workspace {
	return &Workspace{cfg: cfg, state: newState(), proven: map[string]bool{}}
}

// Name is the local name of the workspace.
func (w *Workspace) Name() string { return w.cfg.Name }

// IAm says who is at the keyboard from now on, and remembers it for this installation.
func (w *Workspace) IAm(ctx context.Context, email string) error {
	if err := checkEmail(email); err != nil {
		return err
	}
	w.mu.Lock()
	w.cfg.As = email
	w.mu.Unlock()
	s, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return err
	}
	s.Connection.Actor = email
	return w.cfg.Settings.Save(ctx, s)
}

// Actor is who acts, and how surely that is known: by the private API key in use if Torq accepts it and it belongs to
// that person, else by their own word. It is a BadInput fault if nobody said who they are.
func (w *Workspace) Actor(ctx context.Context) (record.Actor, error) {
	w.mu.Lock()
	as := w.cfg.As
	w.mu.Unlock()
	owner := w.keyOwner(ctx)
	switch {
	case owner != "" && (as == "" || sameEmail(as, owner)):
		return record.Actor{Email: owner, Assurance: record.ByAPIKey}, nil
	case as != "":
		if err := checkEmail(as); err != nil {
			return record.Actor{}, err
		}
		return record.Actor{Email: as, Assurance: record.Declared}, nil
	}
	return record.Actor{}, fault.New(fault.BadInput, "nobody said who is reviewing").
		WithHint("say who you are with --as EMAIL, or set TUAR_AS")
}

// keyOwner is the owner of the private key in use, proven against Torq once in this process; empty if the key is not
// private, not in the last population, or Torq cannot be asked.
func (w *Workspace) keyOwner(ctx context.Context) string {
	creds, _, err := w.credentials(ctx)
	if err != nil {
		return ""
	}
	p, err := w.lastPopulation(ctx)
	if err != nil || p == nil {
		return ""
	}
	for _, k := range p.Keys {
		if k.ClientID != creds.ClientID || k.Type != population.KeyPrivate || k.OwnerEmail == "" {
			continue
		}
		if w.prove(ctx, creds) {
			return k.OwnerEmail
		}
	}
	return ""
}

func (w *Workspace) prove(ctx context.Context, creds Credentials) bool {
	w.mu.Lock()
	proven := w.proven[creds.ClientID]
	w.mu.Unlock()
	if proven {
		return true
	}
	source, err := w.cfg.Dial(creds)
	if err != nil || source.Authenticate(ctx) != nil {
		return false
	}
	w.mu.Lock()
	w.proven[creds.ClientID] = true
	w.mu.Unlock()
	return true
}

// witness is who a line of the machine's own doing is attributed to: the person, or else the key.
func (w *Workspace) witness(ctx context.Context, clientID string) record.Actor {
	if a, err := w.Actor(ctx); err == nil {
		return a
	}
	return record.Actor{Email: "key:" + clientID, Assurance: record.ByAPIKey}
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
		return fault.New(fault.Damaged, "the record cannot be read: %w", err)
	}
	return nil
}

// append folds, asks decide for entries, writes them and folds them in, all under the journal's lock.
func (w *Workspace) append(ctx context.Context, decide func(*state) ([]record.Entry, error)) ([]record.Line, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	written, err := w.cfg.Journal.Append(ctx, func(lines []record.Line) ([]record.Entry, error) {
		if err := w.foldLines(lines); err != nil {
			return nil, err
		}
		return decide(w.state)
	})
	if err != nil {
		return nil, err
	}
	_, err = w.fold(ctx)
	return written, err
}

// population loads by name and remembers the one loaded last: it is what screens ask for again and again.
func (w *Workspace) population(ctx context.Context, name string) (*population.Population, error) {
	w.mu.Lock()
	if w.populations.name == name && name != "" {
		defer w.mu.Unlock()
		return w.populations.last, nil
	}
	w.mu.Unlock()
	p, err := w.cfg.Populations.Load(ctx, name)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.populations.name, w.populations.last = name, p
	w.mu.Unlock()
	return p, nil
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
	if err != nil || len(s.syncs) == 0 {
		return "", err
	}
	return s.syncs[len(s.syncs)-1].Population, nil
}

// errNoPopulation is what a question about access gets before the first sync.
func errNoPopulation() error {
	return fault.New(fault.NotConnected, "nothing has been read from Torq yet").WithHint("connect with: tuar connect; then read everyone's access with: tuar sync")
}

// basisCache keeps the basis of the campaign that was decided on last.
type basisCache struct {
	mu    sync.Mutex
	id    string
	basis campaign.Basis
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
