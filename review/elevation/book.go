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
	base     *core.Base
	refused  map[string]*Elevation // by ID: requests without effect
	byID     map[string]*Elevation
	order    []*Elevation // as they were asked for
	byUser   map[string][]*Elevation
	holders  map[string]*userRole    // by user ID: whose role tuar has changed, or tried to
	departed map[string]*userRole    // by user ID: what was known last of those whose elevations are over
	calls    map[string][]call       // every change of a role that Torq was asked for, by user ID
	raised   []Finding               // roles raised without an elevation
	folded   int                     // lines, by which what came first is told
	listings map[string]listingPlace // by name
	claims   core.Claims             // by user ID

	// OnProven is called whenever a listing shows that a method changed a role; may be nil.
	OnProven func(remediation.MethodAction)
}

// NewBook returns the book of an empty journal, which asks base for the people, rights and rules of the record.
func NewBook(base *core.Base) *Book {
	return &Book{
		base: base, refused: map[string]*Elevation{}, byID: map[string]*Elevation{}, byUser: map[string][]*Elevation{}, holders: map[string]*userRole{},
		departed: map[string]*userRole{}, calls: map[string][]call{}, listings: map[string]listingPlace{}, claims: core.Claims{},
	}
}

// Reset forgets everything.
func (b *Book) Reset() {
	told := b.OnProven
	*b = *NewBook(b.base)
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

// Base returns the ID of the role that a user will hold after all elevations; false if none is under way.
func (b *Book) Base(userID string) (roleID string, lent bool) {
	h, ok := b.holders[userID]
	if !ok {
		return "", false
	}
	return h.baseRole, true
}

// Apply folds one line into the book. It ignores lines of other types, and lines that came too late, as two machines can
// write that did not know of each other. A line whose author could not do so, or that is about an elevation that nobody
// validly requested, is a *record.Refusal.
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
	case TypeClaimed:
		return apply(l, b.claimed)
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
		return apply(l, b.noticed)
	case TypeRaised:
		return apply(l, b.noteRaised)
	case core.TypeSynced:
		return apply(l, func(_ record.Line, d core.Synced) error { b.noteListing(d.Population); return nil })
	case reconcile.TypeReconciled:
		return apply(l, func(l record.Line, d reconcile.Outcome) error {
			d.At = l.Time.Time
			for _, f := range FindingsInLog(&d) {
				b.note(f)
			}
			return nil
		})
	}
	return nil
}

func apply[D any](l record.Line, fold func(record.Line, D) error) error {
	data, err := record.Decode[D](l)
	if err != nil {
		return err
	}
	return fold(l, data)
}

// about returns the elevation that a line is about, of that user unless userID is empty. Since rights count, a line about
// another one is a refusal; before, it is ignored.
func (b *Book) about(l record.Line, id, userID string) (*Elevation, error) {
	e, ok := b.byID[id]
	switch {
	case ok && (userID == "" || e.UserID == userID):
		return e, nil
	case !b.base.Rights.Adopted():
		return nil, nil
	case ok:
		return nil, l.Refuse("the elevation %s is of another user", id)
	}
	return nil, l.Refuse("there is no valid request for the elevation %s", id)
}

// sending folds a call to Torq. One that nobody validly requested gets no part in what tuar does by itself, since a line
// by hand could name any role as the one to be restored: a person must end it first.
func (b *Book) sending(l record.Line, d SendingData) error {
	valid := false
	for _, id := range d.Elevations {
		if e, ok := b.refused[id]; ok && e.UserID == d.UserID && d.Purpose != Restore && d.ToRoleID == e.RoleID {
			delete(b.refused, id)
			e.regardless = &d
			e.grantedRegardless(l.Time.Time)
			b.take(e)
		}
		e, ok := b.byID[id]
		valid = valid || ok && e.UserID == d.UserID && (e.refused == "" || e.Stop != nil)
	}
	if !valid && b.base.Rights.Adopted() {
		return l.Refuse("there is no valid request for the change of the role of %s to %s", d.Email, d.ToRole)
	}
	b.asked(d, l)
	for _, id := range d.Elevations {
		switch e, ok := b.byID[id]; {
		case !ok || e.UserID != d.UserID:
		case !e.over() && !e.ApprovedAt.IsZero():
			e.noteAsked(l.Time.Time)
			e.Granted, e.returning = true, e.returning || d.Purpose == Restore
		case d.Purpose != Restore && d.ToRoleID == e.RoleID:
			e.grantedRegardless(l.Time.Time)
		}
	}
	return nil
}

// asked notes a call to Torq for the role of a user.
func (b *Book) asked(d SendingData, l record.Line) {
	h, ok := b.holders[d.UserID]
	if !ok {
		h = &userRole{
			baseRole: d.BaseRoleID, baseRoleName: d.BaseRole, heldRole: d.FromRoleID, heldRoleName: d.FromRole, basis: d.Population,
		}
		b.holders[d.UserID] = h
	}
	h.begin(Attempt{SendingData: d, At: l.Time.Time, By: l.Actor})
	b.calls[d.UserID] = append(b.calls[d.UserID], call{d.ToRoleID, d.Purpose, l.Time.Time, b.folded})
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

func (b *Book) sent(l record.Line, d SentData) error {
	if h, ok := b.holders[d.UserID]; ok {
		h.recordOutcome(d, order.Outcome(d.Outcome), l.Time.Time)
	}
	return nil
}

func (b *Book) active(l record.Line, d ActiveData) error {
	e, err := b.about(l, d.Elevation, d.UserID)
	if e == nil || e.over() || e.ApprovedAt.IsZero() && !e.Granted {
		return err
	}
	e.Granted = true
	if e.Active.IsZero() {
		e.Active, e.Under, e.activeAs = d.ListedAt.Time, d.Under, b.nth(d.Population)
	}
	b.listed(d.Seen)
	return nil
}

func (b *Book) ended(l record.Line, d EndedData) error {
	e, err := b.about(l, d.Elevation, d.UserID)
	if e == nil || e.over() {
		return err
	}
	e.End, e.overAs, e.leftAs = &End{At: l.Time.Time, EndedData: d}, b.folded, b.nth(d.Population)
	if d.How != NotGranted && d.How != HadIt {
		b.listed(d.Seen)
	}
	b.release(d.UserID)
	return nil
}

func (b *Book) drifted(l record.Line, d DriftedData) error {
	e, err := b.about(l, d.Elevation, d.UserID)
	if e == nil || e.over() {
		return err
	}
	e.Drift, e.overAs = &Drift{At: l.Time.Time, DriftedData: d}, b.folded
	b.release(d.UserID)
	return nil
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

// release sets aside what is known of the role of a user whose elevations are all over.
func (b *Book) release(userID string) {
	for _, e := range b.byUser[userID] {
		if e.Granted && !e.over() {
			return
		}
	}
	if h := b.holders[userID]; h != nil {
		b.departed[userID] = h
	}
	delete(b.holders, userID)
}
