package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Trace follows one item of a campaign that was opened through all that is on record about it. The item is named as for
// FindItems.
func (w *Workspace) Trace(ctx context.Context, id, item string) (trace.Trace, error) {
	items, err := w.FindItems(ctx, id, []string{item})
	if err != nil {
		return trace.Trace{}, err
	}
	j, err := w.join(ctx, id)
	if err != nil {
		return trace.Trace{}, err
	}
	row, found := j.basis.Rows[items[0]]
	if !found {
		return trace.Trace{}, fault.New(fault.Damaged, "campaign %s has the item %s, and its population does not", j.opening.campaign, items[0])
	}
	p, err := w.Population(ctx, j.opening.population)
	if err != nil {
		return trace.Trace{}, err
	}
	lines, err := w.Lines(ctx)
	if err != nil {
		return trace.Trace{}, err
	}
	facts, err := evidence.From(lines)
	if err != nil {
		return trace.Trace{}, err
	}
	c, err := w.onItem(ctx, j.opening.campaign, items[0])
	if err != nil {
		return trace.Trace{}, err
	}
	return trace.Of(trace.Subject{
		Campaign: c, Population: p, Lines: facts.Lines, Heads: facts.Heads, AsOf: facts.AsOf, Row: row, Synced: syncedAs(facts.Lines, c.Population),
		Load: func(name string) (*population.Population, error) { return w.Population(ctx, name) },
	}), nil
}

// onItem is what the campaign of that id says of an item.
func (w *Workspace) onItem(ctx context.Context, id, item string) (trace.Campaign, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.find(ctx, id)
	if err != nil {
		return trace.Campaign{}, err
	}
	on := trace.Campaign{
		ID: c.ID, Name: c.Name, Population: c.Population, OpenedAt: c.OpenedAt, Reviewer: c.Reviewer(item), Decisions: c.Decisions(item),
	}
	for _, u := range c.Undoings {
		if u.Decision.Item == item {
			on.Undoings = append(on.Undoings, u)
		}
	}
	return on, nil
}

// syncedAs is the line that says that a population was taken, or nil.
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
