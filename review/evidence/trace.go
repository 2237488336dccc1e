package evidence

import (
	"context"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Trace follows one item of a campaign that was opened through everything recorded about it. The item is named as for
// FindItems.
func (s *Service) Trace(ctx context.Context, id, item string) (trace.Trace, error) {
	items, err := s.lookup.FindItems(ctx, id, []string{item})
	if err != nil {
		return trace.Trace{}, err
	}
	var c trace.Campaign
	var row access.Row
	if err := s.lookup.Inspect(ctx, id, func(of *campaign.Campaign, v *campaign.View) error {
		var found bool
		if row, found = v.Basis.Rows[items[0]]; !found {
			return fault.New(fault.Damaged, "campaign %s has the item %s, and its population does not", of.ID, items[0])
		}
		c = onItem(of, items[0])
		return nil
	}); err != nil {
		return trace.Trace{}, err
	}
	p, err := s.core.Population(ctx, c.Population)
	if err != nil {
		return trace.Trace{}, err
	}
	lines, err := s.core.Lines(ctx)
	if err != nil {
		return trace.Trace{}, err
	}
	facts, err := pack.From(slices.Clone(lines))
	if err != nil {
		return trace.Trace{}, err
	}
	standing, err := s.core.Standing(ctx)
	if err != nil {
		return trace.Trace{}, err
	}
	asKnown(facts.Lines, standing)
	return trace.Of(trace.Subject{
		Campaign: c, Population: p, People: facts.People, Lines: facts.Lines, Heads: facts.Heads, AsOf: facts.AsOf, Row: row,
		Synced: syncedAs(facts.Lines, c.Population), Refused: standing.Refused,
		Load: func(name string) (*population.Population, error) { return s.core.Population(ctx, name) },
	}), nil
}

// asKnown sets in each line how its author is known by the lines before it.
func asKnown(lines []record.Line, standing core.Standing) {
	for i, l := range lines {
		if known := standing.Known(l); known != l.Known() {
			lines[i].Author = &known
		}
	}
}

// onItem returns what a campaign says of an item.
func onItem(c *campaign.Campaign, item string) trace.Campaign {
	on := trace.Campaign{
		ID: c.ID, Name: c.Name, Population: c.Population, OpenedAt: c.OpenedAt, Reviewer: c.Reviewer(item),
		Decisions: c.Decisions(item),
	}
	for _, u := range c.Undoings {
		if u.Decision.Item == item {
			on.Undoings = append(on.Undoings, u)
		}
	}
	return on
}

// syncedAs returns the line that says that a population was taken, or nil.
func syncedAs(lines []record.Line, population string) *record.Line {
	for i := range lines {
		if lines[i].Type != core.TypeSynced {
			continue
		}
		if d, ok := record.Glance[rest](lines[i]); ok && d.Population == population {
			return &lines[i]
		}
	}
	return nil
}
