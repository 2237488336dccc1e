package torq

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// laxInt64 is an integer that may be written as a string, as protobuf's JSON does.
type laxInt64 int64

// UnmarshalJSON accepts 2, "2", "" and null.
func (n *laxInt64) UnmarshalJSON(data []byte) error {
	text := string(bytes.Trim(data, `"`))
	if text == "" || text == "null" {
		*n = 0
		return nil
	}
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a whole number", harmless(text, 30))
	}
	*n = laxInt64(v)
	return nil
}

// notes collects sentences about values that could not be understood.
type notes []string

// mostNotes bounds the notes: a change of format would otherwise repeat one for every row.
const mostNotes = 50

func (n *notes) add(format string, args ...any) {
	if len(*n) < mostNotes {
		*n = append(*n, fmt.Sprintf(format, args...))
	}
}

// stamp is a time of any precision, or none. Torq and gateways write zero and 1970 for never.
type stamp struct {
	at  time.Time // UTC; zero if there is none
	bad string    // what stood there, if it was not a time
}

// UnmarshalJSON accepts every string. A string that is not a time is kept for a note, and the time counts as unknown.
func (s *stamp) UnmarshalJSON(data []byte) error {
	*s = stamp{}
	text := jsontext.Value(data)
	if text.Kind() != '"' {
		if text.Kind() == 'n' {
			return nil
		}
		return fmt.Errorf("a time is %s", harmless(string(data), 30))
	}
	inside := data[1 : len(data)-1] // a time has nothing to unescape
	if len(inside) == 0 {
		return nil
	}
	if err := s.at.UnmarshalText(inside); err != nil {
		*s = stamp{bad: string(inside)}
		return nil
	}
	s.at = s.at.UTC()
	if s.at.Unix() == 0 {
		s.at = time.Time{}
	}
	return nil
}

// time returns the time, or nil if it is never or unknown. A value that was not a time is noted.
func (s *stamp) time(n *notes, field, what, id string) *time.Time {
	if s.bad != "" {
		n.add("the %s of %s %s is %q, which is not a time; it counts as unknown", field, what, harmless(id, 60),
			harmless(s.bad, 40))
	}
	if s.at.IsZero() {
		return nil
	}
	return &s.at
}
