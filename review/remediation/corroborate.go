package remediation

import (
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Found is an entry of the audit log that may name a change.
type Found struct {
	ID, Actor, Action        string
	ByKey                    bool // the actor is an API key of theirs; false also where the log does not say
	ByPerson                 bool // it was the actor in person, in Torq's console
	At                       time.Time
	When                     time.Time // the same by this machine's clock
	ResourceID, ResourceName string
	NewRoleID                string
}

// words are how the audit log calls each action.
var words = map[order.Action]string{
	order.Remove: "User deleted", order.ChangeRole: "User role updated", order.DeleteKey: "API key deleted", order.Invite: "User invited",
}

// Entry is how the audit log calls an action.
func Entry(a order.Action) string { return words[a] }

// Slack is how far Torq's clock may be behind ours.
const Slack = 5 * time.Minute

// rough is how exactly two clocks can be compared.
const rough = time.Minute

// Corroborate finds entries of the audit log for confirmed changes that have none yet. An entry must be from between the
// attempt and the reading that confirmed it; where nothing was attempted, from after since, when the campaign's population
// was taken. What tuar's API key did, an entry must name that key for: owner is whose it is by its client ID, or "" where
// that is not known. An entry about another actor's act says only that somebody else changed it.
func (c *Case) Corroborate(l *Ledger, since time.Time, log []Found, owner func(clientID string) string, actor record.Actor) []record.Entry {
	shared := map[string]int{} // by address, how many accounts of it changes are about: an entry that names only it is about either
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Kind == access.User && r.Decision.Verdict.Takes() {
			shared[person.Key(r.Email)]++
		}
	}
	var entries []record.Entry
	for _, undo := range []bool{false, true} {
		for _, w := range c.desiredChanges(l, undo) {
			about := w.about
			t := l.Track(about)
			if !t.InForce() || t.Corroborated != nil {
				continue
			}
			s := t.span(since)
			mine, other := -1, -1
			for i := range log {
				f := &log[i]
				switch {
				case !f.names(&w) || f.ResourceID == "" && shared[person.Key(w.Email)] > 1 || f.When.Before(s.from) || f.When.After(s.to):
				case s.key != nil && !f.by(owner(*s.key)):
					other = i // the newest
				default:
					mine = i
				}
			}
			d := CorroboratedData{About: about}
			switch {
			case mine >= 0:
				f := &log[mine]
				d.Entry, d.Action, d.Actor, d.At = f.ID, f.Action, f.Actor, record.Time{Time: f.At}.String()
				entries = append(entries, record.Entry{Type: TypeCorroborated, Actor: actor, Data: d})
			case other >= 0 && (t.ByOther == nil || t.ByOther.Entry != log[other].ID):
				f := &log[other]
				d.Entry, d.Action, d.Actor, d.At = f.ID, f.Action, f.Actor, record.Time{Time: f.At}.String()
				entries = append(entries, record.Entry{Type: TypeByOther, Actor: actor, Data: ByOtherData{d}})
			}
		}
	}
	return entries
}

// span is when an entry that corroborates a change must be from, and which key it must name: nil for any actor.
type span struct {
	from, to time.Time
	key      *string
}

func (t *Track) span(since time.Time) span {
	s := span{from: since.Add(-Slack), to: t.Confirmed.ListedAt.Add(rough)}
	asked := false
	for i := range t.Attempts {
		a := &t.Attempts[i]
		if !a.reached() {
			continue
		}
		if !asked {
			asked, s.from = true, a.At.Add(-Slack)
		}
		if s.key = nil; a.Method == order.API {
			s.key = &a.Key
		}
	}
	return s
}

// by says whether the entry is about an act of that key's. Of a key without a known owner only this can be said: that it
// was some API key.
func (f *Found) by(owner string) bool {
	switch {
	case f.ByPerson:
		return false
	case owner == "":
		return f.ByKey
	}
	return person.Same(f.Actor, owner)
}

// names says whether the entry is about the change. An entry that names an ID is about nobody else of the same address.
func (f *Found) names(c *Change) bool {
	switch {
	case !strings.EqualFold(f.Action, words[c.Action]) || f.NewRoleID != "" && c.ToRoleID != "" && f.NewRoleID != c.ToRoleID:
		return false
	case c.Action == order.Invite: // the account is a new one
		return person.Same(f.ResourceName, c.Email)
	case f.ResourceID != "":
		return f.ResourceID == c.ID()
	}
	return c.Kind == access.User && person.Same(f.ResourceName, c.Email)
}

// Awaiting says how many confirmed changes no entry of the audit log names yet.
func (c *Case) Awaiting(l *Ledger) int {
	n := 0
	for _, undo := range []bool{false, true} {
		for _, w := range c.desiredChanges(l, undo) {
			if t := l.Track(w.about); t.InForce() && t.Corroborated == nil && t.ByOther == nil {
				n++
			}
		}
	}
	return n
}
