// Package share says what a record that is carried between machines looks like from one of them, and which lines of
// other machines fit it. It knows neither Git nor files.
package share

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// Options say how the record is carried this time.
type Options struct {
	// Admit adds lines of other writers to the record: see core.Admit.
	Admit func(ctx context.Context, choose Choose) error
	// Ask lets git and ssh ask the person at the terminal for a password or passphrase.
	Ask bool
}

// Choose returns the lines to add to those that are here. fits folds all lines of a record, and returns a *record.Damage
// if they contradict each other.
type Choose = func(here []record.Line, fits func(all []record.Line) error) ([]record.Line, error)

// Outcome is what a sync did.
type Outcome struct {
	Taken       int       `json:"taken"`       // lines of other writers that came in
	Sent        int       `json:"sent"`        // lines that went out
	Populations int       `json:"populations"` // that came in or went out
	Rewritten   bool      `json:"rewritten"`   // the history of the repository was replaced since the last sync
	Refused     []Refusal `json:"refused"`     // what did not fit
	Ignored     []string  `json:"ignored"`     // files in the repository that are no part of a record
}

// Refusal is a file of the shared repository of which something was not taken.
type Refusal struct {
	File   string      `json:"file"`             // as in the repository, such as journal/desk-2.jsonl
	Writer string      `json:"writer"`           // whose journal it is; empty for a population
	Line   int64       `json:"line,omitempty"`   // the first that was not taken; 0 if that is no matter of lines
	Why    string      `json:"why"`              // the end of a sentence that begins with the file
	Waits  bool        `json:"waits"`            // nothing is wrong with it: it waits for what is missing or was refused
	Good   record.Head `json:"good"`             // the last line that fits; none if Seq is 0
	SeenBy []string    `json:"seen_by"`          // other writers whose lines name the last good line, or one that follows it
	Kept   string      `json:"kept"`             // where the refused bytes are on this machine; empty if there are none
	Unkept string      `json:"unkept,omitempty"` // why they could not be kept
	Blob   string      `json:"blob,omitempty"`   // the object in Git
	SHA256 string      `json:"sha256"`           // of the whole file; empty if it was not read
	Bytes  int64       `json:"bytes"`            // of the file, as far as it was read
	At     time.Time   `json:"at"`               // when this was first found
}

// State is what one machine knows of sharing.
type State struct {
	V         int               `json:"v"`
	URL       string            `json:"url"`
	FetchedAt time.Time         `json:"fetched_at"` // when the repository was last read; zero: never
	Commit    string            `json:"commit"`     // that was read or written last; empty for none
	Remote    map[string]Remote `json:"remote"`     // journals of the repository, by writer
	Refused   []Refusal         `json:"refused"`    // at the last sync
	Incidents []Incident        `json:"incidents"`  // what was mended, until a person has seen it
	Ignored   []string          `json:"ignored"`
	// Contents counts the bytes of populations and attachments that were taken from the repository.
	Contents int64 `json:"contents,omitempty"`
	// Later names attachments that are in the repository and could not be taken.
	Later []string `json:"later,omitempty"`

	Problem string `json:"problem"` // why the last sync failed; empty if it did not
	Hint    string `json:"hint"`    // what to do about the problem
}

// Remote is the journal of a writer in the shared repository.
type Remote struct {
	Blob  string `json:"blob"`  // its object in Git
	Lines int64  `json:"lines"` // that are also in the record here, and at the same place
	Head  string `json:"head"`  // hash of the last of them
	More  int64  `json:"more"`  // further lines, which were not taken
	// Tried is when the rest was looked at last; nil if there is none, or it was not looked at.
	Tried *time.Time `json:"tried,omitempty"`
}

// Kept is a refused file of which the bytes are kept on this machine.
type Kept struct {
	File    string    `json:"file"` // as in the repository, such as journal/desk-2.jsonl
	Of      string    `json:"of"`   // the writer or the population
	Hash    string    `json:"hash"` // its SHA-256
	Bytes   int64     `json:"bytes"`
	At      time.Time `json:"at"`      // when it was refused last
	Path    string    `json:"path"`    // where it is on this machine
	Refused bool      `json:"refused"` // the repository had it at the last sync
}

// Incident is something that should not have happened, and did no lasting harm.
type Incident struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"` // a sentence
}

// Status is how sharing stands.
type Status struct {
	URL       string     `json:"url"`
	Ahead     int64      `json:"ahead"`      // lines that are here and not in the repository, as of the last sync
	Behind    int64      `json:"behind"`     // lines that are in the repository and were not taken
	FetchedAt *time.Time `json:"fetched_at"` // nil: never
	Problem   string     `json:"problem"`    // why the last sync failed
	Hint      string     `json:"hint"`
	Writers   []Writer   `json:"writers"`
	Refused   []Refusal  `json:"refused"`
	Incidents []Incident `json:"incidents"`
	Ignored   []string   `json:"ignored"`
	OK        bool       `json:"ok"` // nothing was refused, and there is no incident that is unseen
}

// Writer is one installation that writes into the record.
type Writer struct {
	Writer  string   `json:"writer"`
	Host    string   `json:"host"`
	Account string   `json:"account"`
	People  []string `json:"people"` // who acted through it
	Lines   int64    `json:"lines"`
	Head    string   `json:"head"` // hash of the last line; empty if there is none
	// Ahead is the time of its newest line if that is yet to come by the clock here; nil if it is not.
	Ahead *time.Time `json:"ahead,omitempty"`
	OK    bool       `json:"ok"`   // nothing of it was refused
	Here  bool       `json:"here"` // it is the one of this installation
}

// Sound reports whether nothing was refused, and all that was mended has been seen.
func (s *State) Sound() bool { return len(s.Refused) == 0 && len(s.Incidents) == 0 }

// Count returns how many lines the repository lacks, and how many it has that were not taken, given how many lines each
// writer has here.
func (s *State) Count(here map[string]int64) (ahead, behind int64) {
	for writer, n := range here {
		ahead += max(0, n-s.Remote[writer].Lines)
	}
	for _, r := range s.Remote {
		behind += r.More
	}
	return ahead, behind
}

// String says what was refused, as "journal/desk-2.jsonl, line 7: it was written by …".
func (r Refusal) String() string {
	if r.Line == 0 {
		return r.File + ": " + r.Why
	}
	return fmt.Sprintf("%s, line %d: %s", r.File, r.Line, r.Why)
}

// LastGood says which line is the last that fits, and who has seen it, as "line 6, 3f2a91c04d5e…, seen by desk-3".
func (r Refusal) LastGood() string {
	text := fmt.Sprintf("line %d, %.12s…", r.Good.Seq, r.Good.Hash)
	if len(r.SeenBy) > 0 {
		text += ", seen by " + strings.Join(r.SeenBy, ", ")
	}
	return text
}

// Summary says in a few words how sharing stands, as "2 ahead, fetched 5 min ago"; ago says how long a time is past.
func (s *Status) Summary(ago func(time.Time) string) string {
	var parts []string
	if s.Ahead > 0 {
		parts = append(parts, fmt.Sprintf("%d ahead", s.Ahead))
	}
	if s.Behind > 0 {
		parts = append(parts, fmt.Sprintf("%d not taken", s.Behind))
	}
	fetched := "never fetched"
	if s.FetchedAt != nil {
		fetched = "fetched " + ago(*s.FetchedAt)
	}
	parts = append(parts, fetched)
	if s.Problem != "" {
		parts = append(parts, "the last sync failed")
	}
	return strings.Join(parts, ", ")
}
