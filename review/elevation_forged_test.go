package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
)

// newest returns the name of the newest population.
func (l *lent) newest() string {
	l.t.Helper()
	name, err := l.w.LatestName(l.t.Context())
	check(l.t, err)
	return name
}

// seen is what a line says of the holder.
func (l *lent) seen(role, population string) elevation.Seen {
	l.t.Helper()
	p, err := l.w.Population(l.t.Context(), l.newest())
	check(l.t, err)
	s := elevation.Seen{Elevation: l.id, UserID: l.userID(), Role: role, Population: population, ListedAt: record.Time{Time: l.clock.Now()}}
	for _, r := range p.Roles {
		if r.Name == role {
			s.RoleID = r.ID
		}
	}
	return s
}

// forge puts a line into the record by hand, as a person without any right.
func (l *lent) forge(kind string, data any) {
	l.t.Helper()
	l.write(record.Entry{Type: kind, Actor: record.Actor{Email: "reviewer@example.com", Assurance: record.Declared}, Data: data})
}

func (l *lent) overview() review.Overview {
	l.t.Helper()
	o, err := l.w.Overview(l.t.Context())
	check(l.t, err)
	return o
}

func (l *lent) syncs() {
	l.t.Helper()
	_, err := l.w.Sync(l.t.Context(), review.SyncOptions{})
	check(l.t, err)
}

// A line that tells of an end makes no temporary role a permanent one, whatever it says and whichever population it
// names: Home and check name it at once, and a reap takes the role back.
func TestAForgedEndIsFoundAndTakenBack(t *testing.T) {
	t.Parallel()
	const drift elevation.How = "drift"
	names := map[string]func(l *lent, before string) string{
		"before the grant": func(_ *lent, before string) string { return before },
		"newest":           func(l *lent, _ string) string { return l.newest() },
		"none":             func(*lent, string) string { return "" },
		"invented":         func(*lent, string) string { return strings.Repeat("ab", 32) },
	}
	try := func(name string, how elevation.How) {
		t.Run(name+"/"+string(how), func(t *testing.T) {
			l := &lent{desk: newDesk(t)}
			l.w = l.synced(lead)
			l.email, _ = l.borrower(l.w, "Operator")
			before := l.newest()
			l.id = l.give("Owner", time.Hour).ID
			if held, err := l.w.StillHeld(t.Context()); err != nil || len(held) > 0 {
				t.Fatalf("%+v, %v", held, err)
			}
			seen := l.seen("Operator", names[name](l, before))
			switch how {
			case drift:
				l.forge(elevation.TypeDrifted, elevation.DriftedData{Seen: seen, ExpectedRole: "Owner", BaseRole: "Operator"})
			case elevation.Gone:
				seen.RoleID, seen.Role = "", ""
				fallthrough
			default:
				l.forge(elevation.TypeEnded, elevation.EndedData{Seen: seen, How: how})
			}
			if o := l.overview(); !attends(o, review.NeedsReturn, "still holds Owner") {
				t.Errorf("attention: %+v", o.Attention)
			}
			l.pass(61 * time.Minute)
			l.reaps(0)
			l.holds("Operator")
			if row := l.state(l.w, l.id, elevation.Ended); row.How != elevation.Restored {
				t.Errorf("%+v", row)
			}
			if o := l.overview(); attends(o, review.NeedsReturn, "") {
				t.Errorf("attention: %+v", o.Attention)
			}
		})
	}
	for name := range names {
		try(name, elevation.Restored)
	}
	for _, how := range []elevation.How{elevation.TakenBack, elevation.HeldOn, elevation.Gone, elevation.HadIt, elevation.NotGranted, drift} {
		try("before the grant", how)
	}
}

// An ordinary sync reopens what a forged line ended, and the elevation goes on as it was approved.
func TestASyncReopensAForgedEnd(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.forge(elevation.TypeEnded, elevation.EndedData{Seen: l.seen("Operator", l.newest()), How: elevation.Restored})
	l.state(l.w, l.id, elevation.Ended)
	l.pass(time.Minute)
	l.syncs()
	l.state(l.w, l.id, elevation.Active)
	l.pass(61 * time.Minute)
	if row := l.state(l.w, l.id, elevation.Overdue); !strings.Contains(row.Detail, "the record said that it was over") {
		t.Error(row.Detail)
	}
	l.reaps(0)
	l.holds("Operator")
}

// Whoever is given the role for good after its end keeps it: a population shows them without it. A line by hand that
// reopens the elevation changes nothing about that.
func TestARoleGivenForGoodAfterTheEndStays(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.pass(61 * time.Minute)
	l.reaps(0)
	l.holds("Operator")
	check(t, l.server.SetRole(l.email, "Owner"))
	l.pass(time.Hour)
	l.syncs()
	if o := l.overview(); attends(o, review.NeedsReturn, "") || !attends(o, review.NeedsLook, "Operator → Owner") {
		t.Errorf("attention: %+v", o.Attention)
	}
	l.state(l.w, l.id, elevation.Ended)
	l.forge(elevation.TypeReopened, elevation.ReopenedData{Seen: l.seen("Owner", l.newest())})
	l.state(l.w, l.id, elevation.Overdue)
	l.reaps(0)
	l.holds("Owner")
	l.state(l.w, l.id, elevation.Drifted)
	l.pass(time.Hour)
	l.syncs()
	l.reaps(0)
	l.holds("Owner")
	l.state(l.w, l.id, elevation.Drifted)
}

// The second elevation of a user to the same role is judged by the lists after its own grant.
func TestAForgedEndOfALaterElevationIsFound(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.pass(61 * time.Minute)
	l.reaps(0)
	ended := l.newest()
	l.id = l.give("Owner", time.Hour).ID
	l.forge(elevation.TypeEnded, elevation.EndedData{Seen: l.seen("Operator", ended), How: elevation.Restored})
	held, err := l.w.StillHeld(t.Context())
	if check(t, err); len(held) != 1 || held[0].ID != l.id {
		t.Errorf("%+v", held)
	}
	l.pass(2 * time.Hour)
	l.reaps(0)
	l.holds("Operator")
}

// A forged end of the stronger of two elevations does not make its role permanent when the weaker one ends.
func TestAForgedEndBesideAnotherElevation(t *testing.T) {
	t.Parallel()
	l := newLent(t) // Owner for an hour
	weaker := l.give("Contributor", 3*time.Hour)
	l.forge(elevation.TypeEnded, elevation.EndedData{Seen: l.seen("Contributor", l.newest()), How: elevation.HeldOn})
	l.pass(61 * time.Minute)
	l.reaps(0)
	l.reaps(0)
	l.holds("Contributor")
	l.state(l.w, l.id, elevation.Ended)
	if row := l.state(l.w, weaker.ID, elevation.Active); row.PriorRole != "Operator" {
		t.Errorf("%+v", row)
	}
	l.pass(3 * time.Hour)
	l.reaps(0)
	l.holds("Operator")
}
