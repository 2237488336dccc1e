package roster_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/roster"
)

func TestIndex(t *testing.T) {
	r := &roster.Roster{Lines: []roster.Line{
		{Email: "lead@example.com", Manager: "Lead@example.com"},
		{Email: "ann@example.com", Also: []string{"a.ng@example.net"}, Manager: "lead@example.com"},
		{Email: "bo@partner.example", Type: roster.Contractor, Manager: "gone@example.com"},
	}}
	x := roster.NewIndex("r", r, [][]string{{"ann@private.example", "ANN@example.com"}, {"no@example.com", "one@example.com"}})
	for email, want := range map[string]string{
		"ann@example.com": "lead@example.com", "A.Ng@example.net": "lead@example.com", "ann@private.example": "lead@example.com",
		"lead@example.com": "", "bo@partner.example": "gone@example.com", "one@example.com": "", "": "",
	} {
		if got := x.Manager(email); got != want {
			t.Errorf("the manager of %q is %q, want %q", email, got, want)
		}
	}
	if !x.Foreign("x@partner.example") || x.Foreign("x@EXAMPLE.com") {
		t.Error("the domains of employees are not told from others")
	}
	var none *roster.Index
	if _, ok := none.Find("ann@example.com"); ok || none.Foreign("ann@example.com") || none.Manager("ann@example.com") != "" {
		t.Error("without a roster something is known")
	}
}

func TestStanding(t *testing.T) {
	at := time.Date(2026, 11, 12, 15, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		line roster.Line
		want roster.Standing
	}{
		{roster.Line{}, roster.Employed},
		{roster.Line{Status: roster.OnLeave}, roster.Employed},
		{roster.Line{Status: roster.HasLeft}, roster.Left},
		{roster.Line{Status: roster.Inactive}, roster.Left},
		{roster.Line{End: "2026-11-12"}, roster.Employed},
		{roster.Line{End: "2026-11-11"}, roster.Left},
		{roster.Line{End: "2026-11-11", Type: roster.Contractor}, roster.Ended},
		{roster.Line{End: "2026-11-11", Type: roster.Contractor, Status: roster.HasLeft}, roster.Left},
		{roster.Line{Start: "2026-11-12"}, roster.Employed},
		{roster.Line{Start: "2026-11-13"}, roster.NotStarted},
		{roster.Line{Status: roster.Upcoming}, roster.NotStarted},
	} {
		if got := tt.line.Standing(at); got != tt.want {
			t.Errorf("%+v is %s, want %s", tt.line, got, tt.want)
		}
	}
}

// TestCompare holds that a roster differs from itself in nothing, that what was added to one shows as added, and that a
// comparison the other way tells of the same people.
func TestCompare(t *testing.T) {
	line := rapid.Custom(func(t *rapid.T) roster.Line {
		pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "value") }
		return roster.Line{
			Email: pick("a@x.com", "b@x.com", "c@x.com", "d@x.com"), Manager: pick("", "a@x.com", "A@x.com"), Department: pick("", "Ops"),
			Status: roster.Status(pick("", "active", "left")), End: pick("", "2026-01-01"),
		}
	})
	lines := rapid.SliceOfDistinct(line, func(l roster.Line) string { return l.Email })
	rapid.Check(t, func(t *rapid.T) {
		a, b := &roster.Roster{Lines: lines.Draw(t, "a")}, &roster.Roster{Lines: lines.Draw(t, "b")}
		if d := roster.Compare(a, a); len(d) > 0 {
			t.Fatalf("%+v differs from itself: %+v", a, d)
		}
		people := func(d []roster.Difference) map[string]bool {
			all := map[string]bool{}
			for _, one := range d {
				all[one.Email] = true
			}
			return all
		}
		there, back := roster.Compare(a, b), roster.Compare(b, a)
		if diff := cmp.Diff(people(there), people(back)); diff != "" {
			t.Fatal(diff)
		}
		here := map[string]bool{}
		for _, l := range a.Lines {
			here[l.Email] = true
		}
		for _, d := range there {
			if (d.Change == roster.Joined) == here[d.Email] {
				t.Fatalf("%+v, and it was there: %v", d, here[d.Email])
			}
		}
	})
	if d := roster.Compare(nil, &roster.Roster{Lines: []roster.Line{{Email: "a@x.com"}}}); len(d) > 0 {
		t.Errorf("the first roster differs from nothing: %+v", d)
	}
}
