package reconcile

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
)

// story replays the earlier listing and the log of one user up to the listing. Where the order of an event and a
// reading is not certain, both orders count as possible.
type story struct {
	*account
	earlier *Listing
	from    time.Time // of the log
	now     *Listing

	here, gone bool      // possible; one of them is true
	deleted    time.Time // when they certainly were, last
	roles      []string  // possible; nil: any
	told       bool      // the log says something of the time up to the listing
	updated    bool      // a change of role is among it
	granter    string    // who gave the access, last
}

// tell replays the events of the user and adds the outcome to r.
func (s *story) tell(r *Result) {
	s.begin()
	for i := range s.events {
		s.happens(&s.events[i])
	}
	if s.is != nil && s.granter != "" {
		r.Granted = append(r.Granted, Grant{"user/" + s.id, s.granter})
	}
	add := func(kind Kind, why string) {
		r.Unexplained = append(r.Unexplained, Item{"user/" + s.id, s.email, kind, why})
	}
	switch {
	case s.is == nil && s.gone, s.is == nil && s.succeeded && !s.deleted.IsZero():
	case s.is == nil && (s.was == nil || !s.deleted.IsZero()):
		add(Absent, "invited on record, yet not listed")
	case s.is == nil:
		add(Vanished, "not listed any more, and no deletion on record")
	case !s.here && s.outlived():
		add(Undead, "deleted on record, yet listed")
	case !s.here && s.is.SSO:
		r.SSO++
	case !s.here:
		add(Appeared, "listed, and no invitation on record")
	case s.roles != nil && !slices.Contains(s.roles, s.is.RoleID):
		add(Role, s.whichRole())
	case s.earlier == nil && !s.told:
		r.Earlier++
	default:
		r.Derived++
	}
}

// begin sets what is known before the first event.
func (s *story) begin() {
	created := s.created()
	s.here = s.was != nil || s.is != nil && s.earlier == nil
	if created != nil && created.After(s.from.Add(audit.Lag)) && s.is != nil {
		s.here = false // the log must explain how they came in, even if a listing has them
	}
	s.gone = !s.here
	if s.was != nil {
		s.roles = []string{s.was.RoleID}
	}
}

// outlived reports whether the listed account is, as far as is known, the one that was deleted.
func (s *story) outlived() bool {
	created := s.created()
	return !s.deleted.IsZero() && (created == nil || !created.After(s.deleted))
}

func (s *story) created() *time.Time {
	if s.is != nil {
		return s.is.CreatedAt
	}
	return nil
}

// happens applies an event, as certain or possible.
func (s *story) happens(e *audit.Entry) {
	if s.now.after(e.At) {
		return
	}
	maybe := !s.now.before(e.At)
	listed := s.was != nil && s.earlier.before(e.At) // the earlier listing shows what it came to
	s.told = true
	if e.Is(audit.UserInvited) || e.Is(audit.RoleUpdated) {
		s.granter = e.Actor
	}
	if !listed || !s.here {
		s.moves(e, maybe || s.was != nil && s.here && !s.earlier.after(e.At))
	}
	if !listed {
		s.changes(e, maybe || s.was != nil && !s.earlier.after(e.At))
	}
}

func (s *story) moves(e *audit.Entry, maybe bool) {
	here := !e.Is(audit.UserDeleted)
	if e.Is(audit.RoleUpdated) {
		return // says nothing of who is there
	}
	if maybe {
		s.here, s.gone = s.here || here, s.gone || !here
		return
	}
	if s.here, s.gone = here, !here; s.gone {
		s.deleted = e.At
	}
}

func (s *story) changes(e *audit.Entry, maybe bool) {
	switch {
	case e.Is(audit.UserDeleted) || e.Is(audit.UserAccepted):
		return
	case e.NewRoleID == "":
		s.roles = nil
	case !maybe:
		s.roles = []string{e.NewRoleID}
	case s.roles != nil:
		s.roles = append(s.roles, e.NewRoleID)
	}
	s.updated = s.updated || e.Is(audit.RoleUpdated)
}

func (s *story) whichRole() string {
	why := "another role than at the earlier listing, and no change of role on record"
	switch {
	case s.updated:
		why = "another role than the last change of role on record gave"
	case s.was == nil:
		why = "another role than the invitation on record gave, and no change of role on record"
	}
	if s.is.SSO {
		why += "; a sign-in by SSO may have set it"
	}
	return why
}
