package torq

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
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

// notes collects what could not be understood.
type notes []string

// mostNotes bounds them: a change of format would otherwise repeat one for every row.
const mostNotes = 50

func (n *notes) add(format string, args ...any) {
	if len(*n) < mostNotes {
		*n = append(*n, fmt.Sprintf(format, args...))
	}
}

// when reads a time of any precision. nil is never or unknown; what cannot be read is unknown and noted.
func (n *notes) when(text, field, what, id string) *time.Time {
	if text == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		n.add("the %s of %s %s is %q, which is not a time; it counts as unknown", field, what, harmless(id, 60), harmless(text, 40))
		return nil
	}
	if t = t.UTC(); t.IsZero() || t.Unix() == 0 {
		return nil
	}
	return &t
}
