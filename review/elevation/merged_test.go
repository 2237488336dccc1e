package elevation

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// journal is lines of several machines in the order of their time, a minute apart.
type journal struct {
	t       *testing.T
	base    *core.Base
	book    *Book
	at      time.Time
	refused []string // why lines had no effect
}

func newJournal(t *testing.T) *journal {
	base := core.NewBase()
	return &journal{t: t, base: base, book: NewBook(base), at: noon}
}

func (j *journal) line(kind, actor string, data any) *journal {
	j.t.Helper()
	return j.lineAt(0, kind, actor, data)
}

// lineAt adds a line by a writer whose clock is off.
func (j *journal) lineAt(off time.Duration, kind, actor string, data any) *journal {
	j.t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		j.t.Fatal(err)
	}
	j.at = j.at.Add(time.Minute)
	l := record.Line{Type: kind, Actor: actor, Data: raw, Time: record.Time{Time: j.at.Add(off)}}
	for _, ledger := range []core.Ledger{j.base.Rules, &j.base.People, j.base.Rights, j.book} {
		var refusal *record.Refusal
		if err := ledger.Apply(l); errors.As(err, &refusal) {
			j.refused = append(j.refused, refusal.Reason)
		} else if err != nil {
			j.t.Fatal(err)
		}
	}
	return j
}

func (j *journal) requested() *journal {
	return j.line(TypeRequested, "bo@example.com", RequestedData{
		Elevation: "el", UserID: "u", Email: "bo@example.com", RoleID: "lead", Role: "lead", PriorRoleID: "work", PriorRole: "work",
		Seconds: 3600, Until: record.Time{Time: noon.Add(24 * time.Hour)}, Approvals: 1, Longest: 4 * 3600,
	})
}

func (j *journal) approved() *journal {
	return j.line(TypeApproved, "cy@example.com", ApprovedData{Elevation: "el", Seconds: 3600})
}

func (j *journal) denied() *journal {
	return j.line(TypeDenied, "di@example.com", DeniedData{Elevation: "el", Reason: "no"})
}

func (j *journal) lent() *journal {
	return j.line(TypeSending, "cy@example.com", SendingData{
		Attempt: "a", UserID: "u", Purpose: Grant, Elevations: []string{"el"}, FromRoleID: "work", FromRole: "work", ToRoleID: "lead", ToRole: "lead",
		BaseRoleID: "work", BaseRole: "work",
	})
}

// listing shows the user with that role.
func (j *journal) listing(role string) Listing {
	now := j.at.Add(2 * time.Minute)
	return Listing{Name: "p", Now: now, Alone: true, Population: &population.Population{
		TakenAt: now, Users: []population.User{{ID: "u", Email: "bo@example.com", RoleID: role}},
		Roles: []population.Role{{ID: "work", Name: "work", Scopes: []string{"a"}}, {ID: "lead", Name: "lead", Scopes: []string{"a", "b"}}},
	}}
}

// One machine gives a role while another, that was not heard of yet, decided otherwise: it is taken back all the same.
func TestWhatAnotherMachineGaveIsTakenBack(t *testing.T) {
	t.Parallel()
	stopped := StoppedData{Elevation: "el", Why: StoppedWithdrawn}
	notLent := EndedData{Seen: Seen{Elevation: "el", UserID: "u"}, How: NotGranted}
	for name, lines := range map[string]func(*journal) *journal{
		"denied after approval":  func(j *journal) *journal { return j.approved().denied().lent() },
		"denied before approval": func(j *journal) *journal { return j.denied().approved().lent() },
		"denied after":           func(j *journal) *journal { return j.approved().lent().denied() },
		"withdrawn":              func(j *journal) *journal { return j.approved().line(TypeStopped, "bo@example.com", stopped).lent() },
		"given up":               func(j *journal) *journal { return j.approved().line(TypeEnded, "cy@example.com", notLent).lent() },
		"the approval is lost":   func(j *journal) *journal { return j.lent() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := lines(newJournal(t).requested())
			look := j.listing("lead")
			if name == "given up" {
				look.Now = look.Now.Add(2 * time.Hour)
			}
			row, _ := j.book.Row("el", look.Now)
			if row.State != Overdue || row.StartsAt == nil || row.EndsAt == nil {
				t.Errorf("%+v", row)
			}
			_, moves := j.book.ApplyListing(look, record.Actor{})
			if len(moves) != 1 || moves[0].Purpose != Restore || moves[0].ToRoleID != "work" {
				t.Fatalf("%+v", moves)
			}
			look.Population.Users[0].RoleID = "work"
			entries, moves := j.book.ApplyListing(look, record.Actor{})
			for _, e := range entries {
				j.line(e.Type, "cy@example.com", e.Data)
			}
			if row, _ = j.book.Row("el", look.Now); row.State.Live() || len(moves) != 0 {
				t.Errorf("%+v, %v", row, moves)
			}
		})
	}
}

// What was given and not seen yet is not given up because the next role cannot be given.
func TestGivingUpLeavesWhatIsHeld(t *testing.T) {
	t.Parallel()
	j := newJournal(t).requested().approved().lent()
	entries := j.book.GiveUp(Move{UserID: "u", Elevations: []string{"el"}, FromRoleID: "lead"}, "no way", record.Actor{})
	if len(entries) != 0 {
		t.Errorf("%+v", entries)
	}
}

// A line that breaks the rule it was lent under has no effect, whoever wrote it.
func TestAnExtensionAgainstTheRuleHasNoEffect(t *testing.T) {
	t.Parallel()
	j := newJournal(t).requested().approved().lent()
	row, _ := j.book.Row("el", j.at)
	later := func(d time.Duration) ExtendedData {
		return ExtendedData{Elevation: "el", EndsAt: record.Time{Time: row.EndsAt.Add(d)}}
	}
	j.line(TypeExtended, "BO@example.com", later(time.Hour)).line(TypeExtended, "di@example.com", later(4*time.Hour))
	if now, _ := j.book.Row("el", j.at); !now.EndsAt.Equal(*row.EndsAt) {
		t.Errorf("it ends at %s", now.EndsAt)
	}
	j.line(TypeExtended, "di@example.com", later(time.Hour))
	if now, _ := j.book.Row("el", j.at); !now.EndsAt.Equal(row.EndsAt.Add(time.Hour)) {
		t.Errorf("it ends at %s", now.EndsAt)
	}
}
