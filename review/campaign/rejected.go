package campaign

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// Problem is the reason why one choice cannot be recorded; Index is its place among the choices.
type Problem struct {
	Index int
	Item  string
	Err   error
}

// Rejected is returned when any choice of an act cannot be recorded; then none is.
type Rejected struct{ Problems []Problem }

func (r *Rejected) Error() string {
	texts := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		texts[i] = p.Err.Error()
	}
	return strings.Join(texts, "\n")
}

// Unwrap makes the faults of the problems reachable; the one that decides the kind comes first: bad input before
// refusals.
func (r *Rejected) Unwrap() []error {
	errs := make([]error, len(r.Problems))
	for i, p := range r.Problems {
		errs[i] = p.Err
	}
	slices.SortStableFunc(errs, func(a, b error) int { return int(fault.KindOf(a)) - int(fault.KindOf(b)) })
	return errs
}
