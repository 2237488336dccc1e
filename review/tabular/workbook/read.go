package workbook

import (
	"bytes"
	"io"

	"github.com/xuri/excelize/v2"
)

// Sheets reads the sheets of a workbook.
type Sheets struct{ file *excelize.File }

// Open opens a workbook, of which no file may unpack to more than limit bytes. Close it in the end.
func Open(data []byte, limit int64) (Sheets, error) {
	file, err := excelize.OpenReader(bytes.NewReader(data),
		excelize.Options{RawCellValue: true, UnzipSizeLimit: limit, UnzipXMLSizeLimit: limit})
	return Sheets{file}, err
}

// Close removes temporary files.
func (s Sheets) Close() { _ = s.file.Close() }

// Names returns the names of the sheets, in order.
func (s Sheets) Names() []string { return s.file.GetSheetList() }

// Rows returns a function that gives the cells of one row of a sheet after the other, until io.EOF. A row may end
// before the table does. Call done in the end.
func (s Sheets) Rows(sheet string) (next func() ([]string, error), done func(), err error) {
	rows, err := s.file.Rows(sheet)
	if err != nil {
		return nil, nil, err
	}
	return func() ([]string, error) {
		if rows.Next() {
			return rows.Columns()
		}
		if err := rows.Error(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}, func() { _ = rows.Close() }, nil
}
