package export

import (
	"io"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/tabular/workbook"
)

// writeWorkbook writes a sheet of the decisions and one of the sign-offs. Its times are times, which spreadsheets sort
// and filter by.
func (t *Table) writeWorkbook(w io.Writer) error {
	book, err := workbook.New()
	if err != nil {
		return err
	}
	defer book.Close()
	for _, sheet := range []*tabular.Table{t.decisions(), tabular.Of("signoffs", campaign.StatementFields, t.Signoffs)} {
		if err := book.AddTable(sheet.Name, sheet); err != nil {
			return err
		}
	}
	return book.Write(w, t.Name)
}
