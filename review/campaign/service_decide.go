package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

func errDraft(id string) error {
	return fault.New(fault.Refused, "campaign %s is still a draft", id).WithHint("open it with: tuar campaign open %s", id)
}

// Decide records choices made in one act: all of them or, with a *campaign.Rejected, none. When it returns, the
// decisions are on disk. It returns the decisions now in force, in the order of the choices.
func (w *Workspace) Decide(ctx context.Context, id string, choices []campaign.Choice) ([]campaign.Decision, error) {
	items := make([]string, len(choices))
	for i, c := range choices {
		items[i] = c.Item
	}
	batch := core.RandomHex(8)
	return w.change(ctx, id, func(c *campaign.Campaign, basis campaign.Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entries, err := c.Decide(basis, actor, choices, batch)
		return entries, items, err
	})
}

// Undo takes back the decisions on the items, or without items the actor's last act. It returns what is now in force
// for each.
func (w *Workspace) Undo(ctx context.Context, id string, items []string) ([]campaign.Decision, error) {
	batch := core.RandomHex(8)
	return w.change(ctx, id, func(c *campaign.Campaign, _ campaign.Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entries, err := c.Undo(actor, items, batch)
		touched := make([]string, len(entries))
		for i, e := range entries {
			touched[i] = e.Data.(campaign.Undone).Item
		}
		return entries, touched, err
	})
}

// change runs one act on the decisions of a campaign and reports what is in force afterwards for the items it names.
func (w *Workspace) change(
	ctx context.Context, id string, act func(*campaign.Campaign, campaign.Basis, record.Actor) ([]record.Entry, []string, error),
) ([]campaign.Decision, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return nil, err
	}
	j, err := w.join(ctx, id)
	if err != nil {
		return nil, err
	}
	id = j.opening.campaign
	if err := w.inTimeForCampaign(ctx, id); err != nil {
		return nil, err
	}
	var items []string
	_, err = w.append(ctx, func(s *state) (entries []record.Entry, err error) {
		c, ok := s.book.Get(id)
		if !ok || c.Population != j.opening.population {
			return nil, fault.New(fault.Refused, "campaign %s was opened anew by another machine", id).WithHint("look at it again and repeat")
		}
		if entries, items, err = act(c, j.basis, actor); err != nil {
			return nil, err
		}
		return entries, s.mayChange(c, entries)
	})
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c, _ := w.state.book.Get(id)
	out := make([]campaign.Decision, len(items))
	for i, item := range items {
		out[i] = c.Decision(item)
	}
	return out, nil
}

// mayChange refuses entries that take back or replace a decision on whose account access was taken away already.
func (s *state) mayChange(c *campaign.Campaign, entries []record.Entry) error {
	for _, e := range entries {
		item := ""
		switch d := e.Data.(type) {
		case campaign.Decided:
			item = d.Item
		case campaign.Undone:
			item = d.Item
		}
		if item != "" {
			about := s.ledger.About(c.ID, item, c.Decision(item))
			if s.ledger.Track(about).CarriedOut() && !s.ledger.Track(about.Back()).CarriedOut() {
				return fault.New(fault.Refused, "what was decided on %s was carried out already; changing the decision does not bring the access back", item).
					WithHint("give it back first with: tuar remediate apply %s --undo", c.ID)
			}
		}
	}
	return nil
}

// Delegate moves items into another reviewer's share, who becomes a reviewer if they were not. Without items it moves
// those that stand in their own holder's share. It returns the items moved.
func (w *Workspace) Delegate(ctx context.Context, id string, items []string, to, reason string) ([]string, error) {
	if err := person.Check(to); err != nil {
		return nil, err
	}
	var moved []string
	_, err := w.change(ctx, id, func(c *campaign.Campaign, basis campaign.Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entry, err := c.Delegate(basis, actor, items, to, reason)
		if err != nil {
			return nil, nil, err
		}
		moved = entry.Data.(campaign.Delegated).Items
		return []record.Entry{entry}, moved, nil
	})
	return moved, err
}

// SignOff closes the actor's share. An empty statement means the usual one. It is signed if a key is there for it.
func (w *Workspace) SignOff(ctx context.Context, id, statement string) (campaign.Signoff, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return campaign.Signoff{}, err
	}
	id, err = w.sign(ctx, id, func(c *campaign.Campaign) (record.Entry, error) {
		if c.State == campaign.Draft {
			return record.Entry{}, errDraft(c.ID)
		}
		return c.SignOff(actor, statement)
	})
	if err != nil {
		return campaign.Signoff{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.find(ctx, id)
	if err != nil {
		return campaign.Signoff{}, err
	}
	signoff, _ := c.Signoff(actor.Email)
	return signoff, nil
}

// sign records an entry about a campaign to which a person puts their name, and returns the campaign's full id.
func (w *Workspace) sign(ctx context.Context, id string, decide func(*campaign.Campaign) (record.Entry, error)) (string, error) {
	if err := w.inTimeForCampaign(ctx, id); err != nil {
		return "", err
	}
	err := w.Sign(ctx, func() (record.Entry, error) {
		c, err := findIn(w.state.book, id)
		if err != nil {
			return record.Entry{}, err
		}
		id = c.ID
		return decide(c)
	})
	return id, err
}

// inTimeForCampaign refuses if it is not certain whether a campaign is overdue: what is recorded in it says whether it was
// done in time.
func (w *Workspace) inTimeForCampaign(ctx context.Context, id string) error {
	var due time.Time
	err := w.Read(ctx, func() error {
		c, err := findIn(w.state.book, id)
		if err == nil {
			due = c.Due.AddDate(0, 0, 1)
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.InTimeFor(ctx, due)
}

// Share is what a reviewer would sign off.
type Share struct {
	Reviewer  string
	Items     int
	Counts    map[campaign.Verdict]int
	Undecided []string // items
	Others    int      // decisions in the share that other reviewers made
	Bulk      int      // decisions made together with others
	Fast      int      // decisions made on a row seen for less than two seconds
	Signed    *campaign.Signoff
}

// Share summarises the actor's share, for reading before signing.
func (w *Workspace) Share(ctx context.Context, id string) (Share, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return Share{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.find(ctx, id)
	if err != nil {
		return Share{}, err
	}
	share := Share{Reviewer: actor.Email, Counts: map[campaign.Verdict]int{}}
	if s, ok := c.Signoff(actor.Email); ok {
		share.Signed = &s
	}
	for _, item := range c.Share(actor.Email) {
		d := c.Decision(item)
		share.Items++
		share.Counts[d.Verdict]++
		if d.Verdict != campaign.Undecided && !person.Same(d.Reviewer, actor.Email) {
			share.Others++
		}
		switch {
		case d.Verdict == campaign.Undecided:
			share.Undecided = append(share.Undecided, item)
		case d.Bulk > 1:
			share.Bulk++
		case d.Fast():
			share.Fast++
		}
	}
	return share, nil
}

// Leftover is what closing a campaign would leave.
type Leftover struct {
	Undecided []string // items
	Unsigned  []string // reviewers
}

// Leftover names what closing the campaign now would leave undecided and unsigned.
func (w *Workspace) Leftover(ctx context.Context, id string) (Leftover, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.find(ctx, id)
	if err != nil {
		return Leftover{}, err
	}
	return Leftover{Undecided: c.Left(), Unsigned: c.Unsigned()}, nil
}

// CloseCampaign closes the whole campaign; nothing in it changes after. Undecided items stay as they are in Torq and
// are recorded as undecided. An empty statement means the usual one. It is signed if a key is there for it.
func (w *Workspace) CloseCampaign(ctx context.Context, id, statement string) (campaign.Summary, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	id, err = w.sign(ctx, id, func(c *campaign.Campaign) (record.Entry, error) {
		return c.Close(actor, chosen.Owners, statement)
	})
	if err != nil {
		return campaign.Summary{}, err
	}
	return w.Campaign(ctx, id)
}
