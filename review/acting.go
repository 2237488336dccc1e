package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// How long Torq is waited for when a key is to be proven, and how long a key that could not be proven is not asked about
// again: a decision must not wait for Torq.
const (
	proveWithin   = 5 * time.Second
	askAgainAfter = time.Minute
)

// Actor is who acts, and how surely that is known: by the private API key in use if Torq accepts it and it belongs to
// that person, else by their own word. It is a BadInput fault if nobody said who they are.
func (w *Workspace) Actor(ctx context.Context) (record.Actor, error) {
	if err := w.mayAct(); err != nil {
		return record.Actor{}, err
	}
	w.mu.Lock()
	as := w.cfg.As
	w.mu.Unlock()
	if as != "" {
		if err := person.Check(as); err != nil {
			return record.Actor{}, err
		}
	}
	owner := w.keyOwner(ctx)
	if owner != "" && (as == "" || person.Same(as, owner)) && w.proves(ctx) {
		return record.Actor{Email: owner, Assurance: record.ByAPIKey}, nil
	}
	if as != "" {
		return record.Actor{Email: as, Assurance: record.Declared}, nil
	}
	return record.Actor{}, fault.New(fault.BadInput, "nobody said who you are").
		WithHint("say who you are with --as EMAIL, or set TUAR_AS")
}

// keyOwner is whose private key the one in use is, by the last population; empty if it is not private or not in there.
func (w *Workspace) keyOwner(ctx context.Context) string {
	clientID := w.clientID(ctx)
	if clientID == "" {
		return ""
	}
	p, err := w.lastPopulation(ctx)
	if err != nil || p == nil {
		return ""
	}
	for _, k := range p.Keys {
		if k.ClientID == clientID && k.Type == population.KeyPrivate {
			return k.OwnerEmail
		}
	}
	return ""
}

// proves says whether Torq accepts the key in use. It asks once in this process, and if it was not accepted or Torq could
// not be asked, not again for a while. Neither the keyring nor Torq is needed after that.
func (w *Workspace) proves(ctx context.Context) bool {
	clientID, now := w.clientID(ctx), w.cfg.Clock.Now()
	w.mu.Lock()
	proven, tried := w.proven[clientID], w.refused[clientID]
	w.mu.Unlock()
	if proven || !tried.IsZero() && now.Sub(tried) < askAgainAfter {
		return proven
	}
	creds, _, err := w.credentials(ctx)
	if err == nil {
		var source Source
		if source, err = w.cfg.Dial(creds); err == nil {
			soon, cancel := context.WithTimeout(ctx, proveWithin)
			defer cancel()
			err = source.Authenticate(soon)
		}
	}
	if ctx.Err() != nil {
		return false // nothing was learnt
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.refused[clientID] = now
		return false
	}
	w.proven[clientID] = true
	return true
}

// accepted remembers that Torq accepted the key.
func (w *Workspace) accepted(clientID string) {
	w.mu.Lock()
	w.proven[clientID] = true
	w.mu.Unlock()
}

// witness is who a line of the machine's own doing is attributed to: the person, or else the key, which is no surer than
// declared unless Torq accepted it.
func (w *Workspace) witness(ctx context.Context, clientID string) record.Actor {
	if a, err := w.Actor(ctx); err == nil {
		return a
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.proven[clientID] {
		return record.Actor{Email: "key:" + clientID, Assurance: record.ByAPIKey}
	}
	return record.Actor{Email: "key:" + clientID, Assurance: record.Declared}
}
