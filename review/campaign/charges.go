package campaign

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// Duties returns what the record says about responsible people: at the closing of the campaign, or now if it is not closed
// or nil. What counts as reviewed are decisions of campaigns that were closed before the campaign was opened, and its own.
// Use it within core.Read.
func (b *Book) Duties(c *Campaign) access.Duties {
	notes, among := b.base.Notes.InForce(), b.Closed()
	if c != nil {
		among = b.ClosedBefore(c)
		if c.State == Closed {
			notes, among = b.base.Notes.Before(c.closedAs), append([]*Campaign{c}, among...)
		}
	}
	return access.Duties{
		Notes: notes, Addresses: b.base.People.Addresses,
		Reviewed: func(item string) (last time.Time) {
			for _, c := range among {
				d := c.Decision(item)
				switch d.Verdict {
				case Certify, Reduce, Move:
					if d.At.After(last) {
						last = d.At
					}
				case Revoke, Abstain, Undecided:
				}
			}
			return last
		},
	}
}

// Noted returns how many of the notes on record are older than the closing of the campaign; all if it is not closed.
func (b *Book) Noted(c *Campaign) int {
	all := b.base.Notes.All
	if i := slices.IndexFunc(all, func(n *note.Note) bool { return n.Place >= c.closedAs }); c.State == Closed && i >= 0 {
		return i
	}
	return len(all)
}

// Dismissals returns how many of the dismissals on record are older than the closing of the campaign; all if it is not
// closed.
func (b *Book) Dismissals(c *Campaign) int {
	all := b.base.Dismissals.All
	if i := slices.IndexFunc(all, func(d *dismissal.Dismissal) bool { return d.Place >= c.closedAs }); c.State == Closed && i >= 0 {
		return i
	}
	return len(all)
}

// charges returns who is responsible for what, by item. id names a campaign, on whose population and roster p and people
// are; it is empty for what holds now.
func (l *Lookup) charges(ctx context.Context, id string, p *population.Population, people *roster.Index) (map[string]*access.Charge, error) {
	var all []access.Charge
	err := l.core.Read(ctx, func() error {
		c, _ := l.book.Get(id)
		all = access.Charges(p, l.book.Duties(c), people)
		return nil
	})
	by := make(map[string]*access.Charge, len(all))
	for i := range all {
		by[all[i].Item] = &all[i]
	}
	return by, err
}

// Charges returns the API keys and service accounts of the last population, and whatever else has a note, by item, with
// who is responsible for them, and the time of this machine. Without a population only what has a note is known.
func (l *Lookup) Charges(ctx context.Context) ([]access.Charge, time.Time, error) {
	now := l.core.Now()
	p, err := l.core.LatestIfAny(ctx)
	if err != nil {
		return nil, now, err
	}
	if p == nil {
		p = &population.Population{TakenAt: now}
	}
	people, err := l.core.LatestRoster(ctx)
	if err != nil {
		return nil, now, err
	}
	var all []access.Charge
	err = l.core.Read(ctx, func() error { all = access.Charges(p, l.book.Duties(nil), people); return nil })
	return all, now, err
}

// chargesIn returns who is responsible for what in a campaign that was opened, by item.
func (l *Lookup) chargesIn(ctx context.Context, v *View) (map[string]*access.Charge, error) {
	p, err := l.core.Population(ctx, v.Population)
	if err != nil {
		return nil, err
	}
	return l.charges(ctx, v.Campaign, p, v.people)
}
