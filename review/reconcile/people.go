package reconcile

import (
	"cmp"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// account is a user of a listing or of the log, with the log's entries about them, oldest first.
type account struct {
	id, email string
	was, is   *population.User // in the earlier listing, in the listing; nil if not there
	succeeded bool             // the listing has the address under another ID
	events    []audit.Entry
	deleted   time.Time // the last deletion on record; zero if there is none
}

// gather collects what is known of each user. Whether the log names users by ID is not documented: if it does so for
// none, the e-mail addresses are used.
func gather(earlier *Listing, log audit.Log, now Listing) []*account {
	byID, byEmail := map[string]*account{}, map[string][]*account{}
	var people []*account
	add := func(id, email string) *account {
		p := &account{id: id, email: email}
		people = append(people, p)
		byID[id] = p
		return p
	}
	for i := range now.Users {
		u := &now.Users[i]
		p := add(u.ID, u.Email)
		p.is = u
		byEmail[person.Key(u.Email)] = append(byEmail[person.Key(u.Email)], p)
	}
	if earlier != nil {
		for i := range earlier.Users {
			u := &earlier.Users[i]
			p, listed := byID[u.ID]
			if !listed {
				p = add(u.ID, u.Email)
				p.succeeded = slices.ContainsFunc(byEmail[person.Key(u.Email)], func(o *account) bool { return o.is != nil })
				byEmail[person.Key(u.Email)] = append(byEmail[person.Key(u.Email)], p)
			}
			p.was = u
		}
	}
	byTheirIDs := slices.ContainsFunc(log.Entries, func(e audit.Entry) bool { return matters(&e) && byID[e.ResourceID] != nil })
	for _, e := range log.Entries {
		if !matters(&e) {
			continue
		}
		var about []*account
		if p, known := byID[e.ResourceID]; known {
			about = []*account{p}
		} else if !byTheirIDs {
			about = byEmail[person.Key(cmp.Or(e.ResourceName, e.ResourceID))]
		}
		if len(about) == 0 {
			p := add(cmp.Or(e.ResourceID, e.ResourceName), e.ResourceName)
			about = []*account{p}
		}
		for _, p := range about {
			p.events = append(p.events, e)
			if e.Is(audit.UserDeleted) {
				p.deleted = e.At
			}
		}
	}
	return people
}

// matters reports whether the entry says something of a list of users.
func matters(e *audit.Entry) bool {
	return e.Is(audit.UserInvited) || e.Is(audit.UserAccepted) || e.Is(audit.RoleUpdated) || e.Is(audit.UserDeleted)
}
