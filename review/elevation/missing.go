package elevation

import (
	"cmp"
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// The line types about a holder whom a listing lacks. One listing proves nothing: it may lack a user by a fault.
const (
	TypeMissing  = "elevation.missing"  // a listing lacks the holder
	TypeListed   = "elevation.listed"   // a later one shows them again
	TypeReopened = "elevation.reopened" // an elevation is over by the record, and a listing shows its holder with the role
)

// MissingData is the data of an elevation.missing line.
type MissingData struct{ Seen }

// Sentence returns what the line says.
func (d MissingData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "Torq's current list lacks the user; one list does not prove that they are gone"}
}

// ListedData is the data of an elevation.listed line.
type ListedData struct{ Seen }

// Sentence returns what the line says.
func (d ListedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "Torq's current list shows the user again"}
}

// ReopenedData is the data of an elevation.reopened line.
type ReopenedData struct{ Seen }

// Sentence returns what the line says.
func (d ReopenedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{About: d.Elevation, Text: "reopened: Torq's current list shows the user with " + d.Role + ", which must be ended"}
}

// missingFor is the time between two listings that lack a holder after which the holder counts as gone.
const missingFor = 10 * time.Minute

// Unlisted returns the users who hold a granted role by the record and whom the listing lacks, with the start of the
// grant.
func (b *Book) Unlisted(p *population.Population) map[string]time.Time {
	out := map[string]time.Time{}
	for _, e := range b.order {
		if e.Granted && !e.over() {
			since, known := out[e.UserID]
			if begun := e.startsAt(); !known || begun.Before(since) {
				out[e.UserID] = begun
			}
		}
	}
	for i := range p.Users {
		delete(out, p.Users[i].ID)
	}
	return out
}

// unlisted records that the listing lacks a user. The user is gone if the audit log says so, or an earlier listing
// lacked them too.
func (o *userPass) unlisted() {
	if why, known := o.listing.Deleted[o.id]; known {
		o.gone(why)
		return
	}
	for _, e := range append(o.granted(), o.ungranted()...) {
		switch {
		case e.missing.IsZero():
			o.add(TypeMissing, MissingData{o.shown(e)})
		case o.listing.Population.TakenAt.Sub(e.missing) >= missingFor:
			o.gone(fmt.Sprintf("two listings in %s do not show the user any more", settings.Duration(o.listing.Population.TakenAt.Sub(e.missing).Round(time.Minute))))
			return
		}
	}
}

// listedAgain records that the listing shows a user whom an earlier one lacked.
func (o *userPass) listedAgain() {
	for _, e := range append(o.granted(), o.ungranted()...) {
		if !e.missing.IsZero() {
			o.add(TypeListed, ListedData{o.shown(e)})
		}
	}
}

// ungranted returns the wanted elevations whose role was not granted yet.
func (o *userPass) ungranted() []*Elevation {
	var out []*Elevation
	for _, e := range o.wanted {
		if !e.Granted {
			out = append(out, e)
		}
	}
	return out
}

// reopen reopens the elevations of a user that are over by the record, where the listing shows the granted role and none
// since the grant shows the user without it: who was taken as gone is listed again, or a line told of an end that no
// listing shows.
func (s *listingPass) reopen(b *Book, id string) (reopened bool) {
	u, h := s.users[id], cmp.Or(b.departed[id], b.holders[id])
	if u == nil {
		return false
	}
	of := userPass{listingPass: s, id: id, user: u}
	for _, e := range b.byUser[id] {
		said := s.listing.Left[e.Elevation]
		back := e.End != nil && e.End.How == Gone && h != nil && u.RoleID != h.baseRole && (e.RoleID == u.RoleID || h.mayBe(u.RoleID))
		if !said.left && (back || e.RoleID == u.RoleID && e.over() && b.questionable(e) && said.unknown == "") {
			of.add(TypeReopened, ReopenedData{of.shown(e)})
			reopened = true
		}
	}
	return reopened
}

// Reopens reports whether the entries reopen an elevation.
func Reopens(entries []record.Entry) bool {
	for _, e := range entries {
		if e.Type == TypeReopened {
			return true
		}
	}
	return false
}

func (b *Book) missing(l record.Line, d MissingData) error {
	e, err := b.about(l, d.Elevation, d.UserID)
	if e != nil && !e.over() && e.missing.IsZero() {
		e.missing = d.ListedAt.Time
	}
	return err
}

func (b *Book) seenAgain(l record.Line, d ListedData) error {
	e, err := b.about(l, d.Elevation, d.UserID)
	if e != nil {
		e.missing = time.Time{}
	}
	return err
}

func (b *Book) reopened(l record.Line, d ReopenedData) error {
	e, err := b.about(l, d.Elevation, d.UserID)
	if e == nil || !e.Granted || e.End == nil && e.Drift == nil {
		return err
	}
	e.wasGone = e.End != nil && e.End.How == Gone
	e.End, e.Drift, e.missing, e.Reopened, e.returning = nil, nil, time.Time{}, d.ListedAt.Time, false
	if h := b.departed[e.UserID]; h != nil && b.holders[e.UserID] == nil {
		b.holders[e.UserID] = h
		delete(b.departed, e.UserID)
	}
	b.listed(d.Seen)
	return nil
}
