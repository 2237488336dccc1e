package filter

import (
	"fmt"
	"strings"
)

// Field is what a filter can ask of a row by name.
type Field[R any] struct {
	Name   string         // as it is typed: lower case, of letters and hyphens
	Says   string         // what it holds, in a few words
	Text   func(R) string // its value; several stand with ", " between them
	Is     func(R) bool   // in place of Text, for a field that is yes or no
	Mine   func(R) bool   // whether it names the current user, who is "me"; nil where there is no such value
	Number func(R) int64  // by which rows are sorted, for a field that is no text; nil sorts by Text
	Hidden bool           // rows do not show it, so that words are not looked for in it
	Column string         // the title of the column that shows it; empty if that is Name
}

// In reports whether the column with that title shows the field.
func (f *Field[R]) In(title string) bool {
	return f.Column == title || f.Column == "" && f.Name == title
}

// Query is a filter over rows with certain fields. The zero Query lets all rows pass.
type Query[R any] struct {
	tests []test[R]
	err   error
}

type kind int

const (
	word kind = iota // Value in the text of the row
	text             // Value in the text of the field
	mine             // the field names the current user
	is               // the field is yes
)

type test[R any] struct {
	kind  kind
	not   bool
	field *Field[R]
	value string // lower case
}

// New reads a filter over rows with these fields. Err tells what is wrong with it; then no row passes.
func New[R any](fields []Field[R], of string) Query[R] {
	var q Query[R]
	for _, t := range Parse(of) {
		one := test[R]{kind: word, not: t.Not, value: strings.ToLower(t.Value)}
		if t.Field != "" {
			one.kind = text
			one.field = Find(fields, t.Field)
			if one.field == nil {
				q.err = &UnknownField{Name: t.Field, Value: t.Value, Fields: Names(fields)}
				continue
			}
			one.read(&q)
		} else if f := Find(fields, one.value); f != nil && f.Is != nil && !t.Exact {
			one.kind, one.field, one.value = is, f, ""
		}
		q.tests = append(q.tests, one)
	}
	return q
}

// read finds out what the value of a field asks for.
func (t *test[R]) read(q *Query[R]) {
	switch {
	case t.field.Is != nil:
		t.kind = is
		switch {
		case t.value != "" && strings.HasPrefix("no", t.value):
			t.not = !t.not
		case !strings.HasPrefix("yes", t.value):
			q.err = fmt.Errorf("%s is yes or no", t.field.Name)
		}
		t.value = ""
	case t.value == "me" && t.field.Mine != nil:
		t.kind = mine
	}
}

// Find returns the field of that name, nil if there is none.
func Find[R any](fields []Field[R], name string) *Field[R] {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}

// UnknownField is the mistake of a filter that asks for a field which the rows do not have.
type UnknownField struct {
	Name   string
	Value  string
	Fields []string // there are
}

// Error names the field, and the fields that there are.
func (u *UnknownField) Error() string {
	if len(u.Fields) == 0 {
		return fmt.Sprintf("this list has no fields; in quotes it is a word: \"%s:%s\"", u.Name, u.Value)
	}
	return fmt.Sprintf("no field %s; the fields are %s", u.Name, strings.Join(u.Fields, ", "))
}

// Names returns the names of fields.
func Names[R any](fields []Field[R]) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// Err returns what is wrong with the filter: a field that does not exist, with those that do.
func (q Query[R]) Err() error { return q.err }

// Empty reports whether the filter asks for nothing.
func (q Query[R]) Empty() bool { return len(q.tests) == 0 && q.err == nil }

// Words reports whether a word is among what it asks for, so that the text of the rows counts.
func (q Query[R]) Words() bool {
	for _, t := range q.tests {
		if t.kind == word {
			return true
		}
	}
	return false
}

// Match reports whether a row passes. shown is the text of the row in lower case, in which words are looked for, each
// value on a line of its own. With fuzzy the letters of a word or value need only occur in their order, within one line.
func (q Query[R]) Match(row R, shown string, fuzzy bool) bool {
	if q.err != nil {
		return false
	}
	for i := range q.tests {
		if t := &q.tests[i]; t.holds(row, shown, fuzzy && !t.not) == t.not {
			return false
		}
	}
	return true
}

func (t *test[R]) holds(row R, shown string, fuzzy bool) bool {
	switch t.kind {
	case is:
		return t.field.Is(row)
	case mine:
		return t.field.Mine(row)
	case text:
		shown = t.field.Text(row)
		if t.value == "" {
			return shown != ""
		}
		shown = strings.ToLower(shown)
	case word:
	}
	if fuzzy {
		return loosely(shown, t.value)
	}
	return strings.Contains(shown, t.value)
}

// Fuzzes reports whether a fuzzy match can find more.
func (q Query[R]) Fuzzes() bool {
	if q.err != nil {
		return false
	}
	for _, t := range q.tests {
		if !t.not && t.kind <= text && len(t.value) > 1 {
			return true
		}
	}
	return false
}

// Narrows reports whether each row that passes also passes the filter before it, so that only those rows need a look.
func (q Query[R]) Narrows(before Query[R]) bool {
	if before.err != nil || q.err != nil {
		return false
	}
	for _, old := range before.tests {
		implied := false
		for _, t := range q.tests {
			implied = implied || t.implies(old)
		}
		if !implied {
			return false
		}
	}
	return true
}

func (t test[R]) implies(old test[R]) bool {
	if t.kind != old.kind || t.not != old.not || t.field != old.field {
		return false
	}
	if t.not { // what has not "de" has not "dec": the other way round
		return t.value != "" && old.value != "" && strings.Contains(old.value, t.value) || t.value == old.value
	}
	return strings.Contains(t.value, old.value)
}

// Named returns the hidden fields that were asked for, each with the value of the row: "reviewer m.okafor@example.com".
func (q Query[R]) Named(row R) string {
	var parts []string
	for _, t := range q.tests {
		if (t.kind == text || t.kind == mine) && t.field.Hidden && !t.not {
			parts = append(parts, t.field.Name+" "+t.field.Text(row))
		}
	}
	return strings.Join(parts, " · ")
}

// Over returns the same fields for rows that hold one with those fields.
func Over[S, R any](fields []Field[R], of func(S) R) []Field[S] {
	over := make([]Field[S], len(fields))
	for i, f := range fields {
		over[i] = Field[S]{
			Name: f.Name, Says: f.Says, Hidden: f.Hidden, Column: f.Column,
			Text: lift(f.Text, of), Is: lift(f.Is, of), Mine: lift(f.Mine, of), Number: lift(f.Number, of),
		}
	}
	return over
}

func lift[S, R, V any](get func(R) V, of func(S) R) func(S) V {
	if get == nil {
		return nil
	}
	return func(s S) V { return get(of(s)) }
}

// Select returns the rows that pass the filter exactly, words looked for in the fields that rows show. Err is as of New.
func Select[R any](fields []Field[R], of string, rows []R) ([]R, error) {
	q := New(fields, of)
	if q.err != nil || q.Empty() {
		return rows, q.err
	}
	var passed []R
	for _, row := range rows {
		var values []string
		for _, f := range fields {
			if f.Text != nil && !f.Hidden {
				values = append(values, f.Text(row))
			}
		}
		if q.Match(row, strings.ToLower(strings.Join(values, "\n")), false) {
			passed = append(passed, row)
		}
	}
	return passed, nil
}
