// Package reconcile compares Torq's audit log with Torq's listing of users, two sources for the same access. A listed
// user must have been listed before or invited on record, a user who is gone must have been deleted on record, and
// another role must have been given on record.
package reconcile

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
)

// Listing is a listing of users. It was read between From and To; a change in that time may show in it or not.
type Listing struct {
	Users    []population.User
	From, To time.Time
}

// ListingOf returns the listing of users in a population.
func ListingOf(p *population.Population) Listing {
	l := Listing{Users: p.Users, From: p.TakenAt, To: p.TakenAt}
	for _, c := range p.Calls {
		if strings.HasSuffix(c.Path, "/users") && c.At.Before(l.From) {
			l.From = c.At
		}
	}
	return l
}

// Start returns the time from which on the log must be complete for a replay from this listing.
func (l *Listing) Start() time.Time { return l.From.Add(-audit.Lag) }

// before reports whether the time certainly came before the reading.
func (l *Listing) before(at time.Time) bool { return at.Before(l.From.Add(-audit.Lag)) }

// after reports whether the time certainly came after the reading.
func (l *Listing) after(at time.Time) bool { return at.After(l.To.Add(audit.Lag)) }

// Kind is a kind of disagreement.
type Kind string

// The kinds of disagreement.
const (
	Appeared Kind = "appeared"  // listed, with no invitation on record
	Role     Kind = "role"      // holds another role than the record gives
	Vanished Kind = "vanished"  // not listed any more, with no deletion on record
	Undead   Kind = "undeleted" // deleted on record, yet listed
	Absent   Kind = "absent"    // invited on record, yet not listed
)

// Item is a person about whom the listing and the log do not agree.
type Item struct {
	Item  string `json:"item"` // user/<id>; for a user who was never listed, the name in the log
	Email string `json:"email"`
	Kind  Kind   `json:"kind"`
	Why   string `json:"why"` // a phrase for people
}

// Listed reports whether the item is in the reconciled listing, and so in a review.
func (i Item) Listed() bool { return i.Kind == Appeared || i.Kind == Role || i.Kind == Undead }

// Result is the result of a replay. Listed = Derived + Earlier + SSO + the unexplained that are listed.
type Result struct {
	Listed      int
	Derived     int // follow from the earlier listing and the log
	Earlier     int // came before the log and any listing, so neither says anything of them
	SSO         int // came in by SSO, which leaves no entry in the log
	Unexplained []Item
	Granted     []Grant // of those listed whose access the log says was given or changed, by item
}

// Grant names the last author of a person's access, by the log.
type Grant struct {
	Item string `json:"item"`
	By   string `json:"by"`
}

// Replay starts from the earlier listing, if there is one, replays the log, and compares the outcome with the listing.
// Without an earlier listing, users from before the log count as listed.
func Replay(earlier *Listing, log audit.Log, now Listing) Result {
	people := gather(earlier, log, now)
	r := Result{Listed: len(now.Users)}
	for _, p := range people {
		s := story{account: p, earlier: earlier, from: log.From, now: &now}
		s.tell(&r)
	}
	slices.SortFunc(r.Granted, func(a, b Grant) int { return strings.Compare(a.Item, b.Item) })
	slices.SortFunc(r.Unexplained, func(a, b Item) int { return strings.Compare(a.Item, b.Item) })
	return r
}
