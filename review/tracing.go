package review

import (
	"context"
	"encoding/json"

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
	lines, err := w.cfg.Journal.Lines(ctx)
	if err != nil {
		return trace.Trace{}, err
	}
	facts, err := factsOf(ctx, lines, j.opening.campaign, w.cfg.Populations)
	if err != nil {
		return trace.Trace{}, err
	}
	return trace.Of(trace.Subject{
		Facts: facts, Row: row, Synced: syncedAs(facts.Lines, facts.Campaign.Population),
		Load: func(name string) (*population.Population, error) { return w.population(ctx, name) },
	}), nil
}

// syncedAs is the line that says that a population was taken, or nil.
func syncedAs(lines []record.Line, population string) *record.Line {
	for i := range lines {
		var d struct{ Population string }
		if lines[i].Type == TypeSynced && json.Unmarshal(lines[i].Data, &d) == nil && d.Population == population {
			return &lines[i]
		}
	}
	return nil
}
