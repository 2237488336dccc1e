package elevation

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Listing is a listing of Torq, with what is known beside it.
type Listing struct {
	Name       string // of the population
	Population *population.Population
	Now        time.Time
	// Alone is set if no call of this machine is under way: all had ended before the listing began.
	Alone bool
	// Doubtful is set if the listing is implausibly short, so that it proves no absence.
	Doubtful bool
	// Deleted holds the removals by the audit log of users who are missing from the listing, by ID.
	Deleted    map[string]string
	Left       map[string]answer // to the questions that it raises, by elevation
	NextMethod bool              // the move is made by another method than just now: nothing is to be waited for
}

// Move is a due change of a user's role. FromRoleID is the role that the listing shows; the change is made only from
// that one.
type Move struct {
	UserID, Email        string
	Purpose              Purpose
	Elevations           []string // that it gives or takes
	FromRoleID, FromRole string
	ToRoleID, ToRole     string
	BaseRoleID, BaseRole string
	EndsAt               time.Time // of what is lent; zero for Restore
	Blocked              string    // why it cannot be made; empty if it can
	Basis                string    // the population that is to show BaseRoleID; empty where Population of the listing does
}

// Due returns the users who need a fresh listing or a role change at now.
func (b *Book) Due(now time.Time) []string {
	var ids []string
	known := map[string]bool{}
	for _, e := range b.order {
		if !known[e.UserID] && b.due(e, now) {
			known[e.UserID] = true
			ids = append(ids, e.UserID)
		}
	}
	return ids
}

func (b *Book) due(e *Elevation, now time.Time) bool {
	if !(e.wanted(now) && e.Active.IsZero()) && !e.lapsed(now) {
		return false
	}
	h, ok := b.holders[e.UserID]
	return !ok || h.unsettled() || h.last() == nil || now.Sub(h.last().At) >= h.retryAfter()
}

// Unfinished returns the elevations whose role is due to be granted or taken back at now.
func (b *Book) Unfinished(now time.Time) []Row {
	var out []Row
	for _, e := range b.order {
		if e.wanted(now) && e.Active.IsZero() || e.lapsed(now) {
			out = append(out, b.row(e, now))
		}
	}
	return out
}

// Waiting reports whether an elevation may become due later.
func (b *Book) Waiting(now time.Time) bool {
	return slices.ContainsFunc(b.order, func(e *Elevation) bool {
		s := e.State(now)
		return s == Active || s == Overdue || s == Approved
	})
}

// ApplyListing returns the lines for what a listing newly shows of all elevations, and the role changes that are due
// then.
func (b *Book) ApplyListing(look Listing, actor record.Actor) (entries []record.Entry, moves []Move) {
	s := listingPass{listing: look, actor: actor, users: map[string]*population.User{}, roles: map[string]*population.Role{}}
	for i := range look.Population.Users {
		s.users[look.Population.Users[i].ID] = &look.Population.Users[i]
	}
	for i := range look.Population.Roles {
		s.roles[look.Population.Roles[i].ID] = &look.Population.Roles[i]
	}
	done := map[string]bool{}
	for _, e := range b.order {
		if done[e.UserID] {
			continue
		}
		done[e.UserID] = true
		s.user(b, e.UserID)
	}
	return s.entries, s.moves
}

type listingPass struct {
	listing Listing
	actor   record.Actor
	users   map[string]*population.User
	roles   map[string]*population.Role
	entries []record.Entry
	moves   []Move
	byEmail map[string]*population.User // made when it is first asked for
}

// addresses returns the users by e-mail address.
func (s *listingPass) addresses() map[string]*population.User {
	if s.byEmail == nil {
		s.byEmail = make(map[string]*population.User, len(s.users))
		for _, u := range s.users {
			s.byEmail[person.Key(u.Email)] = u
		}
	}
	return s.byEmail
}

func (s *listingPass) user(b *Book, id string) {
	if s.reopen(b, id) {
		return // what it takes is worked out once that is on record
	}
	of := userPass{listingPass: s, id: id, user: s.users[id], role: b.holders[id]}
	for _, e := range b.byUser[id] {
		switch {
		case e.lapsed(s.listing.Now) && s.listing.Left[e.Elevation].left && of.user.RoleID == e.RoleID:
			of.givenAnew(e)
		case e.wanted(s.listing.Now) && !e.Granted && s.forbids(b, e) != "":
			s.blocked(e, Grant, s.forbids(b, e))
		case e.lapsed(s.listing.Now) && e.refused != "" && e.Stop == nil:
			s.blocked(e, Restore, regardlessWords(e))
		case e.wanted(s.listing.Now):
			of.wanted = append(of.wanted, e)
		case e.lapsed(s.listing.Now):
			of.lapsed = append(of.lapsed, e)
		}
	}
	if len(of.wanted)+len(of.lapsed) == 0 {
		return
	}
	if of.role != nil && of.role.unsettled() && !s.listing.Alone {
		return // a call may be under way; who made it looks for itself
	}
	if of.role != nil && !s.listing.Alone && s.began().Before(of.role.lastWordAt()) {
		return // the listing may be older than the last call
	}
	of.top = s.strongest(of.wanted)
	of.apply()
}

// began returns the time of the first answer of the listing, which may lack what happened later.
func (s *listingPass) began() time.Time {
	if calls := s.listing.Population.Calls; len(calls) > 0 {
		return calls[0].At
	}
	return s.listing.Population.TakenAt
}

// roleName returns what people call a role: its name, or its ID if Torq lists no such role.
func (s *listingPass) roleName(id string) string {
	if r, ok := s.roles[id]; ok && r.Name != "" {
		return r.Name
	}
	return id
}
