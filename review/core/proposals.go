package core

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// rightsSoon returns the rights that count once the actor records something: the ledger of rights, or what it will be
// if rights begin with that entry. Call it within Append.
func (c *Core) rightsSoon(actor record.Actor, chosen settings.Settings) *rights.Ledger {
	if c.base.Rights.Adopted() || !isPerson(actor.Email) {
		return c.base.Rights
	}
	return c.base.Rights.With(rights.Adopted{Owners: c.base.firstOwners(chosen.Owners, actor.Email)})
}

// Propose returns a proposal and the entry that makes it; no entry if the same proposal waits already.
// Call it within Append.
func (c *Core) Propose(actor record.Actor, change rights.Change, why string) (rights.Proposal, []record.Entry) {
	for _, p := range c.base.Rights.Proposals() {
		if p.Outcome == rights.Waiting && p.Change == change {
			return p, nil
		}
	}
	id := "p-" + RandomHex(2)
	for _, taken := c.base.Rights.Proposal(id); taken; _, taken = c.base.Rights.Proposal(id) {
		id = "p-" + RandomHex(4)
	}
	p := rights.Proposal{ID: id, Change: change, By: actor.Email, At: c.Now().UTC(), Reason: why, Outcome: rights.Waiting}
	return p, []record.Entry{{Type: rights.TypeProposed, Actor: actor, Data: rights.Proposed{Proposal: id, Change: change, Reason: why}}}
}

// Proposals returns all proposals to loosen a guard, in fold order.
func (c *Core) Proposals(ctx context.Context) (all []rights.Proposal, err error) {
	err = c.Read(ctx, func() error { all = slices.Clone(c.base.Rights.Proposals()); return nil })
	return all, err
}

// ApproveProposal carries out what another owner proposed, and returns the proposal as it is then. A proposal that does
// not exist, or whose name fits several, is a BadInput fault; one that the user cannot accept is a Refused fault.
func (c *Core) ApproveProposal(ctx context.Context, id string) (rights.Proposal, error) {
	c.saving.Lock()
	defer c.saving.Unlock()
	p, err := c.answer(ctx, id, func(p rights.Proposal, actor record.Actor) (record.Entry, error) {
		if why := c.base.Rights.RefusesAnswer(actor.Email, p); why != "" {
			return record.Entry{}, fault.New(fault.Refused, "%s", why)
		}
		switch right := p.Right(); {
		case right != "" && p.Old == "":
			data := rights.Granted{Email: p.New, Right: right, Reason: p.Reason, Proposal: p.ID}
			return record.Entry{Type: rights.TypeGranted, Actor: actor, Data: data}, refusal(c.base.Rights.RefusesChange(actor.Email, p.Change))
		case right != "":
			data := rights.Revoked{Email: p.Old, Right: right, Reason: p.Reason, Proposal: p.ID}
			return record.Entry{Type: rights.TypeRevoked, Actor: actor, Data: data}, refusal(c.base.Rights.RefusesChange(actor.Email, p.Change))
		}
		if c.copyOf(ctx).Off() {
			return record.Entry{}, errCopyOff()
		}
		now, err := c.settingsNow(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		after := now.Clone()
		if err := after.Set(p.Key, p.New); err != nil {
			return record.Entry{}, err
		}
		if err := after.Check(); err != nil {
			return record.Entry{}, err
		}
		if err := c.lockOut(now, after); err != nil {
			return record.Entry{}, err
		}
		data := settings.Changed{Key: p.Key, Old: p.Old, New: p.New, Proposal: p.ID}
		return record.Entry{Type: settings.TypeChanged, Actor: actor, Data: data}, nil
	})
	if err != nil || p.Right() != "" {
		return p, err
	}
	return p, c.copySettings(ctx)
}

func refusal(why string) error {
	if why == "" {
		return nil
	}
	return fault.New(fault.Refused, "%s", why)
}

// DeclineProposal ends a proposal of another owner with a reason, and returns it as it is then. Its faults are those of
// ApproveProposal; a reason that is none is a BadInput fault.
func (c *Core) DeclineProposal(ctx context.Context, id, why string) (rights.Proposal, error) {
	why, err := reason.Check("declining a proposal", why)
	if err != nil {
		return rights.Proposal{}, err
	}
	return c.answer(ctx, id, func(p rights.Proposal, actor record.Actor) (record.Entry, error) {
		data := rights.Declined{Proposal: p.ID, Reason: why}
		return record.Entry{Type: rights.TypeDeclined, Actor: actor, Data: data}, refusal(c.base.Rights.RefusesDecline(actor.Email, p))
	})
}

// WithdrawProposal ends a proposal of the current user, and returns it as it is then. Its faults are those of
// ApproveProposal; a reason may be left out.
func (c *Core) WithdrawProposal(ctx context.Context, id, why string) (rights.Proposal, error) {
	if why != "" {
		var err error
		if why, err = reason.Check("withdrawing a proposal", why); err != nil {
			return rights.Proposal{}, err
		}
	}
	return c.answer(ctx, id, func(p rights.Proposal, actor record.Actor) (record.Entry, error) {
		data := rights.Withdrawn{Proposal: p.ID, Reason: why}
		return record.Entry{Type: rights.TypeWithdrawn, Actor: actor, Data: data}, refusal(c.base.Rights.RefusesWithdrawal(actor.Email, p))
	})
}

// answer records what a person says about the proposal that id names, which may be the beginning of its name.
func (c *Core) answer(ctx context.Context, id string, decide func(rights.Proposal, record.Actor) (record.Entry, error)) (p rights.Proposal, err error) {
	actor, err := c.Actor(ctx)
	if err != nil {
		return p, err
	}
	_, err = c.Append(ctx, func() ([]record.Entry, error) {
		if p, err = c.findProposal(id); err != nil {
			return nil, err
		}
		entry, err := decide(p, actor)
		return []record.Entry{entry}, err
	})
	if err != nil {
		return rights.Proposal{}, err
	}
	err = c.Read(ctx, func() error { p, _ = c.base.Rights.Proposal(p.ID); return nil })
	return p, err
}

func (c *Core) findProposal(id string) (rights.Proposal, error) {
	id = strings.TrimSpace(id)
	var fits []rights.Proposal
	for _, p := range c.base.Rights.Proposals() {
		if p.ID == id {
			return p, nil
		}
		if id != "" && strings.HasPrefix(p.ID, id) {
			fits = append(fits, p)
		}
	}
	if len(fits) == 1 {
		return fits[0], nil
	}
	return rights.Proposal{}, fault.New(fault.BadInput, "there is no proposal %q", id).WithHint("see them with: %s", fault.ListProposals.With())
}

// Loosened returns the guards that were loosened since then, in fold order.
func (c *Core) Loosened(ctx context.Context, since time.Time) (all []rights.Loosened, err error) {
	err = c.Read(ctx, func() error { all = c.base.Rights.Loosened(since); return nil })
	return all, err
}

// SeeLoosened records that the current user has seen that guards were loosened: all that nobody but their authors has
// seen yet. It returns those. It is a Refused fault if the user loosened all of them.
func (c *Core) SeeLoosened(ctx context.Context) (seen []rights.Loosened, err error) {
	actor, err := c.Actor(ctx)
	if err != nil {
		return nil, err
	}
	_, err = c.Append(ctx, func() ([]record.Entry, error) {
		var data rights.SeenData
		why := ""
		for _, g := range c.base.Rights.Loosened(time.Time{}) {
			if g.SeenByOther() {
				continue
			}
			if refused := c.base.Rights.RefusesSight(actor.Email, g); refused != "" {
				why = refused
				continue
			}
			seen, data.Changes = append(seen, g), append(data.Changes, g.ID)
		}
		if len(seen) == 0 {
			return nil, refusal(why)
		}
		return []record.Entry{{Type: rights.TypeSeen, Actor: actor, Data: data}}, nil
	})
	return seen, err
}
