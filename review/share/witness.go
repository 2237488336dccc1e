package share

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// The types of the lines in which an installation puts on record what it met in the shared repository.
const (
	TypeRefused = "share.refused"
	TypeMended  = "share.mended"
)

// Events lists the lines about sharing.
var Events = record.Events{TypeRefused: record.EventOf[RefusedData](), TypeMended: record.EventOf[MendedData]()}

// RefusedData is the data of a share.refused line: a file of the shared repository did not fit the record of its writer.
type RefusedData struct {
	File   string      `json:"file"`             // as in the repository, such as journal/desk-2.jsonl
	Writer string      `json:"writer,omitempty"` // whose journal it is; empty for a population
	Line   int64       `json:"line,omitempty"`   // the first that was not taken; 0 if that is no matter of lines
	Why    string      `json:"why"`              // the end of a sentence that begins with the file
	Good   record.Head `json:"good"`             // the last line that fits; none if Seq is 0
	SHA256 string      `json:"sha256,omitempty"` // of the whole file; empty if it was not read
	Bytes  int64       `json:"bytes"`            // of the file, as far as it was read
}

// Sentence returns what the line says.
func (d RefusedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "in the shared repository, " + Refusal{File: d.File, Line: d.Line, Why: d.Why}.String() + "; it was not taken"}
}

// MendedData is the data of a share.mended line: the shared repository had lost something, which was sent again.
type MendedData struct {
	At   record.Time `json:"at"`
	What string      `json:"what"` // a sentence
}

// Sentence returns what the line says.
func (d MendedData) Sentence(record.Names) record.Sentence { return record.Sentence{Text: d.What} }

// data returns what goes on record of a refusal.
func (r Refusal) data() RefusedData {
	return RefusedData{File: r.File, Writer: r.Writer, Line: r.Line, Why: r.Why, Good: r.Good, SHA256: r.SHA256, Bytes: r.Bytes}
}

// Witnessed is the ledger of what is on record about sharing.
type Witnessed struct {
	refused map[RefusedData]bool
	mended  map[string]bool
	byEach  map[string]int // lines, by writer
}

// Reset forgets everything.
func (w *Witnessed) Reset() { *w = Witnessed{} }

// Apply folds a line.
func (w *Witnessed) Apply(l record.Line) error {
	if l.Type != TypeRefused && l.Type != TypeMended {
		return nil
	}
	if w.refused == nil {
		w.refused, w.mended, w.byEach = map[RefusedData]bool{}, map[string]bool{}, map[string]int{}
	}
	w.byEach[l.Writer]++
	if l.Type == TypeRefused {
		d, err := record.Decode[RefusedData](l)
		w.refused[d] = true
		return err
	}
	d, err := record.Decode[MendedData](l)
	w.mended[d.key()] = true
	return err
}

func (d MendedData) key() string { return d.At.UTC().Format(time.RFC3339Nano) + " " + d.What }

// mostWitnessed bounds the lines of one writer: who can write to the repository must not make records grow without end.
const mostWitnessed = 500

// Missing returns the data of the lines that the record lacks about what this machine met, for that writer to record.
// What only waits for something is nothing to record. Another writer's line about the same bytes is enough.
func (w *Witnessed) Missing(s *State, writer string) (refused []RefusedData, mended []MendedData) {
	room := mostWitnessed - w.byEach[writer]
	for _, r := range s.Refused {
		if d := r.data(); !r.Waits && !w.refused[d] && room > 0 {
			refused, room = append(refused, d), room-1
		}
	}
	for _, i := range s.Incidents {
		if d := (MendedData{record.Time{Time: i.At}, i.Text}); !w.mended[d.key()] && room > 0 {
			mended, room = append(mended, d), room-1
		}
	}
	return refused, mended
}

// Told is what a pack tells of a line about sharing.
type Told struct {
	Refused bool // else mended
	By      string
	At      time.Time
	Fact    string
}

// Tell returns what lines say about sharing, in their order. Whether the last good line is there, and who has seen it, is
// looked up in the lines.
func Tell(lines []record.Line) (told []Told) {
	for i := range lines {
		l := &lines[i]
		switch l.Type {
		case TypeRefused:
			d, _ := record.Glance[RefusedData](*l)
			told = append(told, Told{true, l.Actor, l.Time.Time, fmt.Sprintf("%s refused a file of the shared repository: %s%s%s", l.Writer,
				Refusal{File: d.File, Line: d.Line, Why: d.Why}, d.lastGood(lines), d.bytes())})
		case TypeMended:
			d, _ := record.Glance[MendedData](*l)
			told = append(told, Told{false, l.Actor, l.Time.Time, l.Writer + " found: " + d.What})
		}
	}
	return told
}

// lastGood says which line is the last that fits, whether the lines have it, and who has seen it.
func (d RefusedData) lastGood(lines []record.Line) string {
	if d.Good.Seq == 0 {
		return ""
	}
	good := Refusal{Good: d.Good, SeenBy: SeenBy(lines, d.Good.Writer, d.Good)}
	text := "; the last good line is " + good.LastGood()
	for i := range lines {
		if l := &lines[i]; l.Writer == d.Good.Writer && l.Seq == d.Good.Seq {
			if l.Hash == d.Good.Hash {
				return text
			}
			break
		}
	}
	return text + ", which is not in the journal here"
}

func (d RefusedData) bytes() string {
	if d.SHA256 == "" {
		return ""
	}
	return fmt.Sprintf("; the file had %d bytes, SHA-256 %s", d.Bytes, d.SHA256)
}
