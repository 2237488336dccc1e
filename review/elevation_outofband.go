package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// notice records what a new listing shows of elevations, and of roles that were raised without one since the listing
// before. It changes nothing in Torq.
func (w *Workspace) notice(ctx context.Context, beforeName, name string) error {
	p, err := w.Population(ctx, name)
	if err != nil {
		return err
	}
	var before *population.Population
	if beforeName != "" && beforeName != name {
		if before, err = w.Population(ctx, beforeName); err != nil {
			before = nil // a sync went on without it; there is nothing to compare with
		}
	}
	clock, err := w.Clocks(ctx)
	if err != nil {
		return err
	}
	now := clock.Certain(w.Now()) // what has ended by a fast clock only goes on
	actor := w.SystemActor(ctx, p.Tool.ClientID)
	_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
		entries, _ := s.elevations.ApplyListing(elevation.Listing{Name: name, Population: p, Now: now}, actor)
		if before == nil {
			return entries, nil
		}
		since := before.TakenAt.Add(-audit.Lag)
		for _, d := range s.elevations.Raised(beforeName, before, name, p, func(item string) bool { return s.ledger.ChangedSince(item, since) }) {
			entries = append(entries, record.Entry{Type: elevation.TypeRaised, Actor: actor, Data: d})
		}
		return entries, nil
	})
	return err
}

// openFindings are the findings that no campaign opened since has in it, of users who are still there.
func (s *state) openFindings(p *population.Population) []elevation.Finding {
	there := make(map[string]bool, len(p.Users))
	for i := range p.Users {
		there["user/"+p.Users[i].ID] = true
	}
	var out []elevation.Finding
	for _, f := range s.elevations.Findings() {
		if there[f.Item] && !s.inReview(f.Item, f.Place()) {
			out = append(out, f)
		}
	}
	return out
}

// inReview says whether a campaign opened after that place of the record has the item. Clocks may differ; the order does not.
func (s *state) inReview(item string, place int) bool {
	for _, c := range s.book.All() {
		if c.OpenedAfter(place) && c.Contains(item) {
			return true
		}
	}
	return false
}
