package remediation

import (
	"cmp"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// auditAction holds how the audit log calls each action for which Torq documents an event.
var auditAction = map[order.Action]string{
	order.Remove: audit.UserDeleted, order.ChangeRole: audit.RoleUpdated, order.DeleteKey: audit.KeyDeleted,
	order.Invite: audit.UserInvited,
}

// rough is the precision to which two clocks can be compared.
const rough = time.Minute

// Corroborate finds entries of the audit log for confirmed changes that have none yet. An entry must be from between
// the attempt and the reading that confirmed it; where nothing was attempted, from after since, when the campaign's
// population was taken. For a change made with tuar's API key, the entry must name that key: owner returns its owner by
// its client ID, or "" if that is not known. ahead is the time by which Torq's clock is ahead of ours. An entry by
// another actor shows only that someone else made the change.
func (c *Case) Corroborate(l *Ledger, since time.Time, log []audit.Entry, ahead time.Duration,
	owner func(clientID string) string, actor record.Actor,
) []record.Entry {
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
				e := &log[i]
				when := e.At.Add(-ahead)
				switch {
				case !names(e, &w, t) || e.ResourceID == "" && shared[person.Key(w.Email)] > 1 || when.Before(s.from) || when.After(s.to):
				case s.key != nil && !byKeyOf(e, owner(*s.key)):
					other = i // the newest
				default:
					mine = i
				}
			}
			d := CorroboratedData{About: about}
			switch {
			case mine >= 0:
				e := &log[mine]
				d.Entry, d.Action, d.Actor, d.At = e.ID, e.Action, e.Actor, record.Time{Time: e.At}.String()
				entries = append(entries, record.Entry{Type: TypeCorroborated, Actor: actor, Data: d})
			case other >= 0 && (t.ByOther == nil || t.ByOther.Entry != log[other].ID):
				e := &log[other]
				d.Entry, d.Action, d.Actor, d.At = e.ID, e.Action, e.Actor, record.Time{Time: e.At}.String()
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
	s := span{from: since.Add(-audit.Lag), to: t.Confirmed.ListedAt.Add(rough)}
	asked := false
	for i := range t.Attempts {
		a := &t.Attempts[i]
		if !a.reached() {
			continue
		}
		if !asked {
			asked, s.from = true, a.At.Add(-audit.Lag)
		}
		if s.key = nil; a.Method == order.API {
			s.key = &a.Key
		}
	}
	return s
}

// byKeyOf reports whether an API key of the owner's acted. Where the owner is not known, any API key will do.
func byKeyOf(e *audit.Entry, owner string) bool {
	switch {
	case e.ByPerson:
		return false
	case owner == "":
		return e.ByKey
	}
	return person.Same(e.Actor, owner)
}

// names reports whether the entry is about the change. An entry with an ID is about that account only, never about
// another one of the same address. Of claim mappings and custom roles, for which Torq documents no events, it must have the
// ID and a fitting verb.
func names(e *audit.Entry, c *Change, t *Track) bool {
	switch c.Action {
	case order.DeleteMapping, order.DeleteRole:
		return e.Deletes(c.Item)
	case order.ChangeMapping, order.ChangeScopes:
		return e.Changes(c.Item) && (e.NewRoleID == "" || e.NewRoleID == c.ToRoleID)
	case order.AddMapping, order.AddRole:
		return e.Makes(cmp.Or(t.Confirmed.As, c.Item))
	case order.Remove, order.ChangeRole, order.DeleteKey, order.Invite, order.Unknown, order.Test, order.Notice:
	}
	switch {
	case !e.Is(auditAction[c.Action]) || e.NewRoleID != "" && c.ToRoleID != "" && e.NewRoleID != c.ToRoleID:
		return false
	case c.Action == order.Invite: // the account is a new one
		return person.Same(e.ResourceName, c.Email)
	case e.ResourceID != "":
		return e.ResourceID == c.ID()
	}
	return c.Kind == access.User && person.Same(e.ResourceName, c.Email)
}

// Awaiting returns how many confirmed changes no entry of the audit log names yet: those for which Torq documents an event,
// and the others, of claim mappings and custom roles, which may never have an entry.
func (c *Case) Awaiting(l *Ledger) (documented, others int) {
	for _, undo := range []bool{false, true} {
		for _, w := range c.desiredChanges(l, undo) {
			if t := l.Track(w.about); !t.InForce() || t.Corroborated != nil || t.ByOther != nil {
				continue
			}
			if w.Kind.HoldsRole() {
				documented++
			} else {
				others++
			}
		}
	}
	return documented, others
}
