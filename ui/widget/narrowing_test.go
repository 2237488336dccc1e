package widget

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/filter"
)

var (
	tab      = tea.KeyPressMsg{Code: tea.KeyTab}
	shiftTab = tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
)

// fielded is a browser over names whose first letter and length are fields.
func fielded(t *testing.T) *browsed {
	b := browse(t, 60, 12)
	b.Fields = []filter.Field[string]{
		{Name: "first", Text: func(s string) string { return s[:1] }},
		{Name: "length", Hidden: true, Text: func(s string) string { return fmt.Sprint(len(s)) }, Number: func(s string) int64 { return int64(len(s)) }},
		{Name: "short", Is: func(s string) bool { return len(s) < 5 }},
	}
	return b
}

func TestFilterIsCompleted(t *testing.T) {
	b := fielded(t)
	b.press(typed("/")...)
	b.shows(" tab  first:  length:  short")
	b.press(typed("f")...)
	b.shows(" tab  first:", "!length:")
	b.press(tab) // the name, and on to its values
	b.shows(" / first:", " tab  b (2)  a (1)  c (1)", "4 of 4")
	b.press(tab)
	b.shows(" / first:b", "2 of 4", "!anna")
	b.press(tab)
	b.shows(" / first:a", "anna", "!bert")
	b.press(shiftTab)
	b.shows(" / first:b", "!anna")
	b.press(typed(" -short")...)
	b.shows("bertha", "!anna", "1 of 4")
	b.press(enter)
	b.shows("1 of 4 · / first:b -short")
}

func TestFilterSaysWhatItCannotDo(t *testing.T) {
	b := fielded(t)
	b.press(typed("/frist:b")...)
	b.shows(" no field frist; the fields are first, length, short", "0 of 4", "nothing matches; esc shows everything again")
	b.press(enter)
	b.shows("0 of 4 · / frist:b", "no field frist")
	b.press(esc)
	b.press(typed("/brta")...) // a letter was left out twice
	b.shows("no exact match; similar: 1 of 4", "bertha", "!anna")
	b.press(enter)
	b.shows("1 of 4 similar, none exactly · / brta")
	b.press(typed("/")...)
	b.press(typed("x")...)
	b.shows("0 of 4", "!similar")
}

// TestFilterNarrowsToTheSame types letter by letter what another list is given at once.
func TestFilterNarrowsToTheSame(t *testing.T) {
	for _, text := range []string{"bert", "first:b length:6", "-short", "-a first:c", "brta", "length:4 x", "er first:"} {
		one, other := fielded(t), fielded(t)
		one.press(typed("/" + text)...)
		other.Search(text)
		if a, b := fmt.Sprint(one.Visible(), one.Count(), one.Fuzzy()), fmt.Sprint(other.Visible(), other.Count(), other.Fuzzy()); a != b {
			t.Errorf("%s: typed %s, at once %s", text, a, b)
		}
	}
}
