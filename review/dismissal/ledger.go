package dismissal

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Dismissal is a dismissed or restored hint on record. It is not changed after it was made.
type Dismissal struct {
	Dismissed
	Restored bool   // the line took the dismissal before it away
	By       string // who did it
	Known    record.Known
	At       time.Time
	Line     record.Line
	Place    int // of the line in the fold, counted from 1
}

// Over reports whether the last day has passed at that time.
func (d *Dismissal) Over(at time.Time) bool { return at.UTC().Format(Layout) > d.Until }

// Ledger holds the dismissals on record.
type Ledger struct {
	All    []*Dismissal // in fold order
	people People
	inUse  map[[2]string]*Dismissal // by item and hint

	folded int
}

// NewLedger returns an empty ledger, which compares addresses by those people.
func NewLedger(people People) *Ledger {
	return &Ledger{people: people, inUse: map[[2]string]*Dismissal{}}
}

// Reset forgets everything.
func (l *Ledger) Reset() { *l = *NewLedger(l.people) }

// Needs returns what the lines need to have effect.
func (l *Ledger) Needs() rights.Needs {
	need := rights.Need{Act: rights.Campaign, Any: []rights.Right{rights.Owner, rights.Manager}}
	return rights.Needs{TypeDismissed: need, TypeRestored: need}
}

// Apply folds a line.
func (l *Ledger) Apply(line record.Line) error {
	l.folded++
	if line.Type != TypeDismissed && line.Type != TypeRestored {
		return nil
	}
	made := &Dismissal{Place: l.folded, By: line.Actor, Known: line.Known(), At: line.Time.Time, Line: line}
	switch line.Type {
	case TypeDismissed:
		d, err := record.Decode[Dismissed](line)
		if err != nil {
			return err
		}
		if why := d.Refuses(l.people, line.Actor, line.Time.Time); why != "" {
			return line.Refuse("%s", why)
		}
		made.Dismissed = d
		l.inUse[[2]string{d.Item, d.Hint}] = made
	case TypeRestored:
		d, err := record.Decode[Restored](line)
		if err != nil {
			return err
		}
		about := [2]string{d.Item, d.Hint}
		if l.inUse[about] == nil {
			return line.Refuse("%s is not dismissed on %s", d.Hint, d.Item)
		}
		made.Item, made.Hint, made.Reason, made.Restored = d.Item, d.Hint, d.Reason, true
		delete(l.inUse, about)
	}
	l.All = append(l.All, made)
	return nil
}

// Of returns the dismissal of the hint on an item that is not taken back; nil without one. It may be over.
func (l *Ledger) Of(item, hint string) *Dismissal { return l.inUse[[2]string{item, hint}] }

// Before returns the dismissals before that place of the fold that were not taken back by then, by item.
func (l *Ledger) Before(place int) map[string][]*Dismissal {
	found := map[string][]*Dismissal{}
	for _, d := range l.All {
		if d.Place >= place {
			break
		}
		rest := slices.DeleteFunc(found[d.Item], func(was *Dismissal) bool { return was.Hint == d.Hint })
		if !d.Restored {
			rest = append(rest, d)
		}
		found[d.Item] = rest
	}
	return found
}

// InForce returns those that are not taken back, by item.
func (l *Ledger) InForce() map[string][]*Dismissal { return l.Before(l.folded + 1) }
