package elevation

import (
	"context"
	"slices"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// applyListing records what a new population shows of elevations, and of roles raised without one since the population
// before. It changes nothing in Torq.
func (s *Service) applyListing(ctx context.Context, beforeName, name string) error {
	p, err := s.core.Population(ctx, name)
	if err != nil {
		return err
	}
	var before *population.Population
	if beforeName != "" && beforeName != name {
		if before, err = s.core.Population(ctx, beforeName); err != nil {
			before = nil // a sync went on without it; there is nothing to compare with
		}
	}
	clock, err := s.core.Clocks(ctx)
	if err != nil {
		return err
	}
	now := clock.Certain(s.core.Now()) // what has ended by a fast clock only goes on
	left, err := s.leftSince(ctx, p)
	if err != nil {
		return err
	}
	actor := s.core.SystemActor(ctx, p.Tool.ClientID)
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		entries, _ := s.book.ApplyListing(Listing{Name: name, Population: p, Now: now, Left: left}, actor)
		if before == nil {
			return entries, nil
		}
		since := before.TakenAt.Add(-audit.Lag)
		for _, d := range s.book.Raised(beforeName, before, name, p, func(item string) bool { return s.changes.ChangedSince(item, since) }) {
			entries = append(entries, record.Entry{Type: TypeRaised, Actor: actor, Data: d})
		}
		return entries, nil
	})
	return err
}

// OpenFindings returns the findings that no campaign opened since has reviewed, of users in the population.
func (b *Book) OpenFindings(p *population.Population, campaigns *campaign.Book) []Finding {
	there := make(map[string]bool, len(p.Users))
	for i := range p.Users {
		there["user/"+p.Users[i].ID] = true
	}
	return slices.DeleteFunc(b.Findings(), func(f Finding) bool { return !there[f.Item] || f.Reviewed(campaigns) })
}

// Reviewed reports whether a campaign has the item that was opened after the finding came up. Clocks may differ; the
// order of the record does not.
func (f Finding) Reviewed(campaigns *campaign.Book) bool {
	return slices.ContainsFunc(campaigns.All(), func(c *campaign.Campaign) bool { return c.OpenedAfter(f.place) && c.Contains(f.Item) })
}
