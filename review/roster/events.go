package roster

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// TypeImported is the type of the lines about rosters.
const TypeImported = "roster.imported"

// Imported is the data of a roster.imported line.
type Imported struct {
	Roster string `json:"roster"` // its name
	Lines  int    `json:"lines"`
	People int    `json:"people"`
	File   string `json:"file_sha256"` // of the file that was imported
	// Also holds the addresses of each line that has several. Two of them count as one person wherever something is
	// refused for one's own sake, and nowhere else.
	Also [][]string `json:"also,omitempty"`
}

// Sentence returns what the line says.
func (d Imported) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("imported a roster of %d lines, %d people", d.Lines, d.People)}
}

// Refuses returns why the line has no effect; empty if it has.
func (d Imported) Refuses() string {
	switch {
	case !IsName(d.Roster):
		return "it names no roster"
	case d.Lines < 1 || d.People < 0 || d.People > d.Lines || len(d.Also) > d.Lines:
		return "its numbers contradict each other"
	}
	for _, one := range d.Also {
		if len(one) < 2 {
			return "a further address is missing"
		}
		for _, email := range one {
			if person.Key(email) == "" {
				return "an address is missing"
			}
		}
	}
	return ""
}

// Events are the types of these lines.
var Events = record.Events{TypeImported: record.EventOf[Imported]()}

// Entry is an import on record.
type Entry struct {
	Imported
	By string
	At time.Time
}

// Ledger is the rosters that the record names.
type Ledger struct {
	All    []Entry // oldest first
	people *people.Ledger
}

// NewLedger returns an empty ledger, which tells people what a roster says about addresses.
func NewLedger(people *people.Ledger) *Ledger { return &Ledger{people: people} }

// Reset forgets everything.
func (l *Ledger) Reset() { l.All = nil }

// Needs returns what the lines need to have effect: who opens campaigns says what they rest on.
func (l *Ledger) Needs() rights.Needs {
	return rights.Needs{TypeImported: {Act: rights.Campaign, Any: []rights.Right{rights.Owner, rights.Manager}}}
}

// Apply folds a line.
func (l *Ledger) Apply(line record.Line) error {
	if line.Type != TypeImported {
		return nil
	}
	d, err := record.Decode[Imported](line)
	if err != nil {
		return err
	}
	if why := d.Refuses(); why != "" {
		return line.Refuse("%s", why)
	}
	l.All = append(l.All, Entry{d, line.Actor, line.Time.Time})
	for _, one := range d.Also {
		l.people.ListTogether(one)
	}
	return nil
}

// Last returns the newest import, or nil.
func (l *Ledger) Last() *Entry {
	if len(l.All) == 0 {
		return nil
	}
	return &l.All[len(l.All)-1]
}

// Find returns the import of that roster, the first if there are several; nil if none is on record.
func (l *Ledger) Find(name string) *Entry {
	for i := range l.All {
		if l.All[i].Roster == name {
			return &l.All[i]
		}
	}
	return nil
}
