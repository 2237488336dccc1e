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

// Actor returns the current user and how they are known: by the private API key in use if Torq accepts it and it belongs
// to that person, by the OS account if an owner enrolled it for them, else self-declared. It is a BadInput fault if the
// user is not known, and a Refused fault if the key belongs to another person, unless this OS account is a shared desk.
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
	here, err := c.place(ctx, as, owner)
	if err != nil {
		return record.Actor{}, err
	}
	actor := record.Actor{Email: as, Assurance: record.Declared}
	switch {
	case owner != "" && as != "" && !here.same && !here.shared:
		return record.Actor{}, fault.New(fault.Refused, "the API key in use belongs to %s; only they can act here, and %s cannot", owner, as).
			WithHint("connect with your own key or a service key: %s; an owner can allow it on this OS account with: %s",
				fault.Connect.With(), fault.ShareDesk.With("--reason TEXT"))
	case owner != "" && as != "" && !here.same:
		actor.KeyOwner = owner
	case owner != "" && c.keyAccepted(ctx):
		return record.Actor{Email: owner, Assurance: record.ByAPIKey}, nil
	}
	switch {
	case here.account != "" && as == "":
		return record.Actor{Email: here.account, Assurance: record.ByOS}, nil
	case here.account != "" && here.own:
		actor.Assurance = record.ByOS
	case as == "":
		return record.Actor{}, fault.New(fault.BadInput, "tuar does not know who you are").
			WithHint("say who you are with %s, or set TUAR_AS", fault.Identify.With())
	}
	return actor, nil
}

// place holds what the record knows about the OS account of this process, for one person.
type place struct {
	same    bool   // the person owns the private API key in use
	shared  bool   // it is a shared desk
	account string // for whom an owner enrolled the OS account; empty for no person
	own     bool   // which is the person who acts
}

func (c *Core) place(ctx context.Context, as, keyOwner string) (here place, err error) {
	m := c.cfg.Machine
	err = c.Read(ctx, func() error {
		p := &c.base.People
		here.same, here.shared = p.Same(as, keyOwner), p.SharedDesk(m.Account, m.Host)
		here.account, _ = p.AccountOwner(m.Account, m.Host)
		here.own = p.Same(here.account, as)
		return nil
	})
	return here, err
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
