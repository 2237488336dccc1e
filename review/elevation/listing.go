package elevation

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Listing is a listing and the time at which it is looked at.
type Listing struct {
	Name       string // of the population
	Population *population.Population
	Now        time.Time
	// Alone says that no call is under way on this machine: all that were made had ended before the listing began.
	Alone bool
	// Doubtful says that the listing is implausibly short: who is not in it may be there all the same.
	Doubtful bool
	// Deleted says of users whom the listing lacks, by ID, what the audit log tells of their removal.
	Deleted    map[string]string
	NextMethod bool // the move is made by another method than just now: nothing is to be waited for
}

// Move is a change of somebody's role that is due. FromRoleID is what the listing shows; it is made only where that is
// still so.
type Move struct {
	UserID, Email        string
	Purpose              Purpose
	Elevations           []string // that it gives or takes
	FromRoleID, FromRole string
	ToRoleID, ToRole     string
	BaseRoleID, BaseRole string
	EndsAt               time.Time // of what is lent; zero for Restore
	Blocked              string    // why it cannot be made; empty if it can
}

// Due are the IDs of the users of whom a listing may tell something, or whose role is to be changed, at that time.
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

// Unfinished are the elevations of which something is due at that time and not done: a role to be given, or to be taken back.
func (b *Book) Unfinished(now time.Time) []Row {
	var out []Row
	for _, e := range b.order {
		if e.wanted(now) && e.Active.IsZero() || e.lapsed(now) {
			out = append(out, b.row(e, now))
		}
	}
	return out
}

// Waiting says whether anything may become due by time alone.
func (b *Book) Waiting(now time.Time) bool {
	return slices.ContainsFunc(b.order, func(e *Elevation) bool {
		s := e.State(now)
		return s == Active || s == Overdue || s == Approved
	})
}

// ApplyListing says what a listing shows of all elevations that is not on record yet, and which changes are due then.
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

// addresses are the users by address.
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
		case e.wanted(s.listing.Now) && !e.Granted && s.unapproved(e) != "":
			s.blocked(e)
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

// began is when the first answer of the listing came in: what happened later may not show in it.
func (s *listingPass) began() time.Time {
	if calls := s.listing.Population.Calls; len(calls) > 0 {
		return calls[0].At
	}
	return s.listing.Population.TakenAt
}

// roleName is what people call a role: its name, or its ID if Torq lists no such role.
func (s *listingPass) roleName(id string) string {
	if r, ok := s.roles[id]; ok && r.Name != "" {
		return r.Name
	}
	return id
}
