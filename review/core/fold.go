package core

import (
	"crypto/sha256"
	"errors"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/signature"
)

// Ledger folds the lines of one noun. It may have a method Needs, which returns what its lines need to have effect; see
// rights.Needs. It may have a method Refuses(record.Entry, *rights.Ledger) string, which returns why an entry would have
// no effect with those rights for a reason that Needs does not tell.
type Ledger interface {
	// Apply folds the next line of the record; it gets every line, and ignores types that it does not know. A
	// *record.Refusal says that the line has no effect; any other error is damage.
	Apply(l record.Line) error
	// Reset forgets everything: the record is folded from its first line on.
	Reset()
}

// Fold checks each line of a record against those before it and applies it to ledgers.
type Fold struct {
	base      *Base
	ledgers   []Ledger
	gate      gate
	unchecked bool
	shapes    record.Shapes // of the data of all types of lines

	count   int       // lines folded
	head    string    // hash of the last of them
	last    time.Time // at which the last of them was written, by its writer's clock
	heads   record.Heads
	hashes  record.Hashes
	signed  map[[sha256.Size]byte]string // the place of the line, by the hash of its signed text
	signers map[string]string            // who signed first, by the fingerprint of the key
	known   map[string]record.Known      // by hash, of lines whose authors are known otherwise than the line claims alone
}

// NewFold returns the fold of an empty record into the base and the ledgers that stand on it.
func NewFold(base *Base, ledgers ...Ledger) *Fold {
	f := &Fold{base: base, gate: gate{base: base, needs: rights.Needs{}}, heads: record.Heads{}, hashes: record.Hashes{}}
	f.forget()
	for _, l := range append(base.ledgers(), ledgers...) {
		f.add(l)
	}
	return f
}

func (f *Fold) add(l Ledger) {
	f.ledgers = append(f.ledgers, l)
	f.gate.learn(l)
	if teller, ok := l.(interface{ OnRefused(func(*record.Refusal)) }); ok {
		teller.OnRefused(f.gate.refuse)
	}
}

// Refused returns the lines without effect for lack of rights, with the reasons, in fold order.
func (f *Fold) Refused() []record.Refusal { return f.gate.refused }

// Shaped sets the shapes that lines without effect must have too, and returns the fold.
func (f *Fold) Shaped(shapes record.Shapes) *Fold {
	f.shapes = shapes
	return f
}

// Needs returns what lines of each type need to have effect.
func (f *Fold) Needs() rights.Needs { return f.gate.needs }

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
	if f.gate.foresee(lines[f.count:]) && f.count > 0 {
		f.Reset() // a line folded before may claim to be older than the rights
		f.gate.foresee(lines)
	}
	f.base.People.Folding(true)
	defer f.base.People.Folding(false)
	for i := f.count; i < len(lines); i++ {
		if err := f.take(&lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// Reset forgets everything, in the ledgers too.
func (f *Fold) Reset() {
	*f = Fold{
		base: f.base, ledgers: f.ledgers, unchecked: f.unchecked, shapes: f.shapes, gate: gate{base: f.base, needs: f.gate.needs},
		heads: record.Heads{}, hashes: record.Hashes{},
	}
	f.forget()
	f.base.first = ""
	for _, l := range f.ledgers {
		l.Reset()
	}
}

// forget forgets who signed what.
func (f *Fold) forget() {
	f.signed, f.known, f.signers = map[[sha256.Size]byte]string{}, map[string]record.Known{}, map[string]string{}
}

// take checks one line against those before it, and folds it.
func (f *Fold) take(l *record.Line) error {
	err := f.check(l)
	if err == nil {
		err = f.apply(l)
	}
	if f.base.first == "" && isPerson(l.Actor) {
		f.base.first = l.Actor
	}
	if err != nil {
		if damage := (*record.Damage)(nil); errors.As(err, &damage) {
			return err
		}
		return l.Damaged("%w", err)
	}
	f.count++
	f.head, f.last = l.Hash, l.Time.Time
	f.heads.Apply(*l)
	f.hashes.Apply(*l)
	return nil
}

// apply gives the line to the ledgers, unless its author had no right for it or is another person. The line says how
// surely its author is known, as the record before it has it.
func (f *Fold) apply(l *record.Line) error {
	line := *l
	known, why := f.identify(line)
	if known != (record.Known{Assurance: l.Assurance}) {
		f.known[l.Hash] = known
		line = l.As(known)
	}
	if why == "" {
		why = f.gate.refuses(line)
	}
	if why != "" {
		f.gate.refuse(line.Refuse("%s", why))
		return f.shapes.Check(line)
	}
	for _, ledger := range f.ledgers {
		err := ledger.Apply(line)
		if err == nil {
			continue
		}
		if refusal := (*record.Refusal)(nil); errors.As(err, &refusal) {
			f.gate.refuse(refusal)
		} else {
			return err
		}
	}
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

// refusesEntry returns why a ledger says that the entry would have no effect with those rights; empty if none does.
func (f *Fold) refusesEntry(e record.Entry, held *rights.Ledger) string {
	for _, l := range f.ledgers {
		knowing, ok := l.(interface {
			Refuses(e record.Entry, held *rights.Ledger) string
		})
		if !ok {
			continue
		}
		if why := knowing.Refuses(e, held); why != "" {
			return why
		}
	}
	return ""
}
