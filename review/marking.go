package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/access"
)

// marks are the hints that the record raises for the items of a population.
func (w *Workspace) marks(ctx context.Context, population string) (access.Marks, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return nil, err
	}
	return s.marks(population), nil
}

// marks is where each part of the record that knows something of an item says so.
func (s *state) marks(string) access.Marks {
	marks := access.Marks{}
	for _, f := range s.lending.Findings() {
		if !s.inReview(f.Item, f.At) {
			marks.Add(f.Item, access.Hint{Name: f.Hint, Why: f.Why})
		}
	}
	for item, why := range s.lending.Lent() {
		marks.Add(item, access.Hint{Name: access.Elevated, Why: why})
	}
	return marks
}
