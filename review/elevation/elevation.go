// Package elevation lends a role for a time and takes it back: request, approval, the role given, its end. All of it is
// derived from journal lines; what is to be changed in Torq is worked out from them and a fresh listing. Nothing here
// talks to Torq.
//
// Torq gives every user one role, so a role that is lent replaces another, which is remembered as the base. Several
// elevations of one user share that base: while any is live the strongest of their roles is held, and when the last has
// ended the base is. Every change is a compare-and-set: it is made only where the listing shows what tuar left there.
package elevation

import (
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// State is where an elevation stands.
type State string

// The states.
const (
	Requested State = "requested"
	Approved  State = "approved" // and not yet seen to be given
	Active    State = "active"   // a listing showed the role
	Overdue   State = "overdue"  // past its end, and not known to be taken back
	Ended     State = "ended"
	Drifted   State = "drifted" // the role was changed by somebody else meanwhile
	Denied    State = "denied"
	Withdrawn State = "withdrawn"
	Expired   State = "expired" // nobody approved it, or it was not given, in time
	Failed    State = "failed"  // it could not be given
)

// States are all states.
var States = []State{Requested, Approved, Active, Overdue, Ended, Drifted, Denied, Withdrawn, Expired, Failed}

// Live says whether something is still to be waited for or to be done.
func (s State) Live() bool {
	return s == Requested || s == Approved || s == Active || s == Overdue
}

// grace is how long past its end an elevation is not yet called overdue: what ends it runs every minute.
const grace = time.Minute

// Elevation is one elevation after folding the journal.
type Elevation struct {
	RequestedData
	RequestedBy string
	RequestedAt time.Time
	Assurance   record.Assurance // of the requester
	Given       []Approval       // oldest first
	Denial      *Denial
	Extensions  []Extension
	Stop        *Stop

	ApprovedAt time.Time // when the last needed approval was given; zero before
	EndsAt     time.Time // zero before ApprovedAt

	Granted bool      // Torq was asked for it, or a listing showed it
	Active  time.Time // when the listing that showed the role had been read; zero before
	Under   string    // the elevation whose stronger role was held then
	End     *End
	Drift   *Drift

	Reopened time.Time // when whoever was taken as gone was listed with the role again; zero if never
	missing  time.Time // of the first listing that lacked the holder; zero if the last one showed them

	requestedAs, overAs int  // the places of its request and of its end in the fold
	activeAs, leftAs    int  // which of the listings showed the role, and the end
	returning           bool // Torq was asked for the role held before

	announced time.Time // the end of which the workflow was told; zero before
}

// EndsSoon says whether it is active and ends within so long.
func (e *Elevation) EndsSoon(now time.Time, within time.Duration) bool {
	return e.State(now) == Active && e.Stop == nil && now.Before(e.EndsAt) && e.EndsAt.Sub(now) <= within
}

// Approval is somebody's word that the role may be lent, for so long at most.
type Approval struct {
	By        string
	Assurance record.Assurance
	At        time.Time
	Seconds   int64
}

// Denial is somebody's word that it may not.
type Denial struct {
	By        string
	Assurance record.Assurance
	At        time.Time
	Reason    string
}

// Extension is a later end.
type Extension struct {
	By        string
	Assurance record.Assurance
	At        time.Time
	EndsAt    time.Time
	Reason    string
}

// Stop is somebody's word that it is to end now.
type Stop struct {
	By        string
	Assurance record.Assurance
	At        time.Time
	Why       string // one of the Stopped…
	Reason    string
}

// End is how it ended.
type End struct {
	At time.Time
	EndedData
}

// Drift is what was found instead of what tuar had left.
type Drift struct {
	At time.Time
	DriftedData
}

// startsAt is from when on the role is lent; the clock runs from then.
func (e *Elevation) startsAt() time.Time {
	if e.StartsAt.After(e.ApprovedAt) {
		return e.StartsAt.Time
	}
	return e.ApprovedAt
}

// Starts is from when on the role is lent, or before it is approved, the time that was asked for; zero if none was. What
// another machine gave and the merged record does not approve was to end as it began.
func (e *Elevation) Starts() time.Time {
	if e.ApprovedAt.IsZero() {
		if e.Granted {
			return e.EndsAt
		}
		return e.StartsAt.Time
	}
	return e.startsAt()
}

// BreakGlass says whether it was given without approval because somebody said it could not wait.
func (e *Elevation) BreakGlass() bool { return e.Auto == AutoByBreakGlass }

// ApprovedBy are the people who approved it.
func (e *Elevation) ApprovedBy() []string {
	by := make([]string, len(e.Given))
	for i, a := range e.Given {
		by[i] = a.By
	}
	return by
}

// over says whether the record has come to an end with it.
func (e *Elevation) over() bool {
	return e.End != nil || e.Drift != nil || !e.Granted && (e.Denial != nil || e.Stop != nil)
}

// awaitsApproval says whether an approval can still count, in the order of the record: when it expires is asked where the role
// is given.
func (e *Elevation) awaitsApproval() bool {
	return !e.over() && !e.Granted && e.ApprovedAt.IsZero()
}

// extendable says whether its end can still be put off, in the order of the record: no line before said that it ends.
func (e *Elevation) extendable() bool {
	return !e.over() && e.Stop == nil && e.Denial == nil && !e.ApprovedAt.IsZero() && !e.returning
}

// wanted says whether the role is to be held now. What was given stays given when a clock shows a time before its start.
func (e *Elevation) wanted(now time.Time) bool {
	return !e.over() && e.Stop == nil && e.Denial == nil && !e.ApprovedAt.IsZero() && now.Before(e.EndsAt) &&
		(e.Granted || !now.Before(e.StartsAt.Time) && !now.After(e.Until.Time))
}

// lapsed says whether the role was lent, and is not to be held any more.
func (e *Elevation) lapsed(now time.Time) bool {
	return !e.over() && e.Granted && !e.wanted(now)
}

// due is when it was to end.
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

// State is where it stands at that time.
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

// isAbout says whether the person asked for the elevation or is to have it.
func (e *Elevation) isAbout(email string) bool {
	return person.Same(e.RequestedBy, email) || person.Same(e.Email, email)
}

// mayBeAbout says whether the person asked for the elevation or is to have it, or may be who did under another address.
func (e *Elevation) mayBeAbout(email string) bool {
	return person.Like(e.RequestedBy, email) != person.None || person.Like(e.Email, email) != person.None
}

// approvedBy says whether the person approved it already, or may have under another address.
func (e *Elevation) approvedBy(email string) (by string, did bool) {
	for _, a := range e.Given {
		if person.Like(a.By, email) != person.None {
			return a.By, true
		}
	}
	return "", false
}

// mayApprove says whether the rule it was asked under lets the person approve, four eyes aside.
func (e *Elevation) mayApprove(email string) bool {
	return len(e.Approvers) == 0 || person.In(e.Approvers, email)
}

// grantedSeconds is for how long at most, by all who approved.
func (e *Elevation) grantedSeconds() int64 {
	seconds := e.Seconds
	for _, a := range e.Given {
		seconds = min(seconds, a.Seconds)
	}
	return seconds
}

// mayExtend says whether the person may put the end off.
func (e *Elevation) mayExtend(email string) bool {
	return e.Auto == AutoByRule || !e.mayBeAbout(email) && e.mayApprove(email)
}

// beyondRule says whether an end is later than the rule lets it be, extensions included.
func (e *Elevation) beyondRule(ends time.Time) bool {
	return ends.Sub(e.startsAt()) > time.Duration(e.Longest)*time.Second
}
