package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/reconcile"
)

// marks are the hints that the record raises for the items of a population. found is a reconciliation of it that is not
// on record yet, or nil.
func (w *Workspace) marks(ctx context.Context, population string, found *reconcile.Outcome) (access.Marks, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return nil, err
	}
	if r, ok := s.reconciled.Of(population); ok && found == nil {
		found = &r
	}
	return s.marks(found), nil
}

// marks is where each part of the record that knows something of an item says so.
func (s *state) marks(found *reconcile.Outcome) access.Marks {
	marks := access.Marks{}
	if found != nil {
		addUnexplainedHints(found, marks)
		for _, f := range elevation.FindingsInLog(found) {
			if !s.elevations.Noted(f) { // else it is among the findings
				marks.Add(f.Item, access.Hint{Name: f.Hint, Why: f.Why})
			}
		}
	}
	for _, f := range s.elevations.Findings() {
		if !s.inReview(f.Item, f.Place()) {
			marks.Add(f.Item, access.Hint{Name: f.Hint, Why: f.Why})
		}
	}
	held := map[string][]elevation.Finding{}
	for _, f := range s.elevations.PastFindings() {
		if !s.inReview(f.Item, f.Place()) {
			held[f.Item] = append(held[f.Item], f)
		}
	}
	for item, of := range held {
		marks.Add(item, elevation.CombineHints(of))
	}
	for item, h := range s.elevations.ActiveHints() {
		marks.Add(item, h)
	}
	return marks
}
