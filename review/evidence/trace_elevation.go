package evidence

import (
	"context"
	"slices"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/population"
)

// TraceElevation follows the elevation that id names, by its ID or the beginning of it, through everything recorded
// about it, as of the last line. It is a BadInput fault if there is none.
func (s *Service) TraceElevation(ctx context.Context, id string) (trace.Trace, error) {
	lines, err := s.core.Lines(ctx)
	if err != nil {
		return trace.Trace{}, err
	}
	facts, err := pack.From(slices.Clone(lines))
	if err != nil {
		return trace.Trace{}, err
	}
	all, fold := newLedgers()
	if err := fold.Shaped(s.shapes).Apply(facts.Lines); err != nil {
		return trace.Trace{}, core.Damaged(err)
	}
	var ids []string
	rows := all.elevations.Rows(facts.AsOf)
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	found, err := core.Resolve("elevation", id, ids)
	if err != nil {
		return trace.Trace{}, err
	}
	standing := fold.Standing()
	asKnown(facts.Lines, standing)
	return trace.OfElevation(trace.Elevation{
		Row: rows[slices.Index(ids, found)], Lines: facts.Lines, Heads: facts.Heads, AsOf: facts.AsOf,
		Refused: standing.Refused, Load: func(name string) (*population.Population, error) { return s.core.Population(ctx, name) },
	}), nil
}
