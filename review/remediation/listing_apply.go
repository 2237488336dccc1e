package remediation

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// ApplyListing returns the lines for changes that a listing newly shows as confirmed or returned. With the name of a
// writer it also settles calls without a known outcome. All calls of that writer must have ended before the listing
// began; a call of another writer may be under way on another machine, unless it is old.
//
// missing are items that the listing lacks without an explanation. Such a listing confirms no removal of users or API
// keys; it only shows which are still there.
func (c *Case) ApplyListing(l *Ledger, name string, p *population.Population, missing []string, writer string, actor record.Actor) []record.Entry {
	s := listingPass{c, l, name, c.index(p), p.Began(), doubtOf(missing), writer, actor, nil}
	taken := map[string]bool{} // back
	for _, w := range c.desiredChanges(l, true) {
		if l.Track(w.about).CarriedOut() {
			taken[w.Item] = true
			s.change(&w)
		}
	}
	for _, w := range c.desiredChanges(l, false) {
		if !taken[w.Item] {
			s.change(&w)
		}
	}
	return s.entries
}

type listingPass struct {
	*Case
	ledger  *Ledger
	name    string
	listed  *listingIndex
	began   time.Time
	doubt   doubt
	writer  string
	actor   record.Actor
	entries []record.Entry
}

func (s *listingPass) add(kind string, data any) {
	s.entries = append(s.entries, record.Entry{Type: kind, Actor: s.actor, Data: data})
}

func (s *listingPass) change(w *Change) {
	about := w.about
	t := s.ledger.Track(about)
	if !t.CarriedOut() && s.overruled(s.ledger, w) != "" {
		return // what is so now is another decision's doing
	}
	seen := s.listed.observe(w)
	last := t.Last()
	if s.writer != "" && last != nil && !s.underWay(last) {
		s.attempt(w, about, t, last, seen)
	}
	switch {
	case s.doubt.of(w.Kind) && !t.InForce():
	case s.replaced(w, t, seen):
		s.add(TypeConfirmed, ConfirmedData{about, s.name, record.Time{Time: s.listed.p.TakenAt}, "it is gone, and " + seen.why, ""})
		if s.listed.holdsMore(s.Rules, w, seen) {
			s.add(TypeReturned, ReturnedData{about, s.name, s.listed.role(seen.role), seen.as})
		}
	case seen.presence == after && !t.InForce():
		note := ""
		switch {
		case len(t.Attempts) == 0 && t.ByHand == nil && !w.undo:
			note = "it was so already; tuar did nothing about it"
		case seen.role == "" && (w.Action == order.ChangeRole || w.Action == order.ChangeMapping || w.Action == order.ChangeScopes):
			note = "it is not in the workspace any more"
		}
		s.add(TypeConfirmed, ConfirmedData{about, s.name, record.Time{Time: s.listed.p.TakenAt}, note, invitedAs(w, seen)})
	case t.InForce() && t.Confirmed.As == "" && seen.presence == after && invitedAs(w, seen) != "": // as records of old do not tell
		s.add(TypeConfirmed, ConfirmedData{about, s.name, record.Time{Time: s.listed.p.TakenAt}, "", invitedAs(w, seen)})
	case t.InForce() && !w.undo && !s.olderThan(t.Confirmed) && s.listed.holdsMore(s.Rules, w, s.listed.withoutElevation(w, seen)):
		s.add(TypeReturned, ReturnedData{about, s.name, s.listed.role(seen.role), seen.as})
	}
}

// atOnce is the longest time by which a listing that was recorded later can have been read earlier.
const atOnce = time.Hour

// olderThan reports whether the listing may have been begun before the one that confirms a change, on another machine. A
// time far after this listing is no such time: the line can say any.
func (s *listingPass) olderThan(c *Confirmation) bool {
	return s.began.Before(c.ListedAt) && c.ListedAt.Before(s.listed.p.TakenAt.Add(atOnce))
}

// invitedAs returns the new account of a person who was invited again, or the new mapping or role that was made again; empty
// if it is the same item.
func invitedAs(w *Change, seen observation) string {
	if !w.Action.Adds() || seen.as == w.Item {
		return ""
	}
	return seen.as
}

// replaced reports whether the account that was decided on is gone, and the person has a new one.
func (s *listingPass) replaced(w *Change, t *Track, seen observation) bool {
	return seen.presence == changed && seen.as != "" && seen.as != w.Item && !w.undo && t.Confirmed == nil
}

// underWay reports whether the call may not have ended when the listing began: it has no outcome, and was made by
// another writer, not long ago.
func (s *listingPass) underWay(a *Attempt) bool {
	return a.Outcome == "" && a.Writer != s.writer && s.beganBefore(a.At.Add(callLife))
}

// callLife exceeds the time any call takes, all waiting that Torq may ask for included.
const callLife = 5 * time.Minute

// attempt settles a call whose outcome is not known, or differs from Torq's answer.
func (s *listingPass) attempt(w *Change, about About, t *Track, a *Attempt, seen observation) {
	d := SentData{About: about, Attempt: a.ID, Population: s.name, Call: a.Call, Status: a.Status}
	happened := seen.presence == after
	if a.Method == order.Mapping {
		happened = s.listed.mappedTo(w)
	}
	happened = happened || t.Confirmed != nil && t.Confirmed.At.After(a.At)
	switch {
	case seen.presence == undetermined, s.beganBefore(a.Expires) && !happened:
		return // a workflow may still do it
	case s.doubt.of(w.Kind) && seen.presence != before, s.doubt.mappings && a.Method == order.Mapping:
		return // the listing lacks others, too
	case a.Outcome == order.Accepted && a.Method == order.API && (seen.presence == before || a.Action.Removes() && seen.presence == changed && seen.as == w.Item) && !happened:
		d.Outcome, d.Detail = order.NoEffect, "Torq accepted it, and still lists the access as it was"
	case a.Outcome == order.Accepted && a.Method == order.Webhook && seen.presence == before && !happened:
		d.Outcome, d.Detail = order.NoEffect, "the workflow took the order and did not carry it out in time"
	case !a.open():
		return
	case a.Outcome == order.Missing && (happened || seen.as != "" && seen.as != w.Item):
		d.Outcome, d.Detail = order.Gone, "it was not there any more, as a new listing shows"
	case happened:
		d.Outcome, d.Detail = order.Accepted, "the answer was lost; a new listing shows that it happened"
	case a.Outcome == order.Missing:
		d.Outcome, d.Detail = order.NotOffered, fmt.Sprintf("Torq answered %d to %s, and still lists it", a.Status, a.Call)
		s.add(TypeNotOffered, NotOfferedData{Method: a.Method, Action: w.Action, Subject: w.Item, Call: a.Call, Status: a.Status})
	default:
		d.Outcome, d.Detail = order.NoEffect, "the answer was lost; a new listing shows that it did not happen"
	}
	s.add(TypeSent, d)
}

// beganBefore reports whether the listing began before that moment, by the slower of the two clocks.
func (s *listingPass) beganBefore(moment time.Time) bool {
	return !moment.IsZero() && s.began.Before(moment.Add(audit.Lag))
}

// mappedTo reports whether the first claim mapping of the person's e-mail address gives the role of the change.
func (l *listingIndex) mappedTo(c *Change) bool {
	for _, m := range l.p.Mappings {
		if isEmail(m) && person.Same(m.ClaimValue, c.Email) {
			return m.RoleID == c.ToRoleID
		}
	}
	return false
}

func isEmail(m population.Mapping) bool { return strings.EqualFold(m.ClaimName, "email") }

// doubt names the lists that are not trusted, because they have unexplained gaps.
type doubt struct{ people, mappings bool }

func doubtOf(missing []string) doubt {
	var d doubt
	for _, item := range missing {
		if strings.HasPrefix(item, "mapping/") {
			d.mappings = true
		} else {
			d.people = true
		}
	}
	return d
}

// of reports whether the list of items of that kind has unexplained gaps. Custom roles stand in two lists, and are not
// compared.
func (d doubt) of(kind access.Kind) bool {
	return kind.HoldsRole() && d.people || kind == access.Mapping && d.mappings
}
