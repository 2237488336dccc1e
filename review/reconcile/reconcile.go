// Package reconcile holds Torq's audit log against Torq's listing of users, two witnesses of the same access: who is
// listed must have been listed before or come in by an invitation on record, who is gone must have been deleted on record,
// and who holds another role must have been given it on record.
package reconcile

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
)

// Listing is a listing of users. What happened between From and To, when it was being read, may or may not be in it.
type Listing struct {
	Users    []population.User
	From, To time.Time
}

// ListingOf is the listing of users in a population.
func ListingOf(p *population.Population) Listing {
	l := Listing{Users: p.Users, From: p.TakenAt, To: p.TakenAt}
	for _, c := range p.Calls {
		if strings.HasSuffix(c.Path, "/users") && c.At.Before(l.From) {
			l.From = c.At
		}
	}
	return l
}

// Start is since when the log must be complete for a replay from this listing.
func (l *Listing) Start() time.Time { return l.From.Add(-audit.Lag) }

// before says whether it was certainly over when reading began.
func (l *Listing) before(at time.Time) bool { return at.Before(l.From.Add(-audit.Lag)) }

// after says whether it certainly began when reading was over.
func (l *Listing) after(at time.Time) bool { return at.After(l.To.Add(audit.Lag)) }

// Kind is what does not fit.
type Kind string

// What may not fit.
const (
	Appeared Kind = "appeared"  // listed, with no invitation on record
	Role     Kind = "role"      // holds another role than the record gives
	Vanished Kind = "vanished"  // not listed any more, with no deletion on record
	Undead   Kind = "undeleted" // deleted on record, yet listed
	Absent   Kind = "absent"    // invited on record, yet not listed
)

// Item is somebody whose listing and the log do not fit.
type Item struct {
	Item  string `json:"item"` // user/<id>; of somebody never listed, what the log calls them
	Email string `json:"email"`
	Kind  Kind   `json:"kind"`
	Why   string `json:"why"` // a phrase for people
}

// Listed says whether the item is in the listing that was reconciled, and so in a review.
func (i Item) Listed() bool { return i.Kind == Appeared || i.Kind == Role || i.Kind == Undead }

// Result is what the reconciliation found. Listed = Derived + Earlier + SSO + the unexplained that are listed.
type Result struct {
	Listed      int
	Derived     int // follow from the earlier listing and the log
	Earlier     int // came before the log and any listing, so neither says anything of them
	SSO         int // came in by SSO, which leaves no entry in the log
	Unexplained []Item
	Granted     []Grant // of those listed whose access the log says was given or changed, by item
}

// Grant is who last gave somebody their access, as the log says.
type Grant struct {
	Item string `json:"item"`
	By   string `json:"by"`
}

// Replay starts from the earlier listing, if there is one, replays the log, and compares with the listing. Without an
// earlier listing, who came before the log is taken as listed.
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
