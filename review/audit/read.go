package audit

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/record"
)

// TypeRead is the type of the lines about what was read of the audit log.
const TypeRead = "audit.read"

// Overlap is the time by which a reading goes back behind the end of the one before: entries can come into the log late,
// by Lag as Torq says; three times as much is read again, and what is there is not kept twice.
const Overlap = 3 * Lag

// Read is the data of an audit.read line: a stretch of the log that was read, and where its new entries are kept. Times
// are by Torq's clock.
type Read struct {
	ClientID string      `json:"client_id"`
	From     record.Time `json:"from"` // from then to To, all that Torq showed is kept, by this line or an earlier one
	To       record.Time `json:"to"`
	Entries  int         `json:"entries"` // that are new
	// Segment is the name of the file that holds them, the SHA-256 of its bytes; empty if there are none.
	Segment string   `json:"segment,omitempty"`
	After   []string `json:"after,omitempty"`  // the newest segments that were on record before
	Begins  bool     `json:"begins,omitempty"` // Torq has nothing of the 90 days before From: the log begins there
	Calls   []Call   `json:"calls"`
	Gap     string   `json:"gap,omitempty"` // why the key could not read the log: forbidden or not-offered
}

// Call is one request with which the log was read.
type Call struct {
	Path   string      `json:"path"`
	Query  string      `json:"query,omitempty"`
	Status int         `json:"status"`
	At     record.Time `json:"at"` // by the clock of this machine
	Rows   int         `json:"rows"`
	SHA256 string      `json:"sha256"` // of the raw body, lower-case hex
}

// Page is one page of the log, or the reason why there is none.
type Page struct {
	Entries []Raw
	Call    Call
	Gap     string
}

// Sentence returns what the line says.
func (d Read) Sentence(record.Names) record.Sentence {
	const day = "2 Jan 2006 15:04"
	switch {
	case d.Gap != "":
		return record.Sentence{Text: "could not read Torq's audit log", Detail: "API key " + d.ClientID + ": " + d.Gap}
	case d.Begins:
		return record.Sentence{
			Text: fmt.Sprintf("read Torq's audit log up to %s UTC, from its beginning: %d new entries", d.To.UTC().Format(day), d.Entries),
		}
	}
	return record.Sentence{Text: fmt.Sprintf("read Torq's audit log from %s to %s UTC: %d new entries",
		d.From.UTC().Format(day), d.To.UTC().Format(day), d.Entries)}
}

// Refuses returns why the line has no effect; empty if it has. known reports whether a segment is on record before it.
func (d *Read) Refuses(known func(segment string) bool) string {
	switch {
	case d.Segment != "" && !IsSegmentName(d.Segment):
		return "it names no segment of the audit log"
	case (d.Segment == "") != (d.Entries == 0) || d.Entries < 0 || d.Entries > mostRead:
		return "its numbers contradict each other"
	case d.Gap != "" && (d.Segment != "" || d.Begins):
		return "it has entries of a log that could not be read"
	case d.From.After(d.To.Time):
		return "it ends before it begins"
	}
	for _, name := range d.After {
		if !known(name) {
			return "it comes after a segment that is not on record"
		}
	}
	return ""
}

// Events are the types of these lines.
var Events = record.Events{TypeRead: record.EventOf[Read]()}

// Ledger is what is on record of the audit log.
type Ledger struct {
	All []Read // oldest first, in fold order

	bySegment map[string]int    // the first reading that names it
	newest    []string          // segments that none comes after
	gaps      map[string]string // by client ID, why it could not read the log when it last tried
}

// Reset forgets everything.
func (l *Ledger) Reset() { *l = Ledger{} }

// Apply folds a line.
func (l *Ledger) Apply(line record.Line) error {
	if line.Type != TypeRead {
		return nil
	}
	d, err := record.Decode[Read](line)
	if err != nil {
		return err
	}
	if why := d.Refuses(l.Has); why != "" {
		return line.Refuse("%s", why)
	}
	if l.gaps == nil {
		l.gaps, l.bySegment = map[string]string{}, map[string]int{}
	}
	l.gaps[d.ClientID] = d.Gap
	if d.Segment != "" && !l.Has(d.Segment) {
		l.bySegment[d.Segment] = len(l.All)
		l.newest = append(without(l.newest, d.After), d.Segment)
	}
	l.All = append(l.All, d)
	return nil
}

func without(names, gone []string) (left []string) {
	drop := make(map[string]bool, len(gone))
	for _, name := range gone {
		drop[name] = true
	}
	for _, name := range names {
		if !drop[name] {
			left = append(left, name)
		}
	}
	return left
}

// Has reports whether a segment is on record.
func (l *Ledger) Has(segment string) bool {
	_, there := l.bySegment[segment]
	return there
}

// Newest returns the segments that no other one comes after: from them all are found.
func (l *Ledger) Newest() []string { return l.newest }

// Gap returns why a key could not read the log when it last tried; empty if it could, or never tried.
func (l *Ledger) Gap(clientID string) string { return l.gaps[clientID] }

// Until returns the readings of those segments and of all that they come after, in fold order.
func (l *Ledger) Until(segments []string) (all []Read) {
	in := make(map[int]bool, len(l.All))
	todo := append([]string(nil), segments...)
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		i, there := l.bySegment[name]
		if !there || in[i] {
			continue
		}
		in[i] = true
		todo = append(todo, l.All[i].After...)
	}
	for i := range l.All {
		if in[i] {
			all = append(all, l.All[i])
		}
	}
	return all
}
