package core

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// preceding returns the entries that the record needs before these: where this process writes from, the settings, and
// the first owner.
func (c *Core) preceding(ctx context.Context, entries []record.Entry) (before []record.Entry, err error) {
	if len(entries) == 0 {
		return nil, nil
	}
	writer, err := c.cfg.Journal.Writer()
	if err != nil {
		return nil, err
	}
	actor := entries[0].Actor
	if here, said := c.base.Writers.Now(writer); c.cfg.Machine != (Machine{}) && (!said || here != c.cfg.Machine) {
		before = append(before, record.Entry{Type: TypeIntroduced, Actor: actor, Data: c.cfg.Machine})
	}
	chosen := c.base.Rules.Now
	if chosen == nil {
		now, err := c.cfg.Settings.Load(ctx)
		if err != nil {
			return nil, err
		}
		before = append(before, record.Entry{Type: settings.TypeAdopted, Actor: actor, Data: settings.Adopted{Settings: now.Recorded()}})
		chosen = &now
	}
	if c.base.Rights.Adopted() {
		return before, nil
	}
	for _, e := range entries {
		if isPerson(e.Actor.Email) {
			others := slices.DeleteFunc(c.fold.heads.List(), func(h record.Head) bool { return h.Writer == writer })
			data := rights.Adopted{Owners: c.base.firstOwners(ownersAfter(*chosen, entries), e.Actor.Email), Heads: others}
			return append(before, record.Entry{Type: rights.TypeAdopted, Actor: e.Actor, Data: data}), nil
		}
	}
	return before, nil
}

// ownersAfter returns the owners that the settings name once the entries are written.
func ownersAfter(chosen settings.Settings, entries []record.Entry) []string {
	chosen = chosen.Clone()
	for _, e := range entries {
		if d, ok := e.Data.(settings.Changed); ok && d.Key == settings.OwnersKey {
			_ = chosen.Set(d.Key, d.New) // of a value that was checked
		}
	}
	return chosen.Owners
}

// isPerson reports whether an actor is a person, not an API key.
func isPerson(actor string) bool { return actor != "" && !strings.HasPrefix(actor, "key:") }

// Owners returns the owners of the workspace. Before rights count in it, these are the owners with whom they will begin:
// none if that is the person who acts next.
func (c *Core) Owners(ctx context.Context) (owners []string, err error) {
	err = c.Read(ctx, func() error {
		if owners = c.base.Rights.Holders(rights.Owner); !c.base.Rights.Adopted() {
			owners = c.base.firstOwners(c.base.ownersNamed(), "")
		}
		return nil
	})
	return owners, err
}

// allowed refuses entries whose author has no right for them or is not known surely enough, as the fold would. How surely
// is not asked of entries that are to be signed yet.
func (c *Core) allowed(before, entries []record.Entry, unsigned bool) error {
	held := c.base.Rights
	for _, e := range before {
		if d, ok := e.Data.(rights.Adopted); ok {
			held = held.With(d)
		}
	}
	for _, e := range entries {
		need, needs := c.fold.gate.needs[e.Type]
		if !needs {
			continue
		}
		if why := cmp.Or(held.RefusesEntry(e, need), c.fold.refusesEntry(e, held)); why != "" {
			return fault.New(fault.Refused, "%s", why).WithHint("see the rights with: %s", fault.ListRights.With())
		}
		if unsigned && e.Binding.Heads != nil {
			continue
		}
		if err := c.assured(e, need); err != nil {
			return err
		}
	}
	return nil
}

// Base returns the ledgers that all others stand on. Use them within Read or Append.
func (c *Core) Base() *Base { return c.base }

// People returns the ledger of persons. Use it within Read or Append.
func (c *Core) People() *people.Ledger { return &c.base.People }

// KnownPeople returns the persons of the record as they are now.
func (c *Core) KnownPeople(ctx context.Context) (known *people.Ledger, err error) {
	err = c.Read(ctx, func() error { known = c.base.People.Clone(); return nil })
	return known, err
}

// Rights returns the ledger of rights. Use it within Read or Append.
func (c *Core) Rights() *rights.Ledger { return c.base.Rights }

// Writers returns the ledger of writers. Use it within Read or Append.
func (c *Core) Writers() *Writers { return &c.base.Writers }

// Refused returns the lines without effect for lack of rights, with the reasons, in fold order.
func (c *Core) Refused(ctx context.Context) (refused []record.Refusal, err error) {
	err = c.Read(ctx, func() error { refused = slices.Clone(c.fold.Refused()); return nil })
	return refused, err
}
