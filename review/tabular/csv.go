package tabular

import (
	"encoding/csv"
	"io"
)

// ByteOrderMark begins CSV files for spreadsheets, which otherwise assume the code page of the machine.
const ByteOrderMark = "\ufeff"

// WriteMarkedCSV writes as WriteCSV does, after a byte order mark.
func (t *Table) WriteMarkedCSV(w io.Writer) error {
	if _, err := io.WriteString(w, ByteOrderMark); err != nil {
		return err
	}
	return t.WriteCSV(w)
}

// WriteCSV writes the table as RFC 4180 with a header row. Texts that a spreadsheet would take for a formula are
// defused; the cells of other columns are tuar's own.
func (t *Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	cells := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = c.Name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for row := range t.Rows {
		for i, cell := range row {
			cells[i] = String(cell)
			if kind := t.Columns[i].Kind; kind == Text || kind == List {
				cells[i] = Defuse(cells[i])
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
