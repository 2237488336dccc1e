package baseline

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// TypeSaved is the type of the lines about baselines.
const TypeSaved = "baseline.saved"

// Saved is the data of a baseline.saved line: from here on this baseline counts.
type Saved struct {
	Baseline   string `json:"baseline"`         // the SHA-256 of its file
	Entries    int    `json:"entries"`          // of the file
	Population string `json:"population"`       // with which it was compared
	Roster     string `json:"roster,omitempty"` // likewise; empty without one
	Accepted   int    `json:"accepted"`         // differences from the baseline before that this one no longer has
}

// Sentence returns what the line says.
func (d Saved) Sentence(record.Names) record.Sentence {
	text := fmt.Sprintf("saved the baseline %.12s of %d entries", d.Baseline, d.Entries)
	if d.Accepted > 0 {
		text += fmt.Sprintf(", which accepts %d differences from the one before", d.Accepted)
	}
	return record.Sentence{Text: text}
}

// Refuses returns why the line has no effect; empty if it has.
func (d Saved) Refuses() string {
	switch {
	case !isName(d.Baseline):
		return "it names no baseline"
	case d.Entries < 0 || d.Accepted < 0:
		return "its numbers contradict each other"
	}
	return ""
}

// Events are the types of these lines.
var Events = record.Events{TypeSaved: record.EventOf[Saved]()}

// On is a baseline on record.
type On struct {
	Saved
	By string
	At time.Time
}

// Ledger is the baselines that the record names.
type Ledger struct {
	All []On // oldest first
}

// Reset forgets everything.
func (l *Ledger) Reset() { l.All = nil }

// Needs returns what the lines need to have effect: who opens campaigns says what is ordinary.
func (l *Ledger) Needs() rights.Needs {
	return rights.Needs{TypeSaved: {Act: rights.Campaign, Any: []rights.Right{rights.Owner, rights.Manager}}}
}

// Apply folds a line.
func (l *Ledger) Apply(line record.Line) error {
	if line.Type != TypeSaved {
		return nil
	}
	d, err := record.Decode[Saved](line)
	if err != nil {
		return err
	}
	if why := d.Refuses(); why != "" {
		return line.Refuse("%s", why)
	}
	l.All = append(l.All, On{d, line.Actor, line.Time.Time})
	return nil
}

// Last returns the baseline that counts, or nil.
func (l *Ledger) Last() *On {
	if len(l.All) == 0 {
		return nil
	}
	return &l.All[len(l.All)-1]
}
