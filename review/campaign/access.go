package review

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
)

// AccessView is everyone's access as of the last sync.
type AccessView struct {
	Population string
	TakenAt    time.Time
	Rows       []access.Row // by item
	Roles      []population.Role
	Mappings   []population.Mapping
	Gaps       []population.Gap
	Memory     access.Memory // what the closed campaigns knew
	Marks      access.Marks  // hints that the record raises, beside those that the population raises; among those of Rows
}

// Before returns the row as it was at the last decision about it in any closed campaign, or as it was last seen.
func (v AccessView) Before(r access.Row) (access.LastRow, bool) {
	return v.Memory.Find(r, func(item string) bool {
		_, here := slices.BinarySearchFunc(v.Rows, item, func(r access.Row, item string) int { return strings.Compare(r.Item, item) })
		return here
	})
}

// Access joins the last population into rows with hints as of now.
func (w *Workspace) Access(ctx context.Context) (AccessView, error) { return w.access(ctx, nil, false) }

// access is Access with a reconciliation that is not on record yet. Where it is for a review, whoever is lent a role has the
// one they will have when nothing is lent.
func (w *Workspace) access(ctx context.Context, found *reconcile.Outcome, lasting bool) (AccessView, error) {
	name, err := w.LatestName(ctx)
	if err != nil {
		return AccessView{}, err
	}
	if name == "" {
		return AccessView{}, core.ErrNoPopulation()
	}
	p, err := w.Population(ctx, name)
	if err != nil {
		return AccessView{}, err
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return AccessView{}, err
	}
	memory, err := w.memory(ctx)
	if err != nil {
		return AccessView{}, err
	}
	marks, err := w.marks(ctx, name, found)
	if err != nil {
		return AccessView{}, err
	}
	if !lasting {
		marks = marks.Held()
	}
	rows := access.Rows(p, chosen.Rules, p.TakenAt, memory, marks)
	return AccessView{
		Population: name, TakenAt: p.TakenAt, Rows: rows, Roles: p.Roles, Mappings: p.Mappings, Gaps: p.Gaps, Memory: memory, Marks: marks,
	}, nil
}

// Diff compares two populations, named by unambiguous beginnings of their hashes. Without names it compares the last
// two; with one name, that one with the last.
func (w *Workspace) Diff(ctx context.Context, before, after string) (access.Diff, error) {
	w.mu.Lock()
	s, err := w.fold(ctx)
	if err != nil {
		w.mu.Unlock()
		return access.Diff{}, err
	}
	names := make([]string, len(s.syncs.All))
	for i, sync := range s.syncs.All {
		names[i] = sync.Population
	}
	w.mu.Unlock()
	names = slices.Compact(names)
	switch {
	case len(names) == 0:
		return access.Diff{}, core.ErrNoPopulation()
	case before == "" && len(names) == 1:
		return access.Diff{}, nil
	case before == "":
		before, after = names[len(names)-2], names[len(names)-1]
	}
	after = cmp.Or(after, names[len(names)-1])
	var pair [2]*population.Population
	for i, want := range []string{before, after} {
		name, err := core.Resolve("population", want, names)
		if err != nil {
			return access.Diff{}, err
		}
		if pair[i], err = w.Population(ctx, name); err != nil {
			return access.Diff{}, err
		}
	}
	return access.Compare(pair[0], pair[1]), nil
}
