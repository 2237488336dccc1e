package tabular

import "slices"

// Part is the table of one of several places, such as workspaces.
type Part struct {
	Place string
	Table *Table
}

// Join returns the rows of all parts as one table, whose first column, of the name place, has the place; there is no such
// column if that name is empty. The other columns are those of all parts, each once, in the order of the first part that
// has it; a cell is nil or empty where its part has no such column.
func Join(name, place string, parts []Part) *Table {
	t := &Table{Name: name}
	if place != "" {
		t.Columns = []Column{{Name: place, Kind: Text}}
	}
	first := len(t.Columns)
	where := make([][]int, len(parts)) // by part and its column: the column of the whole
	for i, p := range parts {
		t.Len += p.Table.Len
		for _, c := range p.Table.Columns {
			at := first + slices.IndexFunc(t.Columns[first:], func(other Column) bool { return other.Name == c.Name })
			if at < first {
				t.Columns, at = append(t.Columns, c), len(t.Columns)
			}
			where[i] = append(where[i], at)
		}
	}
	t.Rows = func(yield func([]any) bool) {
		for i, p := range parts {
			cells := make([]any, len(t.Columns))
			for at, c := range t.Columns {
				switch c.Kind {
				case Text:
					cells[at] = ""
				case List:
					cells[at] = []string(nil)
				case Number, Bool, Time:
				}
			}
			if first > 0 {
				cells[0] = p.Place
			}
			for row := range p.Table.Rows {
				for column, cell := range row {
					cells[where[i][column]] = cell
				}
				if !yield(cells) {
					return
				}
			}
		}
	}
	return t
}
