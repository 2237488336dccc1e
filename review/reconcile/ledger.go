package reconcile

import "github.com/tuar-dev/tuar/review/record"

// Ledger folds the reconciliations on record.
type Ledger struct{ last map[string]Outcome } // by population

// Reset forgets everything.
func (b *Ledger) Reset() { b.last = nil }

// Apply folds a line.
func (b *Ledger) Apply(l record.Line) error {
	if l.Type != TypeReconciled {
		return nil
	}
	r, err := record.Decode[Outcome](l)
	if err != nil {
		return err
	}
	r.At = l.Time.Time
	if b.last == nil {
		b.last = map[string]Outcome{}
	}
	if was := b.last[r.Population]; r.Read() || !was.Read() {
		b.last[r.Population] = r // that it failed later takes nothing back
	}
	return nil
}

// Of returns the last reconciliation of that population, if there is one.
func (b *Ledger) Of(population string) (Outcome, bool) {
	r, ok := b.last[population]
	return r, ok
}
