package evidence

import (
	"context"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/trend"
	"github.com/tuar-dev/tuar/review/fault"
)

// Trend returns the figures of all campaigns that were opened, by quarter, from the record and the populations alone. The
// facts of only one campaign at a time are in memory. It is a Refused fault in a pack, which holds the populations of one
// campaign.
func (s *Service) Trend(ctx context.Context) (trend.Trend, error) {
	if s.core.Packed() {
		return trend.Trend{}, fault.New(fault.Refused, "a pack is about one campaign, and has no trend")
	}
	defer lowGC()()
	r, err := s.fold(ctx)
	if err != nil {
		return trend.Trend{}, err
	}
	var b trend.Builder
	for _, c := range r.book.All() {
		switch {
		case c.State == campaign.Void:
			b.AddVoid()
		case c.Population != "":
			f, err := r.factsOf(ctx, r.fold, r.whole, c.ID, s.core.Populations(), s.shapes)
			if err != nil {
				return trend.Trend{}, err
			}
			b.Add(f)
		}
	}
	return b.Trend(r.elevations.Rows(r.whole.AsOf), s.core.Now()), nil
}

// folded is a record that was folded, from which the facts of all its campaigns follow.
type folded struct {
	*ledgers
	fold  *core.Fold
	whole *pack.Facts // what is the same for all campaigns
}

// fold folds the record of the workspace. An invalid one is a Damaged fault.
func (s *Service) fold(ctx context.Context) (folded, error) {
	lines, err := s.core.Lines(ctx)
	if err != nil {
		return folded{}, err
	}
	whole, err := pack.From(lines)
	if err != nil {
		return folded{}, err
	}
	all, fold := newLedgers()
	if err := fold.Shaped(s.shapes).Apply(whole.Lines); err != nil {
		return folded{}, core.Damaged(err)
	}
	return folded{all, fold, whole}, nil
}
