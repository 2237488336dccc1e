package elevation

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// Proof is what evidence tells about an elevation beside its row.
type Proof struct {
	Request    string // hash of the line that asked for it
	Place      int    // of that line in the fold, as campaign.Campaign.OpenedAfter compares it
	Known      record.Known
	Approvals  []Approval // oldest first
	ApprovedAt time.Time  // when the last needed approval was given; zero before
	DueAt      time.Time  // when the role was to end: a person can end it early; zero if it was not given
	LeftAt     time.Time  // of the listing that shows it over; zero while none does
	Late       *time.Duration
	Extensions []Extension // that took effect
	Drift      *Drift      // nil if the role was not changed outside of tuar
}

// EndedLate reports whether the role was held after its end for longer than a timer needs, or still is.
func (p Proof) EndedLate() bool { return p.Late != nil && *p.Late > grace }

// proof returns what evidence tells about the elevation. Late is the time from when the role was to end to the listing that
// shows it over or, while none does, to now; nil if the role was not given, or has not to end yet.
func (e *Elevation) proof(now time.Time) Proof {
	p := Proof{
		Request: e.requestHash, Place: e.requestedAs, Known: e.Known, Approvals: slices.Clone(e.Given), ApprovedAt: e.ApprovedAt,
		Extensions: slices.Clone(e.Extensions),
	}
	if e.Drift != nil {
		drift := *e.Drift
		p.Drift = &drift
	}
	if !e.Granted || e.End != nil && (e.End.How == NotGranted || e.End.How == HadIt) {
		return p
	}
	p.DueAt = e.due()
	end := now
	if e.over() {
		p.LeftAt = e.leftAt()
		end = p.LeftAt
	}
	if late := end.Sub(p.DueAt); e.over() || late > 0 {
		late = max(0, late)
		p.Late = &late
	}
	return p
}
