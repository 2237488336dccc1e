package elevation

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
)

// TypeRaised is the type of a line about a role that was raised outside of tuar.
const TypeRaised = "access.raised"

// RaisedData is the data of an access.raised line.
type RaisedData struct {
	Item       string      `json:"item"`
	Email      string      `json:"email"`
	FromRoleID string      `json:"from_role_id"`
	FromRole   string      `json:"from_role"`
	ToRoleID   string      `json:"to_role_id"`
	ToRole     string      `json:"to_role"`
	Before     string      `json:"before"`     // the population that shows the one
	Population string      `json:"population"` // the one that shows the other
	ListedAt   record.Time `json:"listed_at"`
}

// Sentence returns what the line says.
func (d RaisedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Email, Text: fmt.Sprintf("role raised from %s to %s, with no elevation on record", d.FromRole, d.ToRole)}
}

// Finding is a fact for the next review. Hint is one of the hints of package access.
type Finding struct {
	Hint string
	Item string
	Who  string // e-mail address
	Why  string // a phrase, as hints have
	At   time.Time

	place int // in the fold
}

// Findings returns all findings, oldest first, also those reviewed since.
func (b *Book) Findings() []Finding {
	found := slices.Clone(b.raised)
	for _, e := range b.order {
		item := "user/" + e.UserID
		switch {
		case e.Drift != nil:
			found = append(found, Finding{access.Drifted, item, e.Email, fmt.Sprintf("was to go back to %s after an elevation, and holds %s, which somebody gave meanwhile", e.Drift.BaseRole, e.Drift.Role), e.Drift.At, e.overAs})
		case e.BreakGlass() && (e.Granted || !e.over()):
			found = append(found, Finding{access.BreakGlass, item, e.Email, fmt.Sprintf("took %s without approval on %s: %s", e.Role, e.RequestedAt.UTC().Format("2 Jan 2006"), e.Reason), e.RequestedAt, e.requestedAs})
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return a.At.Compare(b.At) })
	return found
}

// ActiveHints returns a hint about every user who holds a granted role, by item: until when, and the role after it.
func (b *Book) ActiveHints() map[string]access.Hint {
	out := map[string]access.Hint{}
	for _, e := range b.order {
		if h, ok := b.holders[e.UserID]; ok && e.Granted && !e.over() && !e.Active.IsZero() {
			why := fmt.Sprintf("holds %s by elevation %s until %s, then %s again", e.Role, e.Elevation, e.EndsAt.UTC().Format("2 Jan 15:04 UTC"), h.baseRoleName)
			out["user/"+e.UserID] = access.Hint{Name: access.Elevated, Why: why, Held: h.heldRole, Base: h.baseRole}
		}
	}
	return out
}

// BaseRole returns the ID of the role that a user will hold after all elevations; false if roleID was not granted by
// one.
func (b *Book) BaseRole(userID, roleID string) (base string, lent bool) {
	h, ok := b.holders[userID]
	if !ok || roleID == h.baseRole || !h.mayBe(roleID) {
		return "", false
	}
	return h.baseRole, true
}

// RevertedSince reports whether a user held from by an elevation when that population was taken, and to after it, or
// another elevation of theirs, had ended. The order of the record counts, since clocks may differ.
func (b *Book) RevertedSince(userID, from, to, population string) bool {
	of := b.byUser[userID]
	since, known := b.listings[population]
	ended := func(e *Elevation) bool { return known && e.End != nil && e.leftAs > since.nth }
	return slices.ContainsFunc(of, func(e *Elevation) bool {
		return e.RoleID == from && !e.Active.IsZero() && e.activeAs <= since.nth && ended(e)
	}) && slices.ContainsFunc(of, func(e *Elevation) bool {
		return ended(e) && (e.End.How == Restored || e.End.How == TakenBack) && e.End.RoleID == to
	})
}

func (b *Book) noteRaised(l record.Line, d RaisedData) error {
	b.raised = append(b.raised, Finding{access.OutOfBand, d.Item, d.Email, fmt.Sprintf("%s → %s in Torq, with no elevation on record", d.FromRole, d.ToRole), l.Time.Time, b.folded})
	return nil
}

// Raised returns the users who hold a stronger role than in the listing before, without an elevation. explained reports
// whether another change by tuar explains it.
func (b *Book) Raised(beforeName string, before *population.Population, name string, p *population.Population, explained func(item string) bool) []RaisedData {
	was := make(map[string]*population.User, len(before.Users))
	for i := range before.Users {
		was[before.Users[i].ID] = &before.Users[i]
	}
	var out []RaisedData
	for i := range p.Users {
		u := &p.Users[i]
		old, ok := was[u.ID]
		if !ok || old.RoleID == u.RoleID || b.askedSince(u.ID, u.RoleID, b.placeOf(beforeName), before.TakenAt) || explained("user/"+u.ID) {
			continue
		}
		from, fromKnown := before.Role(old.RoleID)
		to, toKnown := p.Role(u.RoleID)
		if fromKnown && toKnown && len(access.Gains(from.Scopes, to.Scopes)) == 0 {
			continue
		}
		d := RaisedData{
			Item: "user/" + u.ID, Email: u.Email, FromRoleID: old.RoleID, FromRole: from.Name, ToRoleID: u.RoleID, ToRole: to.Name,
			Before: beforeName, Population: name, ListedAt: record.Time{Time: p.TakenAt},
		}
		if !fromKnown {
			d.FromRole = old.RoleID
		}
		if !toKnown {
			d.ToRole = u.RoleID
		}
		out = append(out, d)
	}
	return out
}

// askedSince reports whether tuar asked Torq for that role of the user after the listing at that place of the record,
// or so shortly before that the listing need not show it. A grant explains nothing once all elevations of the user have
// ended.
func (b *Book) askedSince(userID, roleID string, place int, taken time.Time) bool {
	return slices.ContainsFunc(b.calls[userID], func(c call) bool {
		return c.to == roleID && (c.place > place || taken.Sub(c.at).Abs() <= audit.Lag) && (c.purpose == Restore || b.holders[userID] != nil)
	})
}

// Asked reports whether tuar asked Torq to give the user that role within that time.
func (b *Book) Asked(userID, roleID string, from, to time.Time) bool {
	return slices.ContainsFunc(b.calls[userID], func(c call) bool {
		return c.to == roleID && !c.at.Before(from) && !c.at.After(to)
	})
}

// raisedInLog returns the finding that, by Torq's audit log, a role was given without an elevation and is no longer
// held.
func raisedInLog(item, who, role, by string, given, at time.Time) Finding {
	return Finding{access.OutOfBand, item, who, fmt.Sprintf("was given %s by %s on %s, with no elevation on record, and has it no more", role, by, given.UTC().Format("2 Jan 2006")), at, 0}
}

// FindingsInLog returns the findings of a reconciliation that appear only in Torq's audit log.
func FindingsInLog(r *reconcile.Outcome) []Finding {
	var out []Finding
	for _, raise := range r.Raised {
		out = append(out, raisedInLog(raise.Item, raise.Email, raise.Role, raise.By, raise.At.Time, r.At))
	}
	return out
}

// note adds a finding that something else than elevations came upon, once.
func (b *Book) note(f Finding) {
	if f.place = b.folded; !b.Noted(f) {
		b.raised = append(b.raised, f)
	}
}

// Noted reports whether the finding was noted before.
func (b *Book) Noted(f Finding) bool {
	return slices.ContainsFunc(b.raised, func(known Finding) bool { return known.Item == f.Item && known.Why == f.Why })
}

// call is a change of a role that tuar asked Torq for.
type call struct {
	to      string
	purpose Purpose
	at      time.Time
	place   int // in the fold
}
