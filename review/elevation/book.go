package elevation

import (
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Book holds all elevations of a workspace, folded from its journal.
type Book struct {
	byID     map[string]*Elevation
	order    []*Elevation // as they were asked for
	byUser   map[string][]*Elevation
	holders  map[string]*userRole    // by user ID: whose role tuar has changed, or tried to
	departed map[string]*userRole    // by user ID: what was known of those who were taken as gone
	calls    map[string][]call       // every change of a role that Torq was asked for, by user ID
	raised   []Finding               // roles raised without an elevation
	folded   int                     // lines, by which what came first is told
	listings map[string]listingPlace // by name

	// OnProven is called whenever a listing shows that a method changed a role; may be nil.
	OnProven func(remediation.MethodAction)
}

// NewBook returns the book of an empty journal.
func NewBook() *Book {
	return &Book{byID: map[string]*Elevation{}, byUser: map[string][]*Elevation{}, holders: map[string]*userRole{}, departed: map[string]*userRole{}, calls: map[string][]call{}, listings: map[string]listingPlace{}}
}

// Reset forgets everything.
func (b *Book) Reset() {
	told := b.OnProven
	*b = *NewBook()
	b.OnProven = told
}

// Relies names the settings on which the lines of elevations depend; see core.Core.Register.
var Relies = map[string][]string{
	TypeRequested: {"elevation.rules", "elevation.open_for", "remediation.methods"},
	TypeApproved:  {"elevation.rules", "elevation.open_for", "remediation.methods"},
	TypeExtended:  {"elevation.rules"},
}

// All returns the elevations in the order in which they were asked for.
func (b *Book) All() []*Elevation { return b.order }

// Get returns the elevation with that id.
func (b *Book) Get(id string) (*Elevation, bool) {
	e, ok := b.byID[id]
	return e, ok
}

// ToAnnounce returns the elevations that end within that time and were not announced to the workflow.
func (b *Book) ToAnnounce(now time.Time, within time.Duration) []Row {
	var out []Row
	for _, e := range b.order {
		if e.EndsSoon(now, within) && !e.announced.Equal(e.EndsAt) {
			out = append(out, b.row(e, now))
		}
	}
	return out
}

// Base returns the ID of the role that a user will hold after all elevations; false if none is under way.
func (b *Book) Base(userID string) (roleID string, lent bool) {
	h, ok := b.holders[userID]
	if !ok {
		return "", false
	}
	return h.baseRole, true
}

// Apply folds one line into the book. It ignores lines of other types, and lines that contradict the record or break a
// rule, as two machines can write that did not know of each other.
func (b *Book) Apply(l record.Line) error {
	b.folded++
	switch l.Type {
	case TypeRequested:
		return apply(l, b.requested)
	case TypeApproved:
		return apply(l, b.approved)
	case TypeDenied:
		return apply(l, b.denied)
	case TypeExtended:
		return apply(l, b.extended)
	case TypeStopped:
		return apply(l, b.stopped)
	case TypeSending:
		return apply(l, b.sending)
	case TypeSent:
		return apply(l, b.sent)
	case TypeActive:
		return apply(l, b.active)
	case TypeEnded:
		return apply(l, b.ended)
	case TypeDrifted:
		return apply(l, b.drifted)
	case TypeMissing:
		return apply(l, b.missing)
	case TypeListed:
		return apply(l, b.seenAgain)
	case TypeReopened:
		return apply(l, b.reopened)
	case TypeNoticed:
		return apply(l, func(_ record.Line, d NoticedData) {
			if e, ok := b.byID[d.Elevation]; ok {
				e.announced = d.EndsAt.Time
			}
		})
	case TypeRaised:
		return apply(l, b.noteRaised)
	case core.TypeSynced:
		return apply(l, func(_ record.Line, d core.Synced) { b.noteListing(d.Population) })
	case reconcile.TypeReconciled:
		return apply(l, func(l record.Line, d reconcile.Outcome) {
			d.At = l.Time.Time
			for _, f := range FindingsInLog(&d) {
				b.note(f)
			}
		})
	}
	return nil
}

func apply[D any](l record.Line, fold func(record.Line, D)) error {
	data, err := record.Decode[D](l)
	if err == nil {
		fold(l, data)
	}
	return err
}

func (b *Book) requested(l record.Line, d RequestedData) {
	if _, known := b.byID[d.Elevation]; known || d.Seconds <= 0 {
		return
	}
	e := &Elevation{RequestedData: d, RequestedBy: l.Actor, RequestedAt: l.Time.Time, Assurance: l.Assurance, requestedAs: b.folded}
	if d.Auto != "" {
		e.approve(l.Time.Time)
	}
	b.byID[d.Elevation] = e
	b.order, b.byUser[e.UserID] = append(b.order, e), append(b.byUser[e.UserID], e)
}

func (e *Elevation) approve(at time.Time) {
	e.ApprovedAt = at
	e.EndsAt = e.startsAt().Add(time.Duration(e.grantedSeconds()) * time.Second)
}

func (b *Book) approved(l record.Line, d ApprovedData) {
	e, ok := b.byID[d.Elevation]
	if !ok || !e.awaitsApproval() || e.mayBeAbout(l.Actor) || !e.mayApprove(l.Actor) || d.Seconds <= 0 {
		return
	}
	if _, did := e.approvedBy(l.Actor); did {
		return
	}
	e.Given = append(e.Given, Approval{By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, Seconds: d.Seconds})
	if len(e.Given) >= e.Approvals {
		e.approve(l.Time.Time)
	}
}

func (b *Book) denied(l record.Line, d DeniedData) {
	e, ok := b.byID[d.Elevation]
	if !ok || e.over() || e.isAbout(l.Actor) {
		return
	}
	if e.Granted { // granted by another machine meanwhile: the denial ends it
		b.stopped(l, StoppedData{Elevation: d.Elevation, Why: StoppedRevoked, Reason: d.Reason})
		return
	}
	e.Denial = &Denial{By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, Reason: d.Reason}
}

func (b *Book) extended(l record.Line, d ExtendedData) {
	e, ok := b.byID[d.Elevation]
	if !ok || !e.extendable() || !d.EndsAt.After(e.EndsAt) || !e.mayExtend(l.Actor) || e.beyondRule(d.EndsAt.Time) {
		return
	}
	e.EndsAt = d.EndsAt.Time
	e.Extensions = append(e.Extensions, Extension{By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, EndsAt: d.EndsAt.Time, Reason: d.Reason})
}

func (b *Book) stopped(l record.Line, d StoppedData) {
	if e, ok := b.byID[d.Elevation]; ok && !e.over() && e.Stop == nil {
		e.Stop = &Stop{By: l.Actor, Assurance: l.Assurance, At: l.Time.Time, Why: d.Why, Reason: d.Reason}
	}
}

func (b *Book) sending(l record.Line, d SendingData) {
	h, ok := b.holders[d.UserID]
	if !ok {
		h = &userRole{baseRole: d.BaseRoleID, baseRoleName: d.BaseRole, heldRole: d.FromRoleID, heldRoleName: d.FromRole}
		b.holders[d.UserID] = h
	}
	h.begin(Attempt{SendingData: d, At: l.Time.Time, By: l.Actor})
	b.calls[d.UserID] = append(b.calls[d.UserID], call{d.ToRoleID, d.Purpose, l.Time.Time, b.folded})
	for _, id := range d.Elevations {
		switch e, ok := b.byID[id]; {
		case !ok:
		case !e.over() && !e.ApprovedAt.IsZero():
			e.noteAsked(l.Time.Time)
			e.Granted, e.returning = true, e.returning || d.Purpose == Restore
		case d.Purpose != Restore && d.ToRoleID == e.RoleID:
			e.grantedRegardless(l.Time.Time)
		}
	}
}

// noteAsked notes that Torq is asked for the role. If the approval before it bears a later time, the approver's clock
// was ahead, and the grant runs from at.
func (e *Elevation) noteAsked(at time.Time) {
	if !e.Granted && e.ApprovedAt.After(at) {
		e.approve(at)
	}
}

// grantedRegardless notes that a machine asked Torq for the role without knowing that the elevation was denied,
// withdrawn, ended or not approved. The user may hold it, so it must be taken back.
func (e *Elevation) grantedRegardless(at time.Time) {
	e.Granted, e.End, e.Drift = true, nil, nil
	if e.ApprovedAt.IsZero() {
		e.EndsAt = at
	}
}

func (b *Book) sent(l record.Line, d SentData) {
	if h, ok := b.holders[d.UserID]; ok {
		h.recordOutcome(d, order.Outcome(d.Outcome), l.Time.Time)
	}
}

func (b *Book) active(_ record.Line, d ActiveData) {
	e, ok := b.byID[d.Elevation]
	if !ok || e.over() || e.ApprovedAt.IsZero() && !e.Granted {
		return
	}
	e.Granted = true
	if e.Active.IsZero() {
		e.Active, e.Under, e.activeAs = d.ListedAt.Time, d.Under, b.nth(d.Population)
	}
	b.listed(d.Seen)
}

func (b *Book) ended(l record.Line, d EndedData) {
	e, ok := b.byID[d.Elevation]
	if !ok || e.over() {
		return
	}
	e.End, e.overAs, e.leftAs = &End{At: l.Time.Time, EndedData: d}, b.folded, b.nth(d.Population)
	if d.How != NotGranted && d.How != HadIt {
		b.listed(d.Seen)
	}
	if h := b.holders[d.UserID]; h != nil && d.How == Gone {
		b.departed[d.UserID] = h
	}
	b.release(d.UserID)
}

func (b *Book) drifted(l record.Line, d DriftedData) {
	e, ok := b.byID[d.Elevation]
	if !ok || e.over() {
		return
	}
	e.Drift, e.overAs = &Drift{At: l.Time.Time, DriftedData: d}, b.folded
	b.release(d.UserID)
}

// listed notes the role with which a listing shows the user.
func (b *Book) listed(s Seen) {
	if h, ok := b.holders[s.UserID]; ok && s.RoleID != "" {
		if a := h.last(); a != nil && b.OnProven != nil && a.Outcome == order.Accepted && a.ToRoleID == s.RoleID && h.heldRole != s.RoleID {
			b.OnProven(remediation.MethodAction{Method: order.Method(a.Method), Action: order.ChangeRole})
		}
		h.heldRole, h.heldRoleName = s.RoleID, s.Role
		h.attempts = nil
	}
}

// listingPlace is the place of a listing in the record.
type listingPlace struct {
	nth   int // of all listings
	place int // the lines folded before it
}

// noteListing notes that a listing was taken; lines folded later came after it.
func (b *Book) noteListing(population string) {
	if _, known := b.listings[population]; !known {
		b.listings[population] = listingPlace{len(b.listings) + 1, b.folded}
	}
}

// placeOf returns the number of lines folded before a listing: all, if it is not on record.
func (b *Book) placeOf(population string) int {
	if l, known := b.listings[population]; known {
		return l.place
	}
	return b.folded
}

// nth returns the number of a listing; one that is not on record counts as the next.
func (b *Book) nth(population string) int {
	if l, known := b.listings[population]; known {
		return l.nth
	}
	return len(b.listings) + 1
}

// release forgets the role of a user whose elevations have all ended.
func (b *Book) release(userID string) {
	for _, e := range b.byUser[userID] {
		if e.Granted && !e.over() {
			return
		}
	}
	delete(b.holders, userID)
}
