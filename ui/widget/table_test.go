package widget_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	gocmp "github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

type person struct{ email, role, state string }

func people(n int) []person {
	roles := []string{"Owner", "Operator", "Viewer"}
	rows := make([]person, n)
	for i := range rows {
		rows[i] = person{fmt.Sprintf("user%05d@example.com", i), roles[i%3], "·"}
	}
	return rows
}

func newTable() *widget.Table[person] {
	email := func(p person) string { return p.email }
	t := widget.NewTable(email, nil,
		widget.Column[person]{Title: "user", Least: 12, Cell: email},
		widget.Column[person]{Title: "role", Cut: widget.Whole, Drop: 1, Cell: func(p person) string { return p.role }},
		widget.Column[person]{
			Title: "state", Cut: widget.Whole, Drop: 2, Right: true, Cell: func(p person) string { return p.state },
			Style: func(th *theme.Theme, p person) lipgloss.Style { return th.Warn },
		},
	)
	t.Fields = []filter.Field[person]{{Name: "email", Column: "user", Text: email}, {Name: "role", Text: func(p person) string { return p.role }}}
	return t
}

func grouped() *widget.Table[person] {
	t := newTable()
	t.SetGroups([]widget.Group[person]{
		{ID: "new", Label: "new or raised", Rows: []person{{"a.berg", "Contributor", "✓"}, {"d.ito", "Owner", "!"}}},
		{ID: "low", Label: "low risk", Note: "carry forward", Rows: []person{{"o.reyes", "Creator", "·"}, {"s.novak", "Viewer", "·"}}},
	})
	return t
}

func plain(t *widget.Table[person], width, height int) string {
	return ansi.Strip(t.View(theme.New(true, true), width, height))
}

func want(t *testing.T, what, got string, lines ...string) {
	t.Helper()
	if diff := gocmp.Diff(lines, strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func current(t *widget.Table[person]) string {
	p, ok := t.Current()
	if !ok {
		group, _ := t.CurrentGroup()
		return "heading " + group
	}
	return p.email
}

func TestViewDrawsGroupsMarksAndTheCursor(t *testing.T) {
	tab := grouped()
	tab.ToggleMark()
	tab.Move(1)
	tab.SetFolded("low", true)
	want(t, "wide", plain(tab, 40, 6),
		"   user   role                     state",
		" ▾ new or raised (2) ───────────────────",
		" ● a.berg Contributor                  ✓",
		"▸  d.ito  Owner                        !",
		" ▸ low risk (2) ──────── carry forward ─",
		"                                        ",
	)
	want(t, "narrow: the columns with the highest Drop are gone", plain(tab, 20, 4),
		"   user             ",
		" ▾ new or raised (2)",
		" ● a.berg           ",
		"▸  d.ito            ",
	)
}

func TestPlainTerminal(t *testing.T) {
	tab := grouped()
	view := ansi.Strip(tab.View(theme.New(true, false), 31, 4))
	want(t, "ASCII", view,
		"   user    role           state",
		" v new or raised (2) ----------",
		">  a.berg  Contributor        +",
		"   d.ito   Owner              !",
	)
}

func TestNamesCannotBreakOut(t *testing.T) {
	tab := newTable()
	tab.SetRows([]person{{"a\x1b[2J\nb\u202e", "Owner", "·"}})
	want(t, "hostile", plain(tab, 40, 2),
		"   user            role            state",
		"▸  a␛[2J␊b⟨U+202E⟩ Owner               ·",
	)
}

func TestCursorStaysWithItsRow(t *testing.T) {
	tab := newTable()
	rows := people(30)
	tab.SetRows(rows)
	tab.To("user00010@example.com")
	check := func(what, want string) {
		t.Helper()
		if got := current(tab); got != want {
			t.Errorf("%s: the cursor is on %s, want %s", what, got, want)
		}
	}
	tab.SortBy("email", true)
	check("sorted", "user00010@example.com")
	tab.SetRows(rows[5:])
	check("refreshed", "user00010@example.com")
	tab.SetFilter("viewer")
	check("filtered away: the nearest row after it", "user00008@example.com")
	tab.SetFilter("")
	check("filter gone", "user00008@example.com")
	tab.SetFilter("nobody")
	if _, ok := tab.Current(); ok {
		t.Error("an empty table has a current row")
	}
	tab.SetFilter("")
	check("back from nothing", "user00008@example.com")
	tab.SetRows(nil)
	tab.SetRows(rows)
	if _, ok := tab.Current(); !ok {
		t.Error("rows came back but the cursor did not")
	}
}

func TestRemovedRowLeavesTheCursorInPlace(t *testing.T) {
	tab := newTable()
	rows := people(5)
	tab.SetRows(rows)
	tab.Move(2)
	tab.SetRows(slices.Delete(slices.Clone(rows), 2, 3))
	if got := current(tab); got != rows[3].email {
		t.Errorf("on %s, want the row that took its line, %s", got, rows[3].email)
	}
}

func TestFoldingTakesTheCursorToTheHeading(t *testing.T) {
	tab := grouped()
	tab.To("s.novak")
	tab.SetFolded("low", true)
	if got := current(tab); got != "heading low" {
		t.Errorf("folded: on %s", got)
	}
}

func TestFilterWantsAllWordsInAnyCase(t *testing.T) {
	tab := newTable()
	tab.SetRows(people(312))
	tab.SetFilter("OWNER  user0010")
	if got, want := tab.Count(), "3 of 312"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	tab.SetPredicate(func(p person) bool { return p.email == "user00102@example.com" })
	if got, want := tab.Count(), "1 of 312"; got != want {
		t.Errorf("with a predicate %s, want %s", got, want)
	}
}

func TestMarksFollowTheirRows(t *testing.T) {
	tab := newTable()
	rows := people(9)
	tab.SetRows(rows)
	tab.SetFilter("viewer")
	if marked, refused := tab.MarkAll(func(p person) bool { return p.email != rows[5].email }); marked != 2 || refused != 1 {
		t.Errorf("marked %d, refused %d, want 2 and 1", marked, refused)
	}
	tab.SetFilter("")
	tab.SortBy("email", true)
	if diff := gocmp.Diff([]person{rows[8], rows[2]}, tab.MarkedOrCurrent(), gocmp.AllowUnexported(person{})); diff != "" {
		t.Errorf("not the marked rows in row order:\n%s", diff)
	}
	tab.SetRows(rows[:5])
	if got := tab.MarkedCount(); got != 1 {
		t.Errorf("%d marks after a marked row went away, want 1", got)
	}
	tab.ClearMarks()
	if got := tab.MarkedOrCurrent(); len(got) != 1 {
		t.Errorf("%d rows without marks, want the current one", len(got))
	}
}

func TestNextGoesRound(t *testing.T) {
	tab := grouped()
	tab.To("o.reyes")
	if !tab.Next(func(p person) bool { return p.role == "Contributor" }) || current(tab) != "a.berg" {
		t.Errorf("on %s, want a.berg", current(tab))
	}
	if tab.Next(func(p person) bool { return p.role == "Contributor" }) {
		t.Error("found another one where there is none")
	}
}

func TestPositionAndClicks(t *testing.T) {
	tab := newTable()
	tab.SetRows(people(312))
	tab.View(theme.New(true, true), 80, 21)
	tab.Move(59)
	tab.View(theme.New(true, true), 80, 21)
	if got, want := tab.Position(), "41–60 of 312"; got != want {
		t.Errorf("position %q, want %q", got, want)
	}
	if !tab.Click(3) || current(tab) != "user00042@example.com" {
		t.Errorf("clicked line 3, on %s", current(tab))
	}
	if tab.Click(21) {
		t.Error("clicked below the table")
	}
}

func TestAFrameCostsTheSameAtAnySize(t *testing.T) {
	th := theme.New(true, true)
	allocs := func(n int) float64 {
		tab := newTable()
		tab.SetRows(people(n))
		tab.Move(n / 2)
		return testing.AllocsPerRun(20, func() {
			tab.Move(1)
			tab.View(th, 120, 40)
			if tab.RowsDrawn() > 39 {
				t.Fatalf("drew %d rows in 39 lines", tab.RowsDrawn())
			}
		})
	}
	if small, big := allocs(1000), allocs(100_000); big > small {
		t.Errorf("%v allocations over 100,000 rows, %v over 1,000", big, small)
	}
}

func BenchmarkMoveAndView(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			th, tab := theme.New(true, true), newTable()
			tab.SetRows(people(n))
			b.ReportAllocs()
			for b.Loop() {
				tab.Move(1)
				tab.View(th, 120, 40)
			}
		})
	}
}

func BenchmarkFilterKeystroke(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			tab := newTable()
			tab.SetRows(people(n))
			tab.SetFilter("x")
			b.ReportAllocs()
			for b.Loop() {
				tab.SetFilter("user owner")
			}
		})
	}
}

// TestAFilterUnfoldsWhatItMatches folds groups and looks for what is in them.
func TestAFilterUnfoldsWhatItMatches(t *testing.T) {
	table := newTable()
	table.SetGroups([]widget.Group[person]{
		{ID: "new", Rows: []person{{"ann@example.com", "Owner", ""}}}, {ID: "low", Rows: []person{{"bob@example.com", "Viewer", ""}, {"eve@example.com", "Owner", ""}}},
	})
	table.SetFolded("low", true)
	table.SetFilter("bob")
	if rows := table.Visible(); len(rows) != 1 || rows[0].email != "bob@example.com" || table.FoldedAway() != 0 {
		t.Errorf("the filter shows %v", rows)
	}
	if view := table.View(theme.New(true, true), 60, 6); !strings.Contains(view, ";4mb\x1b") {
		t.Errorf("what was found is not marked:\n%q", view)
	}
	table.ToggleFold("low")
	if len(table.Visible()) != 0 {
		t.Error("it cannot be folded under the filter")
	}
	table.SetFilter("owner")
	if len(table.Visible()) != 2 {
		t.Error("another filter does not unfold it again")
	}
	table.SetFilter("")
	if rows := table.Visible(); len(rows) != 1 || !table.Folded("low") {
		t.Errorf("without the filter it is %v", rows)
	}
	table.SetPredicate(func(p person) bool { return p.role == "Viewer" })
	if len(table.Visible()) != 1 {
		t.Error("a predicate does not unfold what it matches")
	}
}
