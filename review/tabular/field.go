package tabular

import (
	"slices"
	"time"
)

// Field describes a column of a table: its name, its kind, and how to read a cell from a row.
type Field[R any] struct {
	Column
	Cell func(R) any
}

// Fields describe the columns of one kind of row, in order.
type Fields[R any] []Field[R]

// TextOf returns a field of text.
func TextOf[R any, S ~string](name string, cell func(R) S) Field[R] {
	return Field[R]{Column{name, Text}, func(r R) any { return string(cell(r)) }}
}

// NumberOf returns a field of numbers.
func NumberOf[R any, N int | int64](name string, cell func(R) N) Field[R] {
	return Field[R]{Column{name, Number}, func(r R) any { return int64(cell(r)) }}
}

// BoolOf returns a field of truth values.
func BoolOf[R any](name string, cell func(R) bool) Field[R] {
	return Field[R]{Column{name, Bool}, func(r R) any { return cell(r) }}
}

// TimeOf returns a field of times. Its cell is nil where the time is nil or zero.
func TimeOf[R any](name string, cell func(R) *time.Time) Field[R] {
	return Field[R]{Column{name, Time}, func(r R) any {
		if t := cell(r); t != nil && !t.IsZero() {
			return *t
		}
		return nil
	}}
}

// ListOf returns a field of lists of texts.
func ListOf[R any](name string, cell func(R) []string) Field[R] {
	return Field[R]{Column{name, List}, func(r R) any { return cell(r) }}
}

// OnlyIf returns the field with cells that are nil, or the empty text, where the condition does not hold.
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

// Pick returns the fields of these names, in this order. It panics if a name is unknown, which is a programming error.
func (f Fields[R]) Pick(names ...string) Fields[R] {
	picked := make(Fields[R], len(names))
	for i, name := range names {
		at := slices.IndexFunc(f, func(one Field[R]) bool { return one.Name == name })
		if at < 0 {
			panic("tabular: there is no field " + name)
		}
		picked[i] = f[at]
	}
	return picked
}

// Filled returns the fields without nil cells: a missing number is 0, a missing truth value false, a missing time the
// empty text. Scripts rely on it in formats that never had a null.
func (f Fields[R]) Filled() Fields[R] {
	filled := slices.Clone(f)
	for i, one := range f {
		missing := map[Kind]any{Text: "", Number: int64(0), Bool: false, Time: "", List: []string(nil)}[one.Kind]
		filled[i].Cell = func(r R) any {
			if cell := one.Cell(r); cell != nil {
				return cell
			}
			return missing
		}
	}
	return filled
}

// Through returns the fields for rows from which inner gets the value that the fields read.
func Through[Outer, Inner any](fields Fields[Inner], inner func(Outer) Inner) Fields[Outer] {
	through := make(Fields[Outer], len(fields))
	for i, f := range fields {
		through[i] = Field[Outer]{f.Column, func(r Outer) any { return f.Cell(inner(r)) }}
	}
	return through
}
