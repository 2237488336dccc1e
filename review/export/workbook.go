package export

import (
	"io"
	"iter"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/tabular"
)

// writeWorkbook writes a sheet of the decisions and one of the sign-offs.
func (t *Table) writeWorkbook(w io.Writer) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // removes its temporary files
	styles, err := tabular.NewStyles(book)
	if err != nil {
		return err
	}
	for _, sheet := range []*tabular.Table{dated(tabular.Of("decisions", columns, t.Rows)), dated(tabular.Of("signoffs", signoffColumns, t.Signoffs))} {
		if err := sheet.AddSheet(book, styles); err != nil {
			return err
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil { // a new workbook has one
		return err
	}
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "tuar", Title: tabular.SpelledOut(t.Name)}); err != nil {
		return err
	}
	return book.Write(w)
}

var signoffColumns = []tabular.Field[Signoff]{
	tabular.TextOf("part", func(s Signoff) string { return s.Part }),
	tabular.TextOf("by", func(s Signoff) string { return s.By }),
	tabular.TextOf("assurance", func(s Signoff) string { return s.Assurance }),
	tabular.TextOf("at", func(s Signoff) string { return s.At }),
	tabular.TextOf("statement", func(s Signoff) string { return s.Statement }),
}

// dated is the table with its times as times, which spreadsheets sort and filter by; for programs they are texts.
func dated(t *tabular.Table) *tabular.Table {
	copied := *t
	copied.Columns = append([]tabular.Column(nil), t.Columns...)
	for i, c := range copied.Columns {
		if c.Name == "at" || strings.HasSuffix(c.Name, "_at") {
			copied.Columns[i].Kind = tabular.Time
		}
	}
	copied.Rows = iter.Seq[[]any](func(yield func([]any) bool) {
		for row := range t.Rows {
			for i, c := range copied.Columns {
				if c.Kind == tabular.Time {
					row[i] = timeOf(row[i])
				}
			}
			if !yield(row) {
				return
			}
		}
	})
	return &copied
}

// timeOf is the time that a cell says in RFC 3339, or nil if it says none.
func timeOf(cell any) any {
	text, _ := cell.(string)
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at
	}
	return nil
}
