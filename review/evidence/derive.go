package evidence

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/controls"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/roster"
)

// ledgers holds the state of a record outside of a workspace, folded anew from its first line.
type ledgers struct {
	book       *campaign.Book
	ledger     *remediation.Ledger
	elevations *elevation.Book
	reconciled *reconcile.Ledger
	base       *core.Base
	comments   *comment.Ledger
}

// newLedgers returns empty ledgers and the fold that fills them.
func newLedgers() (*ledgers, *core.Fold) {
	base := core.NewBase()
	book := campaign.NewBook(base)
	s := &ledgers{book, remediation.NewLedger(base, book), elevation.NewBook(base), &reconcile.Ledger{}, base, comment.NewLedger(base, book)}
	s.elevations.OnProven = s.ledger.Prove
	return s, core.NewFold(base, s.ledger, s.elevations, s.book, s.reconciled, s.comments, &baseline.Ledger{})
}

// facts returns the facts of the campaign that id names, from the record of the workspace and its populations.
func (s *Service) facts(ctx context.Context, id string) (*pack.Facts, error) {
	lines, err := s.core.Lines(ctx)
	if err != nil {
		return nil, err
	}
	all, fold := newLedgers()
	f, err := all.derive(ctx, fold.Shaped(s.shapes), lines, id, s.core.Populations(), s.shapes)
	if err != nil {
		return nil, err
	}
	f.Torn, err = s.core.Torn(ctx)
	return f, err
}

// deriveUnchecked returns how verify derives the facts of a pack. Invalid parts are reported by name there, and the
// rest of the pack is compared all the same.
func deriveUnchecked(shapes record.Shapes) verify.Derive {
	return func(ctx context.Context, lines []record.Line, id string, populations verify.Populations) (*pack.Facts, error) {
		all, fold := newLedgers()
		return all.derive(ctx, fold.Unchecked(), lines, id, populations, shapes)
	}
}

// derive returns the facts of the campaign that id names, from journal lines in any order and populations alone.
func (s *ledgers) derive(
	ctx context.Context, fold *core.Fold, lines []record.Line, id string, populations verify.Populations,
	shapes record.Shapes,
) (*pack.Facts, error) {
	f, err := pack.From(lines)
	if err != nil {
		return nil, err
	}
	if err := fold.Apply(f.Lines); err != nil {
		return nil, core.Damaged(err)
	}
	return s.factsOf(ctx, fold, f, id, populations, shapes)
}

// factsOf returns the facts of the campaign that id names, from the lines of the whole record, which were folded before. It
// can be called for several campaigns.
func (s *ledgers) factsOf(
	ctx context.Context, fold *core.Fold, whole *pack.Facts, id string, populations verify.Populations, shapes record.Shapes,
) (*pack.Facts, error) {
	f := &pack.Facts{Lines: whole.Lines, Heads: whole.Heads, AsOf: whole.AsOf}
	c, err := s.book.FindOpened(id)
	if err != nil {
		return nil, err
	}
	f.Campaign, f.CutShort, f.Elevations, f.Controls = c, s.book.Unfinished(), s.elevations.Rows(f.AsOf), controls.Run
	f.Shapes, f.People, f.Loosened = shapes, &s.base.People, s.base.Rights.Loosened(time.Time{})
	f.Changed = s.base.Rights.RuleChanges()
	f.Needs, f.Refused = fold.Needs(), pack.RefusedOnce(f.Lines, fold.Refused())
	if r, ok := s.reconciled.Of(c.Population); ok {
		f.Reconciled = &r
	}
	f.Campaigns = s.book.All()
	for _, other := range f.Campaigns {
		if other != c {
			f.Others = append(f.Others, other.ID)
		}
	}
	if f.Population, err = populations.Load(ctx, c.Population); err != nil {
		return nil, err
	}
	if f.Roster, err = rosterOf(ctx, c.Roster, f.People, populations); err != nil {
		return nil, err
	}
	f.Names, f.Rows = []string{c.Population}, access.Rows(f.Population, c.Rules, f.Population.TakenAt, nil, c.Marks, f.Roster, c.Listed()...)
	f.Notes = s.base.Notes.All[:s.book.Noted(c)]
	f.Dismissals = s.base.Dismissals.All[:s.book.Dismissals(c)]
	f.Charge(s.book.Duties(c))
	f.Comments = s.comments.Of(c.ID)
	f.Earlier, f.Stated = s.book.ClosedBefore(c), s.book.ImportsBefore(c)
	if before := f.LikeBefore(); before != nil {
		figures, took := s.ledger.FiguresOf(s.book, before)
		f.Past = pack.PastOf(before, figures, took)
	}
	if previous, ok := s.book.Get(c.Previous); ok && previous.Population != "" {
		f.Previous = previous
		f.Names = append(f.Names, previous.Population)
		if f.Before, err = populations.Load(ctx, previous.Population); err != nil {
			return nil, err
		}
	}
	proofs, syncs, err := proofsOf(f.Lines, c.ID)
	if err != nil {
		return nil, err
	}
	synced := pack.Synced(f.Lines)
	invented := func(name string) bool { return !synced[name] } // a line can name any population
	proofs = slices.DeleteFunc(proofs, invented)
	f.Names, f.Syncs = slices.Concat(f.Names, proofs, slices.DeleteFunc(lentBy(f.Lines), invented)), syncs
	slices.Sort(f.Names)
	f.Names = slices.Compact(f.Names)
	if len(proofs) > 0 {
		if f.After, err = populations.Load(ctx, proofs[len(proofs)-1]); err != nil {
			return nil, err
		}
	}
	if err = readAll(ctx, f, c.ID, populations); err != nil {
		return nil, err
	}
	if f.Final() || c.EarlyApply() {
		f.Changes = caseFrom(f, s.book).Recorded(s.ledger)
	}
	return f, nil
}

// rosterOf returns the roster of that name; nil for an empty name.
func rosterOf(ctx context.Context, name string, known *people.Ledger, populations verify.Populations) (*roster.Index, error) {
	if name == "" {
		return nil, nil
	}
	data, err := populations.Roster(ctx, name)
	if err != nil {
		return nil, err
	}
	r, err := roster.Decode(data, name)
	if err != nil {
		return nil, err
	}
	return roster.NewIndex(name, r, core.AliasesOf(known)), nil
}

// readAll notes where the populations of a pack came from, and what they do not show though lines say so. Of one that
// cannot be read neither is known; whoever needs its content says what is wrong with it.
func readAll(ctx context.Context, f *pack.Facts, campaign string, populations verify.Populations) (err error) {
	said := map[string][]pack.Observation{}
	for _, o := range pack.Observations(f.Lines, campaign, f.Rows) {
		if _, there := slices.BinarySearch(f.Names, o.Population); there {
			said[o.Population] = append(said[o.Population], o)
		} else {
			f.Unshown = append(f.Unshown, o.Nowhere())
		}
	}
	for _, name := range f.Names {
		p := f.Population
		if name != f.Campaign.Population {
			if p, err = populations.Load(ctx, name); ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if err != nil {
			p, said[name] = &population.Population{}, nil
		}
		f.Origin.Add(p)
		for _, o := range said[name] {
			if u, lies := o.Unshown(p, f.Population.Account); lies {
				f.Unshown = append(f.Unshown, u)
			}
		}
	}
	return nil
}

// caseFrom returns what a closed campaign decided to take away.
func caseFrom(f *pack.Facts, book *campaign.Book) *remediation.Case {
	rows := make(map[string]access.Row, len(f.Rows))
	for _, row := range f.Rows {
		rows[row.Item] = row
	}
	return remediation.CaseOf(f.Campaign, book, rows, f.Population.Roles)
}

// rest reads what a line rests on.
type rest struct {
	Campaign   string `json:"campaign"`
	Population string `json:"population"`
}

// proofsOf returns the populations that lines about changes of the campaign name, in fold order, and all readings of
// Torq.
func proofsOf(lines []record.Line, id string) (proofs []string, syncs []pack.Sync, err error) {
	for i := range lines {
		l := &lines[i]
		switch {
		case l.Type == core.TypeSynced:
			d, err := record.Decode[core.Synced](*l)
			if err != nil {
				return nil, nil, err
			}
			syncs = append(syncs, pack.Sync{
				At: l.Time.Time, By: l.Actor, Population: d.Population, ClientID: d.ClientID, AllowedDrop: d.DropOK,
				Unread: d.Unread,
			})
		case l.Type == core.TypeSyncFailed:
			d, err := record.Decode[core.SyncFailed](*l)
			if err != nil {
				return nil, nil, err
			}
			syncs = append(syncs, pack.Sync{At: l.Time.Time, By: l.Actor, Failed: d.Reason})
		case l.Type == remediation.TypePlanned || strings.HasPrefix(l.Type, "change."):
			d, _ := record.Glance[rest](*l)
			if d.Campaign == id && d.Population != "" {
				proofs = append(proofs, d.Population)
			}
		}
	}
	return proofs, syncs, nil
}

// lentBy returns the populations that confirm elevations. They do not confirm changes of the campaign.
func lentBy(lines []record.Line) (names []string) {
	for i := range lines {
		switch l := &lines[i]; l.Type {
		case elevation.TypeActive, elevation.TypeEnded, elevation.TypeDrifted:
			if d, _ := record.Glance[rest](*l); d.Population != "" {
				names = append(names, d.Population)
			}
		}
	}
	return names
}
