// Package elevation grants a role for a limited time and takes it back: request, approval, grant, end. The state of
// each elevation is derived from journal lines; the changes due in Torq follow from them and a fresh listing.
//
// Torq gives every user one role, so a granted role replaces another, which is remembered as the base role. Several
// elevations of one user share the base role: the user holds the strongest of their roles while any is live, and the
// base role after the last. Every change is a compare-and-set: it is made only where the listing shows the role that
// tuar left.
package elevation

import (
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// State is the state of an elevation.
type State string

// The states.
const (
	Requested State = "requested"
	Approved  State = "approved" // and not yet seen to be given
	Active    State = "active"   // a listing showed the role
	Overdue   State = "overdue"  // past its end, and not known to be taken back
	Ended     State = "ended"
	Drifted   State = "drifted" // the role was changed outside of tuar meanwhile
	Denied    State = "denied"
	Withdrawn State = "withdrawn"
	Expired   State = "expired" // it was not approved, or not granted, in time
	Failed    State = "failed"  // it could not be given
)

// States are all states.
var States = []State{Requested, Approved, Active, Overdue, Ended, Drifted, Denied, Withdrawn, Expired, Failed}

// Live reports whether the elevation is not over.
func (s State) Live() bool {
	return s == Requested || s == Approved || s == Active || s == Overdue
}

// grace is the time after its end in which an elevation is not overdue yet: the timer runs every minute.
const grace = time.Minute

// Elevation is one elevation after folding the journal.
type Elevation struct {
	RequestedData
	RequestedBy string
	RequestedAt time.Time
	Assurance   record.Assurance // of the requester
	Known       record.Known     // how the requester is known
	Given       []Approval       // oldest first
	Denial      *Denial
	Extensions  []Extension // that took effect
	Longer      []Extension // words for a later end that are not enough yet, one per person
	Stop        *Stop

	ApprovedAt time.Time // when the last needed approval was given; zero before
	EndsAt     time.Time // zero before ApprovedAt

	Granted bool      // Torq was asked for it, or a listing showed it
	Active  time.Time // when the listing that showed the role had been read; zero before
	Under   string    // the elevation whose stronger role was held then
	End     *End
	Drift   *Drift

	Reopened time.Time // when a listing showed the role though the elevation was over by the record; zero if never
	wasGone  bool      // the record said then that the holder was gone
	missing  time.Time // of the first listing that lacked the holder; zero if the last one showed them

	requestHash         string // of the line that asked for it
	requestedAs, overAs int    // the places of its request and of its end in the fold
	activeAs, leftAs    int    // which of the listings showed the role, and the end
	returning           bool   // Torq was asked for the role held before

	announced time.Time       // the end of which the workflow was told; zero before
	told      map[Notice]bool // of what else the workflow was told

	rule       settings.ElevationRule // under which it was requested
	fromBefore bool                   // it was requested before rights counted
	// refused is why its request has no effect. It is in the book only because Torq was asked for the role all the same,
	// by that call.
	refused    string
	regardless *SendingData
}

// EndsSoon reports whether it is active and ends within that time.
func (e *Elevation) EndsSoon(now time.Time, within time.Duration) bool {
	return e.State(now) == Active && e.Stop == nil && now.Before(e.EndsAt) && e.EndsAt.Sub(now) <= within
}

// Approval is a person's approval of the elevation, with the longest length approved.
type Approval struct {
	By        string
	Assurance record.Assurance
	Known     record.Known
	At        time.Time
	Seconds   int64
}

// Denial is a person's word that the role must not be granted.
type Denial struct {
	By        string
	Assurance record.Assurance
	At        time.Time
	Reason    string
}

// Extension is a person's word for a later end.
type Extension struct {
	By        string
	Assurance record.Assurance
	At        time.Time
	EndsAt    time.Time
	Reason    string
}

// Stop is a person's word that it ends now.
type Stop struct {
	By        string
	Assurance record.Assurance
	At        time.Time
	Why       string // one of the Stopped…
	Reason    string
}

// End is the end of an elevation.
type End struct {
	At time.Time
	EndedData
}

// Drift is another role than the one tuar left, as a listing showed it.
type Drift struct {
	At time.Time
	DriftedData
}

// startsAt returns the start of the grant, from which its duration runs.
func (e *Elevation) startsAt() time.Time {
	if e.StartsAt.After(e.ApprovedAt) {
		return e.StartsAt.Time
	}
	return e.ApprovedAt
}

// Starts returns when the grant begins; before approval, the time that was asked for, zero if none was. A role that
// another machine granted, and that the merged record does not approve, ends as it began.
func (e *Elevation) Starts() time.Time {
	if e.ApprovedAt.IsZero() {
		if e.Granted {
			return e.EndsAt
		}
		return e.StartsAt.Time
	}
	return e.startsAt()
}

// BreakGlass reports whether it was granted without approval, as an emergency.
func (e *Elevation) BreakGlass() bool { return e.Auto == AutoByBreakGlass }

// ApprovedBy returns the people who approved it.
func (e *Elevation) ApprovedBy() []string {
	by := make([]string, len(e.Given))
	for i, a := range e.Given {
		by[i] = a.By
	}
	return by
}

// over reports whether the elevation is over by the record.
func (e *Elevation) over() bool {
	return e.End != nil || e.Drift != nil || !e.Granted && (e.Denial != nil || e.Stop != nil)
}

// awaitsApproval reports whether an approval still counts, by the order of the record. Whether it expired is checked
// when the role is granted.
func (e *Elevation) awaitsApproval() bool {
	return !e.over() && !e.Granted && e.ApprovedAt.IsZero()
}

// extendable reports whether it can be extended, by the order of the record: no line so far ends it.
func (e *Elevation) extendable() bool {
	return !e.over() && e.Stop == nil && e.Denial == nil && !e.ApprovedAt.IsZero() && !e.returning
}

// wanted reports whether the user must hold the role at now. A granted role stays, even if a clock shows a time before
// its start.
func (e *Elevation) wanted(now time.Time) bool {
	return !e.over() && e.Stop == nil && e.Denial == nil && !e.ApprovedAt.IsZero() && now.Before(e.EndsAt) &&
		(e.Granted || !now.Before(e.StartsAt.Time) && !now.After(e.Until.Time))
}

// lapsed reports whether the role was granted and must be taken back.
func (e *Elevation) lapsed(now time.Time) bool {
	return !e.over() && e.Granted && !e.wanted(now)
}

// due returns the time at which it must end.
func (e *Elevation) due() time.Time {
	at := e.EndsAt
	if e.Stop != nil && e.Stop.At.Before(at) {
		at = e.Stop.At
	}
	if e.Denial != nil && e.Denial.At.Before(at) {
		at = e.Denial.At
	}
	return at
}

// State returns its state at now.
func (e *Elevation) State(now time.Time) State {
	switch {
	case e.Denial != nil && !e.Granted:
		return Denied
	case e.Drift != nil:
		return Drifted
	case e.End != nil && e.End.How == NotGranted:
		return Failed
	case e.End != nil:
		return Ended
	case e.Stop != nil && !e.Granted:
		return Withdrawn
	case e.Granted && now.After(e.due().Add(grace)):
		return Overdue
	case !e.Active.IsZero():
		return Active
	case e.Granted:
		return Approved
	case now.After(e.Until.Time), !e.EndsAt.IsZero() && now.After(e.EndsAt):
		return Expired
	case e.ApprovedAt.IsZero():
		return Requested
	}
	return Approved
}

// grantedSeconds returns the shortest duration that was approved.
func (e *Elevation) grantedSeconds() int64 {
	seconds := e.Seconds
	for _, a := range e.Given {
		seconds = min(seconds, a.Seconds)
	}
	return seconds
}

// beyondRule reports whether an end is later than the rule allows, extensions included.
func (e *Elevation) beyondRule(ends time.Time) bool {
	return ends.Sub(e.startsAt()) > time.Duration(e.Longest)*time.Second
}
