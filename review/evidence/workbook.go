package evidence

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/tabular"
)

// writeWorkbook writes a cover and a sheet for each table.
func (pv *packView) writeWorkbook(w io.Writer, index Index, tables []*tabular.Table) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // removes its temporary files
	book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return &sortedZip{w: w} })
	if err := book.SetSheetName("Sheet1", "cover"); err != nil {
		return err
	}
	styles, err := tabular.NewStyles(book)
	if err != nil {
		return err
	}
	if err := pv.writeCover(book, styles, index); err != nil {
		return err
	}
	for _, t := range append(slices.Clone(tables), pv.controlTable()) {
		if err := t.AddSheet(book, styles); err != nil {
			return err
		}
	}
	// The library would write today's date; the record's own is what the workbook is as of.
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "tuar", Title: tabular.SpelledOut(index.Name), Created: index.AsOf, Modified: index.AsOf}); err != nil {
		return err
	}
	return book.Write(io.Discard) // sortedZip writes to w what the library would hold as a whole first
}

// writeCover writes what the workbook is about, in two columns, and who signed it off.
func (f *Facts) writeCover(book *excelize.File, styles tabular.Styles, index Index) error {
	sheet, err := book.NewStreamWriter("cover")
	if err != nil {
		return err
	}
	for i, width := range []float64{28, 34, 12, 22, 90} {
		if err := sheet.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	row := 0
	put := func(style int, cells ...any) {
		row++
		for i, c := range cells {
			cells[i] = styles.Cell(c, style)
		}
		name, nameErr := excelize.CoordinatesToCellName(1, row)
		err = errors.Join(err, nameErr, sheet.SetRow(name, cells))
	}
	put(styles.Head, "Access review evidence", index.Name)
	for _, fact := range f.cover(index) {
		put(0, fact.Name, fact.Value)
	}
	put(0)
	put(styles.Head, "sign-off", "by", "assurance", "at", "statement")
	for _, s := range f.signoffs() {
		put(0, s.Part, s.By, s.Assurance, s.At, s.Statement)
	}
	put(0)
	put(styles.Head, "journal", "head", "lines")
	for _, h := range f.Heads {
		put(0, h.Writer, h.Head, h.Lines)
	}
	return errors.Join(err, sheet.Flush())
}

// sortedZip is the ZIP of a workbook, with its files in one order and without a time.
type sortedZip struct {
	w       io.Writer
	current *compressor
	entries []entry
}

// Create begins a file, and so ends the one before.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	if err := z.end(); err != nil {
		return nil, err
	}
	var err error
	z.current, err = newCompressor(name, zip.Deflate)
	return z.current, err
}

// AddFS is not used for what tuar writes.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the files.
func (z *sortedZip) Close() error {
	if err := z.end(); err != nil {
		return err
	}
	_, err := writeZip(z.w, z.entries)
	return err
}

func (z *sortedZip) end() error {
	if z.current == nil {
		return nil
	}
	e, err := z.current.entry()
	z.entries, z.current = append(z.entries, e), nil
	return err
}
