package elevation

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// An approval by a clock that is days ahead counts, since it is there; the time runs from when the role is given.
func TestAnApprovalByAFastClockCounts(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{30 * time.Minute, 48 * time.Hour, 200 * 365 * 24 * time.Hour} {
		j := newJournal(t).requested().lineAt(off, TypeApproved, "cy@example.com", ApprovedData{Elevation: "el", Seconds: 3600})
		look := j.listing("work")
		if _, moves := j.book.ApplyListing(look, record.Actor{}); len(moves) != 1 || moves[0].Purpose != Grant {
			t.Errorf("%s ahead: %+v", off, moves)
		}
		j.lent()
		row, _ := j.book.Row("el", j.at)
		if !row.StartsAt.Equal(j.at) || !row.EndsAt.Equal(j.at.Add(time.Hour)) {
			t.Errorf("%s ahead: from %s to %s, given at %s", off, row.StartsAt, row.EndsAt, j.at)
		}
		if _, moves := j.book.ApplyListing(Listing{Name: "q", Population: j.listing("lead").Population, Now: j.at.Add(61 * time.Minute), Alone: true}, record.Actor{}); len(moves) != 1 || moves[0].Purpose != Restore {
			t.Errorf("%s ahead, at the end: %+v", off, moves)
		}
	}
}

// A request that expired is not given by an approval that comes later, whatever the approver's clock says.
func TestAnApprovalAfterTheRequestExpiredGivesNothing(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-26 * time.Hour, 0, 26 * time.Hour} {
		j := newJournal(t).requested()
		j.at = j.at.Add(25 * time.Hour)
		j.lineAt(off, TypeApproved, "cy@example.com", ApprovedData{Elevation: "el", Seconds: 3600})
		look := j.listing("work")
		_, moves := j.book.ApplyListing(look, record.Actor{})
		if row, _ := j.book.Row("el", look.Now); len(moves) != 0 || row.State != Expired {
			t.Errorf("%s off: %s, %+v", off, row.State, moves)
		}
	}
}

// Whether an extension came before the end is told by the order of the lines, not by clocks.
func TestAnExtensionCountsByItsPlace(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-3 * time.Hour, 0, 48 * time.Hour} {
		active := func() (*journal, time.Time) {
			j := newJournal(t).requested().approved().lent()
			j.line(TypeActive, "cy@example.com", ActiveData{Seen: Seen{Elevation: "el", UserID: "u", RoleID: "lead", Population: "p", ListedAt: record.Time{Time: j.at}}})
			row, _ := j.book.Row("el", j.at)
			return j, *row.EndsAt
		}
		j, ends := active()
		longer := ExtendedData{Elevation: "el", EndsAt: record.Time{Time: ends.Add(time.Hour)}}
		j.lineAt(off, TypeExtended, "di@example.com", longer)
		if row, _ := j.book.Row("el", j.at); !row.EndsAt.Equal(ends.Add(time.Hour)) {
			t.Errorf("%s off: an extension in time has no effect", off)
		}
		for what, end := range map[string]func(*journal){
			"stopped": func(j *journal) {
				j.line(TypeStopped, "bo@example.com", StoppedData{Elevation: "el", Why: StoppedDone})
			},
			"being taken back": func(j *journal) {
				j.line(TypeSending, "cy@example.com", SendingData{
					Attempt: "b", UserID: "u", Purpose: Restore, Elevations: []string{"el"}, FromRoleID: "lead", ToRoleID: "work", BaseRoleID: "work",
				})
			},
		} {
			j, ends := active()
			end(j)
			j.lineAt(off, TypeExtended, "di@example.com", longer)
			if row, _ := j.book.Row("el", j.at); !row.EndsAt.Equal(ends) {
				t.Errorf("%s off: extended though it was %s", off, what)
			}
		}
	}
}

// TestWhatWentBackIsToldByPlace checks that the order of the record decides which role a user had at a sync. An end that
// a machine with a slow clock recorded after the sync counts as later.
func TestWhatWentBackIsToldByPlace(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-48 * time.Hour, 0, 48 * time.Hour} {
		j := newJournal(t)
		j.book.noteListing("before")
		j.requested().approved().lent()
		j.book.noteListing("given")
		seen := func(role, listing string) Seen {
			return Seen{Elevation: "el", UserID: "u", RoleID: role, Population: listing, ListedAt: record.Time{Time: j.at.Add(off)}}
		}
		j.lineAt(off, TypeActive, "cy@example.com", ActiveData{Seen: seen("lead", "given")})
		j.book.noteListing("reviewed")
		j.book.noteListing("restored")
		j.lineAt(off, TypeEnded, "cy@example.com", EndedData{Seen: seen("work", "restored"), How: Restored})
		j.book.noteListing("after")
		for listing, want := range map[string]bool{"before": false, "given": true, "reviewed": true, "restored": false, "after": false, "unknown": false} {
			if got := j.book.RevertedSince("u", "lead", "work", listing); got != want {
				t.Errorf("%s off, %s: %v", off, listing, got)
			}
		}
	}
}

// A call by a fast clock explains what it did, and not what somebody gave days later.
func TestACallByAFastClockExplainsNoLaterRaise(t *testing.T) {
	t.Parallel()
	j := newJournal(t).requested().approved().lent()
	j.lineAt(48*time.Hour, TypeSending, "cy@example.com", SendingData{
		Attempt: "b", UserID: "u", Purpose: Restore, Elevations: []string{"el"}, FromRoleID: "lead", ToRoleID: "work", BaseRoleID: "work",
	})
	listing := func(role string) *population.Population { return j.listing(role).Population }
	none := func(string) bool { return false }
	j.book.noteListing("low")
	before := listing("low")
	before.Roles = append(before.Roles, population.Role{ID: "low", Name: "low", Scopes: []string{"z"}})
	j.at = j.at.Add(time.Hour)
	j.line(core.TypeSynced, "cy@example.com", core.Synced{Population: "low again"})
	before.TakenAt = j.at
	if found := j.book.Raised("low again", before, "p", listing("work"), none); len(found) != 1 {
		t.Errorf("%+v", found)
	}
}
