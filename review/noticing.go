package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// notice records what a new listing shows of elevations, and of roles that were raised without one since the listing
// before. It changes nothing in Torq.
func (w *Workspace) notice(ctx context.Context, beforeName, name string) error {
	p, err := w.population(ctx, name)
	if err != nil {
		return err
	}
	var before *population.Population
	if beforeName != "" && beforeName != name {
		if before, err = w.population(ctx, beforeName); err != nil {
			before = nil // a sync went on without it; there is nothing to compare with
		}
	}
	actor := w.witness(ctx, p.Tool.ClientID)
	_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
		entries, _ := s.lending.Settle(elevation.Look{Name: name, Population: p, Now: w.cfg.Clock.Now()}, actor)
		if before == nil {
			return entries, nil
		}
		since := before.TakenAt.Add(-remediation.Slack)
		for _, d := range s.lending.Raised(beforeName, before, name, p, func(item string) bool { return s.ledger.ChangedSince(item, since) }) {
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
	for _, f := range s.lending.Findings() {
		if there[f.Item] && !s.inReview(f.Item, f.At) {
			out = append(out, f)
		}
	}
	return out
}

// inReview says whether a campaign opened since then has the item.
func (s *state) inReview(item string, since time.Time) bool {
	for _, c := range s.book.All() {
		if c.State != campaign.Draft && c.OpenedAt.After(since) && c.Contains(item) {
			return true
		}
	}
	return false
}
