package widget

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/ui/filter"
)

func TestRowsAreSortedByTheMenu(t *testing.T) {
	b := fielded(t)
	b.Fields[0].Column = "name"
	b.press(typed("O")...)
	b.shows(" sort by  0 usual order  1 first  2 length  3 short")
	b.press(typed("1")...)
	b.shows("name ↑", "!sort by")
	if got := fmt.Sprint(b.Visible()); got != "[anna bert bertha cleo]" {
		t.Error(got)
	}
	b.press(typed("O")...)
	b.shows("1 first ↑")
	b.press(enter) // on what it is sorted by: turns round
	b.shows("name ↓")
	if got := fmt.Sprint(b.Visible()); got != "[bert anna cleo bertha]" {
		t.Error(got)
	}
	b.press(typed("O2")...) // no column shows it
	b.shows("!name ↑", "!name ↓", " 4 · by length ↑")
	if !b.Typing() {
		b.press(typed("/bert")...)
	}
	b.press(enter)
	b.shows("2 of 4 · by length ↑ · / bert")
	b.press(typed("O")...)
	if !b.Typing() {
		t.Error("digits would go to another section")
	}
	b.press(tea.KeyPressMsg{Code: tea.KeyLeft}, tea.KeyPressMsg{Code: tea.KeyLeft}, enter)
	if by, _ := b.SortedBy(); by != "" {
		t.Errorf("sorted by %s", by)
	}
}

type item struct{ id, group, name string }

// TestSortingSurvivesOtherRows compares a table that was sorted, loaded anew, filtered and sorted again with rows that
// were sorted once.
func TestSortingSurvivesOtherRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() []Group[item] {
			groups := []Group[item]{{ID: "a", Label: "a"}, {ID: "b", Label: "b"}, {ID: "c", Label: "c"}}
			for _, id := range rapid.SliceOfNDistinct(rapid.IntRange(0, 30), 0, 20, rapid.ID).Draw(t, "ids") {
				g := rapid.IntRange(0, 2).Draw(t, "group")
				groups[g].Rows = append(groups[g].Rows, item{fmt.Sprint(id), groups[g].ID, rapid.SampledFrom([]string{"x", "Y", "z", "w"}).Draw(t, "name")})
			}
			return groups
		}
		table := NewTable(func(i item) string { return i.id }, nil, Column[item]{Title: "name", Cut: Whole, Cell: func(i item) string { return i.name }})
		table.Fields = []filter.Field[item]{
			{Name: "name", Text: func(i item) string { return i.name }},
			{Name: "id", Number: func(i item) int64 { return int64(len(i.id)) }, Text: func(i item) string { return i.id }},
		}
		var groups []Group[item]
		by, down := "", false
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "load") {
				groups = draw()
				table.SetGroups(groups)
			} else {
				by, down = rapid.SampledFrom([]string{"", "name", "id"}).Draw(t, "by"), rapid.Bool().Draw(t, "down")
				table.SortBy(by, down)
			}
		}
		var want []item
		for _, g := range groups {
			rows := slices.Clone(g.Rows)
			slices.SortStableFunc(rows, func(a, b item) int {
				c := 0
				switch by {
				case "name":
					c = cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
				case "id":
					c = cmp.Compare(len(a.id), len(b.id))
				}
				if down {
					c = -c
				}
				return c
			})
			want = append(want, rows...)
		}
		if got := table.Visible(); !slices.Equal(got, want) {
			t.Fatalf("by %q, down %v: %v, want %v", by, down, got, want)
		}
	})
}

// TestManyRowsAreSortedInACommand sorts rows of which others arrive meanwhile.
func TestManyRowsAreSortedInACommand(t *testing.T) {
	rows := make([]string, manyRows+1)
	for i := range rows {
		rows[i] = fmt.Sprintf("%06d", len(rows)-i)
	}
	b := browse(t, 60, 12)
	b.Fields = []filter.Field[string]{{Name: "name", Text: func(s string) string { return s }}}
	b.SetRows(rows)
	first := func() string { return b.Visible()[0] }
	sort := b.sortBy("name", false)
	if sort == nil || first() != rows[0] {
		t.Fatal("it was sorted at once")
	}
	again := sort().(delivery).Deliver()
	if again != nil || first() != "000001" {
		t.Errorf("%s is first", first())
	}
	late, newer := b.sortBy("name", true), b.sortBy("", false)
	newer().(delivery).Deliver()
	late().(delivery).Deliver()
	if first() != rows[0] {
		t.Errorf("%s is first after an order that was given up", first())
	}
	sort = b.sortBy("name", false)
	b.SetRows(rows[1:])
	again = sort().(delivery).Deliver()
	if again == nil {
		t.Fatal("rows that came meanwhile are put in the order of others")
	}
	again().(delivery).Deliver()
	if first() != "000001" {
		t.Errorf("%s is first", first())
	}
}

// BenchmarkSort is what the keys wait for when a hundred thousand rows are sorted: reading what they are sorted by, and
// taking the order.
func BenchmarkSort(b *testing.B) {
	rows := make([]string, 100_000)
	for i := range rows {
		rows[i] = fmt.Sprintf("person%06d@example.com", i*7919%len(rows))
	}
	t := NewTable(func(s string) string { return s }, nil)
	t.Fields = []filter.Field[string]{{Name: "name", Text: func(s string) string { return s }}}
	t.SetRows(rows)
	for b.Loop() {
		sort := t.sorting(&t.Fields[0], false, nil)
		b.StopTimer()
		perm := sort()
		b.StartTimer()
		t.reorder(&t.Fields[0], false, perm)
		b.StopTimer()
		t.SortBy("", false)
		b.StartTimer()
	}
}
