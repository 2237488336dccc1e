// Package tabular holds typed rows and writes them as CSV, JSON and sheets of a workbook. All have the same content,
// and text from outside is made harmless here for all of them.
package tabular

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind classifies the cells of a column.
type Kind int

// The kinds. A cell of a number, truth value or time may be nil if there is no value.
const (
	Text   Kind = iota // string, as it came
	Number             // int64
	Bool               // bool
	Time               // time.Time
	List               // []string; one text with blanks in between where cells are flat
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

// Of returns the table that the fields make of the rows.
func Of[R any](name string, fields Fields[R], rows []R) *Table {
	return From(name, fields, len(rows), slices.Values(rows))
}

// OfPointers returns the table that the fields make of the rows, which are not copied.
func OfPointers[R any](name string, fields Fields[*R], rows []R) *Table {
	return From(name, fields, len(rows), func(yield func(*R) bool) {
		for i := range rows {
			if !yield(&rows[i]) {
				return
			}
		}
	})
}

// From returns the table that the fields make of n rows, which are asked for anew each time the table is written.
func From[R any](name string, fields Fields[R], n int, rows iter.Seq[R]) *Table {
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

// String returns a cell as text, the same in every format: times in RFC 3339 UTC with the nanoseconds there are, lists
// with blanks in between, nothing for nil.
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
	case []string:
		return strings.Join(c, " ")
	}
	return ""
}
