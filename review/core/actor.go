package core

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// The time to wait for Torq when a key is verified, and the time for which a key that could not be verified is not
// tried again: a decision must not wait for Torq.
const (
	proveWithin   = 5 * time.Second
	askAgainAfter = time.Minute
)

// Actor returns the current user and the assurance of their identity: by the private API key in use if Torq accepts it
// and it belongs to that person, else self-declared. It is a BadInput fault if the user is not known.
func (c *Core) Actor(ctx context.Context) (record.Actor, error) {
	if err := c.MayAct(); err != nil {
		return record.Actor{}, err
	}
	c.session.Lock()
	as := c.session.as
	c.session.Unlock()
	if as != "" {
		if err := person.Check(as); err != nil {
			return record.Actor{}, err
		}
	}
	owner := c.keyOwner(ctx)
	if owner != "" && (as == "" || person.Same(as, owner)) && c.keyAccepted(ctx) {
		return record.Actor{Email: owner, Assurance: record.ByAPIKey}, nil
	}
	if as != "" {
		return record.Actor{Email: as, Assurance: record.Declared}, nil
	}
	return record.Actor{}, fault.New(fault.BadInput, "nobody said who you are").
		WithHint("say who you are with %s, or set TUAR_AS", fault.Identify.With())
}

// IAm sets the current user, and remembers it for this installation.
func (c *Core) IAm(ctx context.Context, email string) error {
	if err := person.Check(email); err != nil {
		return err
	}
	if err := c.MayAct(); err != nil {
		return err
	}
	c.session.Lock()
	c.session.as = email
	c.session.Unlock()
	return c.ChangeConnection(ctx, func(kept *settings.Connection) { kept.Actor = email })
}

// keyOwner returns the owner of the private key in use, by the last population; empty if it is not private or not in
// there.
func (c *Core) keyOwner(ctx context.Context) string {
	clientID := c.ClientID(ctx)
	if clientID == "" {
		return ""
	}
	p, err := c.LatestIfAny(ctx)
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

// keyAccepted reports whether Torq accepts the key in use. It asks once in this process, and if it was not accepted or
// Torq could not be asked, not again for a while. Neither the keyring nor Torq is needed after that.
func (c *Core) keyAccepted(ctx context.Context) bool {
	clientID, now := c.ClientID(ctx), c.Now()
	c.session.Lock()
	accepted, tried := c.session.accepted[clientID], c.session.refused[clientID]
	c.session.Unlock()
	if accepted || !tried.IsZero() && now.Sub(tried) < askAgainAfter {
		return accepted
	}
	source, err := c.Source(ctx)
	if err == nil {
		soon, cancel := context.WithTimeout(ctx, proveWithin)
		defer cancel()
		err = source.Authenticate(soon)
	}
	if ctx.Err() != nil {
		return false // nothing was learnt
	}
	c.session.Lock()
	defer c.session.Unlock()
	if err != nil {
		c.session.refused[clientID] = now
		return false
	}
	c.session.accepted[clientID] = true
	return true
}

// Accepted remembers that Torq accepted the key.
func (c *Core) Accepted(clientID string) {
	c.session.Lock()
	c.session.accepted[clientID] = true
	c.session.Unlock()
}

// SystemActor returns the actor of automatic acts: the current user, or else the key, which counts as self-declared
// unless Torq accepted it.
func (c *Core) SystemActor(ctx context.Context, clientID string) record.Actor {
	if a, err := c.Actor(ctx); err == nil {
		return a
	}
	c.session.Lock()
	defer c.session.Unlock()
	if c.session.accepted[clientID] {
		return record.Actor{Email: "key:" + clientID, Assurance: record.ByAPIKey}
	}
	return record.Actor{Email: "key:" + clientID, Assurance: record.Declared}
}
