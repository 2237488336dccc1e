package campaign

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Decide records choices made in one act: all of them or, with a *Rejected, none. When it returns, the
// decisions are on disk. It returns the decisions now in force, in the order of the choices.
func (s *Service) Decide(ctx context.Context, id string, choices []Choice) ([]Decision, error) {
	items := make([]string, len(choices))
	for i, c := range choices {
		items[i] = c.Item
	}
	batch := core.RandomHex(8)
	return s.ChangeDecisions(ctx, id, func(c *Campaign, basis Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entries, err := c.Decide(basis, actor, choices, batch)
		return entries, items, err
	})
}

// Undo takes back the decisions on the items, or without items the actor's last act. It returns the decisions now in
// force for each.
func (s *Service) Undo(ctx context.Context, id string, items []string) ([]Decision, error) {
	batch := core.RandomHex(8)
	return s.ChangeDecisions(ctx, id, func(c *Campaign, _ Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entries, err := c.Undo(actor, items, batch)
		touched := make([]string, len(entries))
		for i, e := range entries {
			touched[i] = e.Data.(Undone).Item
		}
		return entries, touched, err
	})
}

// ChangeDecisions runs one act on the decisions of a campaign and returns the decisions in force afterwards for the
// items it names.
func (s *Service) ChangeDecisions(
	ctx context.Context, id string, act func(*Campaign, Basis, record.Actor) ([]record.Entry, []string, error),
) ([]Decision, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.lookup.View(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.inTime(ctx, v.Campaign); err != nil {
		return nil, err
	}
	var items []string
	_, err = s.core.Append(ctx, func() (entries []record.Entry, err error) {
		c, ok := s.book.Get(v.Campaign)
		if !ok || c.Population != v.Population {
			return nil, fault.New(fault.Refused, "campaign %s was opened anew by another machine", v.Campaign).WithHint("look at it again and repeat")
		}
		basis := v.Basis
		basis.Now = s.core.Now()
		if entries, items, err = act(c, basis, actor); err != nil {
			return nil, err
		}
		return entries, s.mayChange(c, entries)
	})
	if err != nil {
		return nil, err
	}
	out := make([]Decision, len(items))
	return out, s.lookup.read(ctx, v.Campaign, func(c *Campaign) {
		for i, item := range items {
			out[i] = c.Decision(item)
		}
	})
}

// mayChange refuses entries that take back or replace a decision that was carried out already.
func (s *Service) mayChange(c *Campaign, entries []record.Entry) error {
	for _, e := range entries {
		item := ""
		switch d := e.Data.(type) {
		case Decided:
			item = d.Item
		case Undone:
			item = d.Item
		case Postponed: // changes no decision
		}
		if item != "" && s.changes.CarriedOut(c, item) {
			return fault.New(fault.Refused, "what was decided on %s was carried out already; changing the decision does not bring the access back", item).
				WithHint("give it back first with: %s", fault.ApplyRemediation.On(c.ID, "--undo"))
		}
	}
	return nil
}

// Delegate moves items into another reviewer's assignment, who becomes a reviewer if they were not; see Handing. It returns
// the items moved.
func (s *Service) Delegate(ctx context.Context, id string, h Handing) ([]string, error) {
	known, err := s.mayTakeOver(ctx, h)
	if err != nil {
		return nil, err
	}
	var moved []string
	_, err = s.ChangeDecisions(ctx, id, func(c *Campaign, basis Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entry, err := c.Delegate(basis, actor, h, s.core.Now(), known(c))
		if err != nil {
			return nil, nil, err
		}
		moved = entry.Data.(Delegated).moves()
		return []record.Entry{entry}, moved, nil
	})
	return moved, err
}

// PreviewDelegate returns the items that Delegate would move, or why it would not. It records nothing.
func (s *Service) PreviewDelegate(ctx context.Context, id string, h Handing) ([]string, error) {
	known, err := s.mayTakeOver(ctx, h)
	if err != nil {
		return nil, err
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.lookup.View(ctx, id)
	if err != nil {
		return nil, err
	}
	var items []string
	var refused error
	err = s.lookup.read(ctx, v.Campaign, func(c *Campaign) {
		var entry record.Entry
		if entry, refused = c.Delegate(v.Basis, actor, h, s.core.Now(), known(c)); refused == nil {
			items = entry.Data.(Delegated).moves()
		}
	})
	return items, cmp.Or(err, refused)
}

// mayTakeOver returns who may become a reviewer of a campaign by being handed items, beside those the campaign knows.
func (s *Service) mayTakeOver(ctx context.Context, h Handing) (func(*Campaign) func(email string) bool, error) {
	if err := person.Check(h.To); err != nil {
		return nil, err
	}
	verified, err := s.verified(ctx)
	return func(c *Campaign) func(string) bool {
		return func(email string) bool { return verified[c.people.Key(email)] || s.inDomains(email) }
	}, err
}

// inDomains reports whether the address is in a domain of the company, by the settings. Use it within core.Append.
func (s *Service) inDomains(email string) bool {
	now := s.core.Base().Rules.Now
	_, domain, _ := strings.Cut(person.Key(email), "@")
	return now != nil && domain != "" && slices.ContainsFunc(now.Domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// verified returns the addresses of the verified users of the newest population, as keys of persons.
func (s *Service) verified(ctx context.Context) (map[string]bool, error) {
	_, p, err := s.core.Latest(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	return known, s.core.Read(ctx, func() error {
		for _, u := range p.Users {
			if u.Status == population.StatusVerified {
				known[s.core.People().Key(u.Email)] = true
			}
		}
		return nil
	})
}
