// Package note holds what people say about items beside campaigns: who is responsible for an API key or a service
// account, what it is for, and how often it must be reviewed.
package note

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// The types of the lines about notes. Their data are the structs below.
const (
	TypeSet     = "note.set"
	TypeCleared = "note.cleared"
)

// kinds are the kinds of items that have notes, as their names begin.
var kinds = []string{"user", "key", "mapping", "role"}

// Bounds of a note, in characters.
const (
	mostItem    = 200
	mostAddress = 320
	MostPurpose = 500
)

// Set is the data of a note.set line. It says all that holds from then on: an empty field is not known any more.
type Set struct {
	Item    string   `json:"item"`
	Owner   string   `json:"owner,omitempty"` // e-mail address of the responsible person
	Purpose string   `json:"purpose,omitempty"`
	Every   Interval `json:"review_every,omitempty"`
}

// Sentence returns what the line says.
func (d Set) Sentence(names record.Names) record.Sentence {
	var parts []string
	if d.Owner != "" {
		parts = append(parts, "owner "+d.Owner)
	}
	if d.Every != "" {
		parts = append(parts, "review "+d.Every.String())
	}
	if len(parts) == 0 {
		parts = append(parts, "its purpose")
	}
	return record.Sentence{Text: "noted on " + names.Of(d.Item) + ": " + strings.Join(parts, ", "), Detail: d.Purpose}
}

// Refuses returns why the line has no effect; empty if it may have.
func (d Set) Refuses() string {
	switch {
	case refusesItem(d.Item) != "":
		return refusesItem(d.Item)
	case d.Owner == "" && d.Purpose == "" && d.Every == "":
		return "the note says nothing"
	case d.Owner != "" && !IsAddress(d.Owner):
		return fmt.Sprintf("%q is not the e-mail address of a responsible person", d.Owner)
	case d.Purpose != "" && !reason.Given(d.Purpose):
		return "a purpose needs at least three letters or digits"
	case utf8.RuneCountInString(d.Purpose) > MostPurpose:
		return fmt.Sprintf("the purpose is longer than %d characters", MostPurpose)
	case d.Every != "" && !d.Every.Known():
		return fmt.Sprintf("%q is no interval between reviews", string(d.Every))
	}
	return ""
}

// Cleared is the data of a note.cleared line.
type Cleared struct {
	Item   string `json:"item"`
	Reason string `json:"reason,omitempty"`
}

// Sentence returns what the line says.
func (d Cleared) Sentence(names record.Names) record.Sentence {
	return record.Sentence{Text: "cleared the note on " + names.Of(d.Item), Detail: d.Reason}
}

// refusesItem returns why a text names no item; empty if it does.
func refusesItem(item string) string {
	kind, id, _ := strings.Cut(item, "/")
	if !slices.Contains(kinds, kind) || id == "" || utf8.RuneCountInString(item) > mostItem {
		return fmt.Sprintf("%q is not the name of an item", item)
	}
	return ""
}

// IsAddress reports whether a text has the form of one e-mail address, simple enough for other programs to judge it alike:
// one @ between two parts, and neither blanks nor controls of ASCII.
func IsAddress(text string) bool {
	local, domain, _ := strings.Cut(text, "@")
	return local != "" && domain != "" && !strings.Contains(domain, "@") && utf8.RuneCountInString(text) <= mostAddress &&
		!strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// Events are the types of these lines.
var Events = record.Events{TypeSet: record.EventOf[Set](), TypeCleared: record.EventOf[Cleared]()}

// Note is a note on record. It is not changed after it was made.
type Note struct {
	Set
	Cleared bool   // the line took the note before it away
	Reason  string // why, of one that was cleared
	By      string
	Known   record.Known // how its author is known
	At      time.Time
	Line    record.Line
	Place   int // of the line in the fold, counted from 1, as campaigns count
}

// Next returns the day on which the next review is due, by the last one; counted from the note where that is zero. It is
// nil where the note has no interval.
func (n *Note) Next(reviewed time.Time) *time.Time {
	if n == nil || n.Every == "" {
		return nil
	}
	from := n.At
	if !reviewed.IsZero() {
		from = reviewed
	}
	next := n.Every.After(from)
	return &next
}
