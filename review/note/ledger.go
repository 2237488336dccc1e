package note

import (
	"maps"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Ledger holds the notes on record.
type Ledger struct {
	All   []*Note // those that were cleared and replaced too, the oldest first
	inUse map[string]*Note

	folded int // lines, by which what came first is told
}

// NewLedger returns an empty ledger.
func NewLedger() *Ledger { return &Ledger{inUse: map[string]*Note{}} }

// Reset forgets everything.
func (l *Ledger) Reset() { *l = *NewLedger() }

// Needs returns what the lines need to have effect.
func (l *Ledger) Needs() rights.Needs {
	need := rights.Need{Act: rights.Campaign, Any: []rights.Right{rights.Owner, rights.Manager}}
	return rights.Needs{TypeSet: need, TypeCleared: need}
}

// Apply folds a line.
func (l *Ledger) Apply(line record.Line) error {
	l.folded++
	if line.Type != TypeSet && line.Type != TypeCleared {
		return nil
	}
	n := &Note{Place: l.folded, By: line.Actor, Known: line.Known(), At: line.Time.Time, Line: line}
	switch line.Type {
	case TypeSet:
		d, err := record.Decode[Set](line)
		if err != nil {
			return err
		}
		if why := d.Refuses(); why != "" {
			return line.Refuse("%s", why)
		}
		n.Set = d
		l.inUse[d.Item] = n
	case TypeCleared:
		d, err := record.Decode[Cleared](line)
		if err != nil {
			return err
		}
		if l.inUse[d.Item] == nil {
			return line.Refuse("there is no note on %s", d.Item)
		}
		n.Item, n.Cleared, n.Reason = d.Item, true, d.Reason
		delete(l.inUse, d.Item)
	}
	l.All = append(l.All, n)
	return nil
}

// Of returns the note in force on an item; nil without one.
func (l *Ledger) Of(item string) *Note { return l.inUse[item] }

// InForce returns the notes in force by item, in a map of its own.
func (l *Ledger) InForce() map[string]*Note { return maps.Clone(l.inUse) }

// Before returns the notes that were in force before the line at that place of the fold, by item.
func (l *Ledger) Before(place int) map[string]*Note {
	found := map[string]*Note{}
	for _, n := range l.All {
		switch {
		case n.Place >= place:
		case n.Cleared:
			delete(found, n.Item)
		default:
			found[n.Item] = n
		}
	}
	return found
}
