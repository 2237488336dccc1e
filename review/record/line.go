// Package record defines the format of the journal: how a line is written, chained and checked. It knows neither the
// files nor the meaning of the lines.
package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Genesis is the prev of a writer's first line.
var Genesis = strings.Repeat("0", 64)

// Actor names who acts, and how surely that is known.
type Actor struct {
	Email     string
	Assurance Assurance
	KeyOwner  string // who owns the private API key in use at a shared desk; empty if it is the actor's own
	Answers   string // SHA-256 of the file of answers through which a relayed actor speaks; else empty
	BySSH     bool   // the actor signed that file with an SSH key that an owner enrolled for them
}

// Entry asks for a line to be recorded; the journal adds the rest of the line.
type Entry struct {
	Type  string // such as "decision.made"
	Actor Actor
	Data  any // marshals to a JSON object of strings, integers, booleans, arrays and objects

	Binding Binding // goes into the data; its KeyOwner and Answers are those of the actor
}

// Line is one line of the journal.
type Line struct {
	Actor     string          `json:"actor"`
	Assurance Assurance       `json:"assurance"`
	Data      json.RawMessage `json:"data"`
	Hash      string          `json:"hash"` // SHA-256 of the canonical line without this field
	ID        string          `json:"id"`
	Prev      string          `json:"prev"`           // hash of the writer's line before
	Seen      Seen            `json:"seen,omitempty"` // what it knew of other journals
	Seq       int64           `json:"seq"`            // counts from 1
	Time      Time            `json:"time"`
	Type      string          `json:"type"`
	V         int             `json:"v"`
	Writer    string          `json:"writer"`

	Author *Known `json:"-"` // what the fold found out about the actor; nil for what the line claims
}

// Time is an instant written as RFC 3339 UTC with nine digits of nanoseconds, so that text order is time order.
type Time struct{ time.Time }

const timeLayout = "2006-01-02T15:04:05.000000000Z"

// String returns the time in the format of the journal.
func (t Time) String() string { return t.UTC().Format(timeLayout) }

// MarshalJSON writes the time in the format of the journal.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// UnmarshalJSON reads a time and refuses any other form of the same instant.
func (t *Time) UnmarshalJSON(data []byte) error {
	parsed, ok := parseTime(bytes.Trim(data, `"`))
	if !ok {
		return fmt.Errorf("time %s is not RFC 3339 UTC with nanoseconds", data)
	}
	t.Time = parsed
	return nil
}

// Make builds the line that follows prev ("" or Genesis for the first) and has seen those heads, with its hash, and its
// canonical bytes without the newline.
func Make(e Entry, id, writer, prev string, seq int64, at time.Time, seen ...Head) (Line, []byte, error) {
	data, err := e.Encoded()
	if err != nil {
		return Line{}, nil, err
	}
	if prev == "" {
		prev = Genesis
	}
	// In UTC a time has no monotonic reading: lines are compared by what is written, also after the clock was set back.
	l := Line{
		Actor: e.Actor.Email, Assurance: e.Actor.Assurance, Data: data, ID: id, Prev: prev, Seq: seq,
		Seen: slices.Clone(Seen(seen)), Time: Time{at.UTC()}, Type: e.Type, V: 1, Writer: writer,
	}
	l.Seen.sort()
	l.Hash = hashOf(l.canonical(false))
	return l, l.canonical(true), nil
}

// AppendTo appends the encoded line without its newline: there is only one encoding, and Parse accepts no other.
func (l *Line) AppendTo(b []byte) []byte { return l.appendTo(b, true) }

// canonical returns the line with its keys in order. The data must be canonical already.
func (l *Line) canonical(withHash bool) []byte {
	return l.appendTo(make([]byte, 0, 512+len(l.Data)), withHash)
}

func (l *Line) appendTo(b []byte, withHash bool) []byte {
	b = append(b, `{"actor":`...)
	b = appendString(b, l.Actor)
	b = append(b, `,"assurance":`...)
	b = appendString(b, string(l.Assurance))
	b = append(b, `,"data":`...)
	b = append(b, l.Data...)
	if withHash {
		b = append(b, `,"hash":`...)
		b = appendString(b, l.Hash)
	}
	b = append(b, `,"id":`...)
	b = appendString(b, l.ID)
	b = append(b, `,"prev":`...)
	b = appendString(b, l.Prev)
	if len(l.Seen) > 0 {
		b = append(b, `,"seen":`...)
		b = l.Seen.appendTo(b)
	}
	b = append(b, `,"seq":`...)
	b = strconv.AppendInt(b, l.Seq, 10)
	b = append(b, `,"time":"`...)
	b = l.Time.UTC().AppendFormat(b, timeLayout)
	b = append(b, `","type":`...)
	b = appendString(b, l.Type)
	b = append(b, `,"v":`...)
	b = strconv.AppendInt(b, int64(l.V), 10)
	b = append(b, `,"writer":`...)
	b = appendString(b, l.Writer)
	return append(b, '}')
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Follows checks that l may follow prev in the same journal; prev is nil for the first line.
func (l Line) Follows(prev *Line) error {
	wantSeq, wantPrev, wantWriter := int64(1), Genesis, l.Writer
	if prev != nil {
		wantSeq, wantPrev, wantWriter = prev.Seq+1, prev.Hash, prev.Writer
	}
	switch {
	case l.Writer != wantWriter:
		return fmt.Errorf("it was written by %q in the journal of %q", l.Writer, wantWriter)
	case l.Seq != wantSeq:
		return fmt.Errorf("it has number %d where %d must come", l.Seq, wantSeq)
	case l.Prev != wantPrev:
		return fmt.Errorf("it follows %.12s…, but the line before it is %.12s…", l.Prev, wantPrev)
	}
	return nil
}

// Compare orders lines of which none has seen the other: by time, then writer, then number. See Order.
func Compare(a, b Line) int {
	if c := a.Time.Compare(b.Time.Time); c != 0 {
		return c
	}
	if c := strings.Compare(a.Writer, b.Writer); c != 0 {
		return c
	}
	return int(max(-1, min(1, a.Seq-b.Seq)))
}
