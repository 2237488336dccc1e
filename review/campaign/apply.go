package campaign

import "time"

// Apply is from when on what was decided may be carried out.
type Apply string

// The choices.
const (
	AtClose   Apply = "at-close"   // when the whole campaign is closed
	AtSignoff Apply = "at-signoff" // when the assignment is signed off
	AtOnce    Apply = "at-once"    // as soon as it is decided
)

// Applies are all choices, the usual one first.
var Applies = []Apply{AtClose, AtSignoff, AtOnce}

// ReadyAt returns the time from which the decision in force for the item may be carried out; false while it may not.
func (c *Campaign) ReadyAt(item string) (time.Time, bool) {
	d := c.Decision(item)
	if d.Verdict == Undecided {
		return time.Time{}, false
	}
	switch {
	case d.Ruling == ByLapse:
		return d.At, true
	case d.Ruling == AtClosing:
	case c.Apply == AtOnce:
		return d.since(), true
	case c.Apply == AtSignoff:
		if s, signed := c.signed(item); signed {
			return s.At, true
		}
	}
	if c.State == Closed && c.Closing != nil {
		return c.Closing.At, true
	}
	return time.Time{}, false
}

// EarlyApply reports whether what was decided may be carried out while the campaign is open.
func (c *Campaign) EarlyApply() bool {
	return c.State == Open && (c.Apply == AtSignoff || c.Apply == AtOnce)
}
