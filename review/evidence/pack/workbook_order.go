package pack

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/tabular"
)

// sheets lists the sheets of the workbook in the order in which people read them. Tables that are not in it come after
// these; the population is the last.
var sheets = []string{"self_check", "exceptions", "not_reviewed", "decisions", "reviewers", "assignments", "changes", "elevations"}

// inReadingOrder sorts tables as sheets says.
func inReadingOrder(tables []*tabular.Table) []*tabular.Table {
	place := func(t *tabular.Table) int {
		switch i := slices.Index(sheets, t.Name); {
		case i >= 0:
			return i
		case t.Name == "population":
			return len(sheets) + 1
		}
		return len(sheets)
	}
	slices.SortStableFunc(tables, func(a, b *tabular.Table) int { return place(a) - place(b) })
	return tables
}

// sheetTitle returns the name of the sheet of a table.
func sheetTitle(table string) string {
	if table == "self_check" {
		return "Controls tested"
	}
	return strings.ToUpper(table[:1]) + strings.ReplaceAll(table[1:], "_", " ")
}

// peopleFirst lists columns that begin a sheet: they say whose row it is.
var peopleFirst = []string{"control", "result", "email", "name", "who", "reviewer", "right", "role", "decision", "reason"}

// idColumns lists columns that end a sheet, beside those whose names end in idEndings: they find things again in Torq, the journals and
// the other tables.
var (
	idColumns = []string{"id", "item", "line", "source", "population", "campaign", "call", "dwell_ms", "bulk_size"}
	idEndings = []string{"_id", "_hash", "_writer", "_seq", "_population", "_entry"}
)

// forReading returns a table with the columns in the order in which people read them, people before IDs, and with blanks
// in the names of columns.
func forReading(t *tabular.Table) *tabular.Table {
	place := func(c tabular.Column) int {
		if i := slices.Index(peopleFirst, c.Name); i >= 0 {
			return i
		}
		isID := slices.Contains(idColumns, c.Name) || slices.ContainsFunc(idEndings, func(end string) bool { return strings.HasSuffix(c.Name, end) })
		if c == sourceColumn || isID {
			return len(peopleFirst) + 1
		}
		return len(peopleFirst)
	}
	order := make([]int, len(t.Columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return place(t.Columns[a]) - place(t.Columns[b]) })
	out := &tabular.Table{Name: t.Name, Len: t.Len, Columns: make([]tabular.Column, len(order))}
	for i, from := range order {
		out.Columns[i] = tabular.Column{Name: strings.ReplaceAll(t.Columns[from].Name, "_", " "), Kind: t.Columns[from].Kind}
	}
	out.Rows = func(yield func([]any) bool) {
		cells := make([]any, len(order))
		for row := range t.Rows {
			for i, from := range order {
				cells[i] = row[from]
			}
			if !yield(cells) {
				return
			}
		}
	}
	return out
}
