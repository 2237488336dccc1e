// Package roster holds who is employed and who manages whom, as a personnel system or an identity provider exports it:
// it reads such files, compares two rosters, and finds the line of an address. It knows no files and no accounts.
package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Roster is a list of people as it was imported. It never changes after that; its name is the SHA-256 of its encoding.
type Roster struct {
	V          int               `json:"v"`           // version of this format, 1
	ImportedAt time.Time         `json:"imported_at"` // UTC
	File       string            `json:"file_sha256"` // of the file that was imported
	Columns    map[string]string `json:"columns"`     // the headers that were read, by field
	Lines      []Line            `json:"lines"`       // by address
}

// Line is what the roster says about one person or service account. Days are written as YYYY-MM-DD.
type Line struct {
	Email      string   `json:"email"`
	Also       []string `json:"also,omitempty"` // further addresses
	Name       string   `json:"name,omitempty"`
	Status     Status   `json:"status,omitempty"`
	Start      string   `json:"start,omitempty"` // the first day
	End        string   `json:"end,omitempty"`   // the last day
	Manager    string   `json:"manager,omitempty"`
	Department string   `json:"department,omitempty"`
	Title      string   `json:"title,omitempty"`
	Type       Type     `json:"type,omitempty"`
	Company    string   `json:"company,omitempty"` // the external company they work for
}

// Status is where a person stands, as the roster says it; empty if it does not say.
type Status string

// The statuses.
const (
	Active   Status = "active"
	OnLeave  Status = "leave"
	Upcoming Status = "upcoming" // has not begun yet
	Inactive Status = "inactive" // suspended or deactivated
	HasLeft  Status = "left"
)

// Type is the kind of employment; empty if the roster does not say.
type Type string

// The types.
const (
	Employee   Type = "employee"
	Contractor Type = "contractor"
	Service    Type = "service" // no person
)

// Standing is what a line means on a certain day.
type Standing string

// The standings.
const (
	Employed   Standing = "employed"
	Left       Standing = "left"
	NotStarted Standing = "not-started"
	Ended      Standing = "contract-ended" // of a contractor: the last day is past
)

// dayLayout is how days are written.
const dayLayout = "2006-01-02"

// Standing returns what the line means on the day of that time, in UTC. Somebody is employed up to the end of the last
// day.
func (l *Line) Standing(at time.Time) Standing {
	day := at.UTC().Format(dayLayout)
	switch {
	case l.Status == HasLeft || l.Status == Inactive:
		return Left
	case l.End != "" && l.End < day && l.Type == Contractor:
		return Ended
	case l.End != "" && l.End < day:
		return Left
	case l.Status == Upcoming || l.Start > day:
		return NotStarted
	}
	return Employed
}

// People counts the lines of people: those that are not of service accounts.
func (r *Roster) People() (n int) {
	for i := range r.Lines {
		if r.Lines[i].Type != Service {
			n++
		}
	}
	return n
}

// Encode returns the bytes of the roster's file and its name, the lower-case hex SHA-256 of those bytes.
func Encode(r *Roster) (data []byte, name string, err error) {
	if data, err = json.Marshal(r); err != nil {
		return nil, "", fault.New(fault.Failed, "encoding the roster: %w", err)
	}
	return data, Name(data), nil
}

// Name returns the name under which these bytes are a roster: their SHA-256 in lower-case hex.
func Name(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// IsName reports whether a text can be the name of a roster.
func IsName(name string) bool {
	raw, err := hex.DecodeString(name)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == name
}

// Check returns a Damaged fault if a roster's file does not bear its name.
func Check(data []byte, name string) error {
	if got := Name(data); got != name {
		return fault.New(fault.Damaged, "roster %.12s does not check out: its content hashes to %.12s", name, got).
			WithHint("restore the file from a backup")
	}
	return nil
}

// Decode reads a roster's file and checks that it bears its name. A mismatch is a Damaged fault.
func Decode(data []byte, name string) (*Roster, error) {
	if err := Check(data, name); err != nil {
		return nil, err
	}
	var r Roster
	err := jsonv2.Unmarshal(data, &r)
	if err == nil && r.V == 1 {
		err = record.ShapeOf[Roster]().Check(data) // no name is unknown or missing
	}
	if err != nil {
		return nil, fault.New(fault.Damaged, "roster %.12s cannot be read: %w", name, err)
	}
	if r.V != 1 {
		return nil, fault.New(fault.Damaged, "roster %.12s has format %d; this tuar reads format 1", name, r.V)
	}
	return &r, nil
}
