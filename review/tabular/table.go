// Package tabular holds typed rows that are written as CSV, JSON and sheets of a workbook: what they say is the same in
// each, and what came from outside is harmless in each, in this one place.
package tabular

import (
	"iter"
	"slices"
	"strconv"
	"time"
)

// Kind is what the cells of a column hold.
type Kind int

// The kinds. A cell of any but Text may be nil: there is none.
const (
	Text   Kind = iota // string, as it came
	Number             // int64
	Bool               // bool
	Time               // time.Time
)

// Column is a column of a table.
type Column struct {
	Name string // snake_case; programs rely on it
	Kind Kind
}

// Table is rows of typed cells.
type Table struct {
	Name    string
	Columns []Column
	Len     int             // how many rows there are
	Rows    iter.Seq[[]any] // each as long as Columns; the slice is used again for the next row
}

// Field is a column with where its cells come from.
type Field[R any] struct {
	Column
	Cell func(R) any
}

// TextOf is a field of text.
func TextOf[R any](name string, cell func(R) string) Field[R] {
	return Field[R]{Column{name, Text}, func(r R) any { return cell(r) }}
}

// NumberOf is a field of numbers.
func NumberOf[R any, N int | int64](name string, cell func(R) N) Field[R] {
	return Field[R]{Column{name, Number}, func(r R) any { return int64(cell(r)) }}
}

// BoolOf is a field of truth values.
func BoolOf[R any](name string, cell func(R) bool) Field[R] {
	return Field[R]{Column{name, Bool}, func(r R) any { return cell(r) }}
}

// TimeOf is a field of times; nil and the zero time are none.
func TimeOf[R any](name string, cell func(R) *time.Time) Field[R] {
	return Field[R]{Column{name, Time}, func(r R) any {
		if t := cell(r); t != nil && !t.IsZero() {
			return *t
		}
		return nil
	}}
}

// OnlyIf leaves the field's cells out where the condition does not hold: they are nil, or the empty text.
func (f Field[R]) OnlyIf(holds func(R) bool) Field[R] {
	cell := f.Cell
	f.Cell = func(r R) any {
		switch {
		case holds(r):
			return cell(r)
		case f.Kind == Text:
			return ""
		}
		return nil
	}
	return f
}

// Of is the table that the fields make of the rows.
func Of[R any](name string, fields []Field[R], rows []R) *Table {
	return From(name, fields, len(rows), slices.Values(rows))
}

// From is the table that the fields make of so many rows, which are asked for anew each time the table is written.
func From[R any](name string, fields []Field[R], n int, rows iter.Seq[R]) *Table {
	t := &Table{Name: name, Columns: make([]Column, len(fields)), Len: n}
	for i, f := range fields {
		t.Columns[i] = f.Column
	}
	t.Rows = func(yield func([]any) bool) {
		cells := make([]any, len(fields))
		for r := range rows {
			for i, f := range fields {
				cells[i] = f.Cell(r)
			}
			if !yield(cells) {
				return
			}
		}
	}
	return t
}

// String is a cell as text, the same in every format: times in RFC 3339 UTC with the nanoseconds there are, nothing for nil.
func String(cell any) string {
	switch c := cell.(type) {
	case string:
		return c
	case int64:
		return strconv.FormatInt(c, 10)
	case bool:
		return strconv.FormatBool(c)
	case time.Time:
		return c.UTC().Format(time.RFC3339Nano)
	}
	return ""
}
