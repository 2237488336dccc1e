package elevation

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/settings"
)

// mostNamed is the number of past elevations that one phrase names.
const mostNamed = 3

// PastFindings returns a finding for every past elevation: who held which role, for how long and when. Its place is
// that of the line that ended it, so that it stays for the next review.
func (b *Book) PastFindings() []Finding {
	var out []Finding
	for _, e := range b.order {
		if at := e.leftAt(); !e.Active.IsZero() && e.over() && !at.IsZero() {
			out = append(out, Finding{access.WasElevated, "user/" + e.UserID, e.Email, e.heldText(at), at, e.overAs})
		}
	}
	return out
}

// leftAt returns the time of the listing that showed the role no longer held.
func (e *Elevation) leftAt() time.Time {
	switch {
	case e.Drift != nil && !e.Drift.ListedAt.IsZero():
		return e.Drift.ListedAt.Time
	case e.Drift != nil:
		return e.Drift.At
	case e.End != nil && !e.End.ListedAt.IsZero():
		return e.End.ListedAt.Time
	case e.End != nil:
		return e.End.At
	}
	return time.Time{}
}

// heldText returns a phrase on the role that was held, for how long and when.
func (e *Elevation) heldText(until time.Time) string {
	text := "held " + e.Role
	if span := until.Sub(e.Active); span > 0 {
		text += " for " + roughly(span)
	}
	return fmt.Sprintf("%s on %s, by elevation %s", text, e.Active.UTC().Format("2 Jan 2006"), e.Elevation)
}

// roughly returns a duration, rounded to minutes if it is longer than one.
func roughly(span time.Duration) string {
	if span >= time.Minute {
		return settings.Duration(span.Round(time.Minute)).String()
	}
	return settings.Duration(span.Round(time.Second)).String()
}

// CombineHints returns one hint of all findings about past elevations of one item, the newest first.
func CombineHints(held []Finding) access.Hint {
	var why []string
	for i := len(held) - 1; i >= 0 && len(why) < mostNamed; i-- {
		why = append(why, held[i].Why)
	}
	if more := len(held) - len(why); more > 0 {
		why = append(why, fmt.Sprintf("and %d more before", more))
	}
	text := strings.Join(why, "; ")
	if len(held) > 1 {
		text = fmt.Sprintf("%d elevations: %s", len(held), text)
	}
	return access.Hint{Name: access.WasElevated, Why: text, Size: len(held)}
}
