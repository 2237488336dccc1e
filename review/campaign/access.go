package campaign

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// AccessView is everyone's access as of the last sync.
type AccessView struct {
	Population string
	TakenAt    time.Time
	People     *roster.Index // the newest roster; nil without one
	Rows       []access.Row  // by item
	Roles      []population.Role
	Mappings   []population.Mapping
	Gaps       []population.Gap
	Rules      access.Rules  // by which the hints of Rows were raised
	Memory     access.Memory // what the closed campaigns knew
	Marks      access.Marks  // hints that the record raises, beside those that the population raises; among those of Rows
}

// Before returns the row as it was at the last decision about it in any closed campaign, or as it was last seen.
func (v AccessView) Before(r access.Row) (access.PreviousRow, bool) {
	return v.Memory.Find(r, func(item string) bool {
		_, here := slices.BinarySearchFunc(v.Rows, item, func(r access.Row, item string) int { return strings.Compare(r.Item, item) })
		return here
	})
}

// Access joins the last population into rows with hints as of now.
func (l *Lookup) Access(ctx context.Context) (AccessView, error) {
	return l.access(ctx, func(name string) (access.Marks, error) {
		marks, err := l.hints.Marks(ctx, name)
		return marks.Held(), err
	})
}

// lastingAccess returns the access for a review: holders of an elevation are listed with the role that they will have
// after it.
func (l *Lookup) lastingAccess(ctx context.Context) (AccessView, error) {
	return l.access(ctx, func(name string) (access.Marks, error) { return l.hints.Marks(ctx, name) })
}

func (l *Lookup) access(ctx context.Context, marksOf func(population string) (access.Marks, error)) (AccessView, error) {
	name, p, err := l.core.Latest(ctx)
	if err != nil {
		return AccessView{}, err
	}
	chosen, err := l.core.Settings(ctx)
	if err != nil {
		return AccessView{}, err
	}
	memory, err := l.memory(ctx)
	if err != nil {
		return AccessView{}, err
	}
	marks, err := marksOf(name)
	if err != nil {
		return AccessView{}, err
	}
	people, err := l.core.LatestRoster(ctx)
	if err != nil {
		return AccessView{}, err
	}
	charges, err := l.charges(ctx, "", p, people)
	if err != nil {
		return AccessView{}, err
	}
	marks.AddCharges(charges, p.TakenAt)
	view := AccessView{
		Population: name, TakenAt: p.TakenAt, Rows: access.Rows(p, chosen.Rules, p.TakenAt, memory, marks, people), People: people, Roles: p.Roles, Mappings: p.Mappings,
		Gaps: p.Gaps, Rules: chosen.Rules, Memory: memory, Marks: marks,
	}
	var dismissed map[string][]*dismissal.Dismissal
	if err := l.core.Read(ctx, func() error { dismissed = l.core.Base().Dismissals.InForce(); return nil }); err != nil {
		return AccessView{}, err
	}
	access.Dismiss(view.Rows, dismissed, l.core.Now())
	for i := range view.Rows {
		view.Rows[i].Charge = charges[view.Rows[i].Item]
	}
	return view, nil
}

// Diff compares two populations, named by unambiguous beginnings of their hashes. Without names it compares the last
// two; with one name, that one with the last.
func (l *Lookup) Diff(ctx context.Context, before, after string) (access.Diff, error) {
	var names []string
	if err := l.core.Read(ctx, func() error {
		for _, sync := range l.core.Syncs().All {
			names = append(names, sync.Population)
		}
		return nil
	}); err != nil {
		return access.Diff{}, err
	}
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
		if pair[i], err = l.core.Population(ctx, name); err != nil {
			return access.Diff{}, err
		}
	}
	return access.Compare(pair[0], pair[1]), nil
}
