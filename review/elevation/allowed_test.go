package elevation

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// ruled returns a journal in which rights count: olga is owner, mo manager, apu and ada approvers. The rules are those of
// every role but root, which two of three must approve and eva may take without approval.
func ruled(t *testing.T, rules ...settings.ElevationRule) *journal {
	t.Helper()
	j := newJournal(t)
	chosen := settings.Default()
	chosen.Elevation.Rules = append([]settings.ElevationRule{
		{Role: "root", RoleID: "root", Longest: settings.Duration(2 * time.Hour), Approvals: 2, Approvers: []string{"apu@example.com", "ada@example.com", "old@example.com"}, BreakGlass: []string{"eva@example.com"}},
		{Role: "*", Longest: settings.Duration(4 * time.Hour), Approvals: 1},
	}, rules...)
	j.line(settings.TypeAdopted, "olga@example.com", settings.Adopted{Settings: chosen.All()})
	j.line(rights.TypeAdopted, "olga@example.com", rights.Adopted{Owners: []string{"olga@example.com"}})
	for email, right := range map[string]rights.Right{"mo": rights.Manager, "apu": rights.Approver, "ada": rights.Approver} {
		j.line(rights.TypeGranted, "olga@example.com", rights.Granted{Email: email + "@example.com", Right: right})
	}
	return j
}

func (j *journal) asks(by, who, roleID string, change func(*RequestedData)) *journal {
	j.t.Helper()
	d := RequestedData{
		Elevation: "el", UserID: who, Email: who + "@example.com", RoleID: roleID, Role: roleID, PriorRoleID: "work", PriorRole: "work", Reason: "incident",
		Seconds: 3600, Until: record.Time{Time: j.at.Add(24 * time.Hour)}, Approvals: 1, Longest: 4 * 3600,
	}
	if change != nil {
		change(&d)
	}
	return j.line(TypeRequested, by+"@example.com", d)
}

// ofRoot makes the request follow the rule for root.
func ofRoot(d *RequestedData) {
	d.Approvals, d.Longest, d.Approvers = 2, 2*3600, []string{"apu@example.com", "ada@example.com", "old@example.com"}
}

// wantRefused checks that so many lines had no effect, the last of them for a reason that says that.
func (j *journal) wantRefused(n int, says string) {
	j.t.Helper()
	if len(j.refused) != n || n > 0 && !strings.Contains(j.refused[n-1], says) {
		j.t.Errorf("refused %q, want %d, the last with %q", j.refused, n, says)
	}
}

// TestARequestByHandNeedsTheRight checks that a request in the record has no effect if its author could not make it, or
// if it claims other terms than the rule.
func TestARequestByHandNeedsTheRight(t *testing.T) {
	t.Parallel()
	glass := func(d *RequestedData) { ofRoot(d); d.Auto, d.Approvals = AutoByBreakGlass, 0 }
	for name, tt := range map[string]struct {
		by, who, role string
		change        func(*RequestedData)
		says          string // empty: it has effect
	}{
		"for oneself":              {"bo", "bo", "lead", nil, ""},
		"for another":              {"bo", "cy", "lead", nil, "only for themselves"},
		"for a look-alike":         {"b.o", "bo", "lead", nil, "only for themselves"},
		"by a manager":             {"mo", "cy", "lead", nil, ""},
		"by an owner":              {"olga", "cy", "lead", nil, ""},
		"for too long":             {"bo", "bo", "lead", func(d *RequestedData) { d.Seconds = 700 * 3600 }, "allows 4h at most"},
		"to be extended for ever":  {"bo", "bo", "lead", func(d *RequestedData) { d.Longest = 700 * 3600 }, "allows 4h at most"},
		"to wait for ever":         {"bo", "bo", "lead", func(d *RequestedData) { d.Until = record.Time{Time: noon.AddDate(1, 0, 0)} }, "waits for 24h"},
		"without approval":         {"bo", "bo", "lead", func(d *RequestedData) { d.Auto, d.Approvals = AutoByRule, 0 }, "needs approval"},
		"by a word of its own":     {"bo", "bo", "lead", func(d *RequestedData) { d.Auto, d.Approvals = "because", 0 }, "unknown approval"},
		"with no approvals":        {"bo", "bo", "lead", func(d *RequestedData) { d.Approvals = 0 }, "needs 1 approvals, not 0"},
		"with approvers of my own": {"bo", "bo", "lead", func(d *RequestedData) { d.Approvers = []string{"cy@example.com"} }, "other approvers"},
		"root":                     {"bo", "bo", "root", ofRoot, ""},
		"root by one":              {"bo", "bo", "root", func(d *RequestedData) { ofRoot(d); d.Approvals = 1 }, "needs 2 approvals"},
		"root by anyone":           {"bo", "bo", "root", func(d *RequestedData) { ofRoot(d); d.Approvers = nil }, "other approvers"},
		"root by its old name":     {"bo", "bo", "lead", func(d *RequestedData) { d.RoleID = "root" }, "at most"},
		"a new role of that name":  {"bo", "bo", "new", func(d *RequestedData) { d.Role = "root" }, ""},
		"break-glass":              {"eva", "eva", "root", glass, ""},
		"break-glass of another":   {"bo", "bo", "root", glass, "may not use break-glass"},
		"break-glass for another":  {"eva", "bo", "root", glass, "only for themselves"},
		"break-glass by the owner": {"olga", "olga", "root", glass, "may not use break-glass"},
		"break-glass elsewhere":    {"eva", "eva", "lead", func(d *RequestedData) { d.Auto, d.Approvals = AutoByBreakGlass, 0 }, "is off"},
		"without an author":        {"", "bo", "lead", nil, "only for themselves"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := ruled(t).asks(tt.by, tt.who, tt.role, tt.change)
			if tt.says == "" {
				j.wantRefused(0, "")
				if len(j.book.All()) != 1 {
					t.Error("it has no effect")
				}
				return
			}
			j.wantRefused(1, tt.says)
			if len(j.book.All()) != 0 {
				t.Errorf("it has effect: %+v", j.book.All()[0])
			}
		})
	}
}

// TestAnApprovalByHandNeedsTheRight checks who can approve, deny, extend and end, with and without approvers that the
// rule names.
func TestAnApprovalByHandNeedsTheRight(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		by         string
		plain      bool // approves a role whose rule names no approvers
		named      bool // approves one whose rule names them
		ends, says string
	}{
		{by: "olga", plain: true, named: false, ends: "yes"},
		{by: "apu", plain: true, named: true, ends: "yes"},
		{by: "mo", ends: "yes"},
		{by: "old", named: true},
		{by: "bo", ends: "yes"}, // who asked
		{by: "b.o"},
		{by: "stranger"},
		{by: ""},
	} {
		email := tt.by + "@example.com"
		approval := ApprovedData{Elevation: "el", Seconds: 3600}
		for role, can := range map[string]bool{"lead": tt.plain, "root": tt.named} {
			change := ofRoot
			if role == "lead" {
				change = nil
			}
			j := ruled(t).asks("bo", "bo", role, change).line(TypeApproved, email, approval)
			if got := len(j.book.All()[0].Given) == 1; got != can || got == (len(j.refused) == 1) {
				t.Errorf("%s approves %s: %v, %q", tt.by, role, got, j.refused)
			}
			j = ruled(t).asks("bo", "bo", role, change).line(TypeDenied, email, DeniedData{Elevation: "el", Reason: "not now"})
			if got := j.book.All()[0].Denial != nil; got != can || got == (len(j.refused) == 1) {
				t.Errorf("%s denies %s: %v, %q", tt.by, role, got, j.refused)
			}
		}
		j := ruled(t).asks("bo", "bo", "lead", nil).line(TypeStopped, email, StoppedData{Elevation: "el", Why: StoppedWithdrawn, Reason: "not needed"})
		if got := j.book.All()[0].Stop != nil; got != (tt.ends != "") || got == (len(j.refused) == 1) {
			t.Errorf("%s ends: %v, %q", tt.by, got, j.refused)
		}
	}
}

// TestALookAlikeApprovesOnceDeclaredDistinct checks that an approver whose address looks like the requester's
// counts as the requester until they are declared distinct.
func TestALookAlikeApprovesOnceDeclaredDistinct(t *testing.T) {
	t.Parallel()
	approval := ApprovedData{Elevation: "el", Seconds: 3600}
	j := ruled(t).line(rights.TypeGranted, "olga@example.com", rights.Granted{Email: "pia@example.org", Right: rights.Approver}).asks("pia", "pia", "lead", nil)
	j.line(TypeApproved, "pia@example.org", approval).wantRefused(1, "somebody else must approve")
	j.line(people.TypeDistinct, "olga@example.com", people.Distinct{A: "pia@example.com", B: "pia@example.org", Reason: "two people"})
	if j.line(TypeApproved, "pia@example.org", approval); j.book.All()[0].ApprovedAt.IsZero() {
		t.Errorf("refused: %q", j.refused)
	}
	j = ruled(t).line(people.TypeAlias, "olga@example.com", people.Alias{Email: "apu@example.com", Also: "pia@example.com"})
	j.asks("pia", "pia", "lead", nil).line(TypeApproved, "apu@example.com", approval).wantRefused(1, "somebody else must approve")
}

// TestAnExtensionNeedsAsManyApprovals checks that a later end takes effect when as many people want it as must approve,
// and that the earliest of their ends counts.
func TestAnExtensionNeedsAsManyApprovals(t *testing.T) {
	t.Parallel()
	j := ruled(t).asks("bo", "bo", "root", ofRoot)
	j.line(TypeApproved, "apu@example.com", ApprovedData{Elevation: "el", Seconds: 3600}).line(TypeApproved, "ada@example.com", ApprovedData{Elevation: "el", Seconds: 3600})
	e := j.book.All()[0]
	ends := e.EndsAt
	longer := func(by string, d time.Duration) *journal {
		return j.line(TypeExtended, by+"@example.com", ExtendedData{Elevation: "el", EndsAt: record.Time{Time: ends.Add(d)}, Reason: "not done"})
	}
	longer("apu", 30*time.Minute)
	longer("apu", 40*time.Minute)
	if !e.EndsAt.Equal(ends) || len(e.Longer) != 1 {
		t.Errorf("one person's word is enough: %s, %+v", e.EndsAt, e.Longer)
	}
	longer("bo", 20*time.Minute).wantRefused(1, "somebody else")
	longer("ada", 20*time.Minute)
	if !e.EndsAt.Equal(ends.Add(20*time.Minute)) || len(e.Longer) != 0 || len(e.Extensions) != 2 {
		t.Errorf("it ends at %s: %+v", e.EndsAt, e.Longer)
	}
}

// TestLinesWithoutAValidRequestChangeNoRole checks that no line by hand has tuar give a role or give one back: without a
// request, with one that was refused, and of another user.
func TestLinesWithoutAValidRequestChangeNoRole(t *testing.T) {
	t.Parallel()
	seen := func(role string) Seen {
		return Seen{Elevation: "el", UserID: "u", RoleID: role, Role: role, Population: "p", ListedAt: record.Time{Time: noon}}
	}
	lent := SendingData{
		Attempt: "a", UserID: "u", Email: "u@example.com", Purpose: Grant, Elevations: []string{"el"}, FromRoleID: "lead", ToRoleID: "work", BaseRoleID: "lead", BaseRole: "lead",
	}
	for name, asks := range map[string]func(*journal) *journal{
		"no request":      func(j *journal) *journal { return j },
		"refused":         func(j *journal) *journal { return j.asks("bo", "u", "work", nil) },
		"of another user": func(j *journal) *journal { return j.asks("bo", "bo", "work", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := asks(ruled(t))
			before := len(j.refused)
			j.line(TypeActive, "bo@example.com", ActiveData{Seen: seen("work")}).line(TypeApproved, "apu@example.com", ApprovedData{Elevation: "other", Seconds: 60})
			j.line(TypeSending, "bo@example.com", lent).line(TypeEnded, "bo@example.com", EndedData{Seen: seen("work"), How: Restored})
			if len(j.refused) < before+3 {
				t.Errorf("refused: %q", j.refused)
			}
			for _, held := range []string{"work", "lead"} {
				_, moves := j.book.ApplyListing(j.listing(held), record.Actor{})
				for _, m := range moves {
					if m.Blocked == "" {
						t.Errorf("%s is changed: %+v", held, m)
					}
				}
			}
		})
	}
}

// TestARefusedRequestThatWasCarriedOutIsEndedByAPerson checks that a role which another machine gave by a request without
// effect is shown, and taken back when a person who may end it says so.
func TestARefusedRequestThatWasCarriedOutIsEndedByAPerson(t *testing.T) {
	t.Parallel()
	j := ruled(t).asks("bo", "u", "lead", nil).lent()
	row, there := j.book.Row("el", j.at.Add(2*time.Minute))
	if !there || row.State != Overdue || !strings.Contains(row.Detail, "nothing is changed until a person ends it") {
		t.Fatalf("%+v", row)
	}
	_, moves := j.book.ApplyListing(j.listing("lead"), record.Actor{})
	if len(moves) != 1 || moves[0].Blocked == "" {
		t.Fatalf("%+v", moves)
	}
	j.line(TypeStopped, "stranger@example.com", StoppedData{Elevation: "el", Why: StoppedRevoked, Reason: "not valid"})
	j.line(TypeStopped, "mo@example.com", StoppedData{Elevation: "el", Why: StoppedRevoked, Reason: "not valid"})
	_, moves = j.book.ApplyListing(j.listing("lead"), record.Actor{})
	if len(moves) != 1 || moves[0].Blocked != "" || moves[0].Purpose != Restore || moves[0].ToRoleID != "work" {
		t.Errorf("%+v", moves)
	}
}

// TestWhatWasRequestedBeforeRightsStaysInEffect checks that elevations of earlier versions go on.
func TestWhatWasRequestedBeforeRightsStaysInEffect(t *testing.T) {
	t.Parallel()
	j := newJournal(t).requested().approved()
	j.line(rights.TypeAdopted, "olga@example.com", rights.Adopted{Owners: []string{"olga@example.com"}})
	if e := j.book.All()[0]; e.State(j.at) != Approved || len(j.refused) != 0 {
		t.Errorf("%s, %q", e.State(j.at), j.refused)
	}
	longer := ExtendedData{Elevation: "el", EndsAt: record.Time{Time: j.book.All()[0].EndsAt.Add(time.Hour)}}
	j.line(TypeExtended, "stranger@example.com", longer).wantRefused(1, "is not approver or owner")
}
