// Package workbook writes tables as XLSX workbooks and reads the cells of workbooks. It alone knows the library.
package workbook

import (
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/tabular"
)

// firstSheet is the name of the sheet that a new workbook has.
const firstSheet = "Sheet1"

// Book is a workbook in the making.
type Book struct {
	file                            *excelize.File
	bold, date, long, heading, left int // styles
}

// New returns a workbook without anything in it. Close it in the end.
func New() (*Book, error) {
	b := &Book{file: excelize.NewFile()}
	layout := "yyyy-mm-dd hh:mm:ss"
	for _, one := range []struct {
		id *int
		is excelize.Style
	}{
		{&b.bold, excelize.Style{Font: &excelize.Font{Bold: true}}},
		{&b.date, excelize.Style{CustomNumFmt: &layout, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top"}}},
		{&b.long, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&b.left, excelize.Style{Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top"}}},
		{&b.heading, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
	} {
		var err error
		if *one.id, err = b.file.NewStyle(&one.is); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Close removes temporary files.
func (b *Book) Close() { _ = b.file.Close() }

// ZipWriter writes the files of which a workbook is made.
type ZipWriter = excelize.ZipWriter

// WriteAs writes the workbook through out, with the title and the time given, in RFC 3339, instead of today's.
func (b *Book) WriteAs(out ZipWriter, title, at string) error {
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return out })
	if err := b.describe(excelize.DocProperties{Title: title, Created: at, Modified: at}); err != nil {
		return err
	}
	return b.file.Write(io.Discard) // out writes what the library would hold as a whole first
}

// Write writes the workbook with the title given.
func (b *Book) Write(w io.Writer, title string) error {
	if err := b.describe(excelize.DocProperties{Title: title}); err != nil {
		return err
	}
	return b.file.Write(w)
}

// describe sets the properties, and removes the first sheet where no page has taken its place.
func (b *Book) describe(p excelize.DocProperties) error {
	if i, err := b.file.GetSheetIndex(firstSheet); err == nil && i >= 0 {
		if err := b.file.DeleteSheet(firstSheet); err != nil {
			return err
		}
	}
	p.Creator, p.Title = "tuar", tabular.SpelledOut(p.Title)
	return b.file.SetDocProps(&p)
}
