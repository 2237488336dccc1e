package core

import (
	"errors"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// Ledger folds the lines of one noun.
type Ledger interface {
	// Apply folds the next line of the record; it gets every line, and ignores types that it does not know.
	Apply(l record.Line) error
	// Reset forgets everything: the record is folded from its first line on.
	Reset()
}

// Fold checks each line of a record against those before it and applies it to ledgers.
type Fold struct {
	ledgers   []Ledger
	unchecked bool

	count  int       // lines folded
	head   string    // hash of the last of them
	last   time.Time // at which the last of them was written, by its writer's clock
	heads  record.Heads
	hashes record.Hashes
}

// NewFold returns the fold of an empty record.
func NewFold(ledgers ...Ledger) *Fold {
	return &Fold{ledgers: ledgers, heads: record.Heads{}, hashes: record.Hashes{}}
}

// Unchecked makes the fold skip the checks of lines, and returns it: they were checked already, or their problems are
// reported elsewhere.
func (f *Fold) Unchecked() *Fold {
	f.unchecked = true
	return f
}

// Apply folds the new lines. If lines do not begin with those already folded, it folds everything anew. A line that
// contradicts the record, or has an invalid signature, is a *record.Damage.
func (f *Fold) Apply(lines []record.Line) error {
	if f.count > len(lines) || f.count > 0 && lines[f.count-1].Hash != f.head {
		f.Reset()
	}
	for i := f.count; i < len(lines); i++ {
		if err := f.take(&lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// Reset forgets everything, in the ledgers too.
func (f *Fold) Reset() {
	*f = Fold{ledgers: f.ledgers, unchecked: f.unchecked, heads: record.Heads{}, hashes: record.Hashes{}}
	for _, l := range f.ledgers {
		l.Reset()
	}
}

// take checks one line against those before it, and folds it.
func (f *Fold) take(l *record.Line) error {
	err := f.check(l)
	for i := 0; err == nil && i < len(f.ledgers); i++ {
		err = f.ledgers[i].Apply(*l)
	}
	if damage := (*record.Damage)(nil); err != nil && !errors.As(err, &damage) {
		return l.Damaged("%w", err)
	}
	if err != nil {
		return err
	}
	f.count++
	f.head, f.last = l.Hash, l.Time.Time
	f.heads.Apply(*l)
	f.hashes.Apply(*l)
	return nil
}

// check compares what a line says about other lines with those, and verifies its signature.
func (f *Fold) check(l *record.Line) error {
	if f.unchecked {
		return nil
	}
	if err := l.CheckHeads(f.hashes.Of); err != nil {
		return err
	}
	_, _, err := signature.OfLine(*l)
	return err
}

// Damaged returns a fault with the problem of the record.
func Damaged(err error) error {
	return fault.New(fault.Damaged, "the record is damaged: %w", err).
		WithHint("nothing is written any more; compare with a backup, and look at the rest with: %s", fault.VerifyJournal.With())
}
