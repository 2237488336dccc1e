package pack

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"slices"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/tabular/workbook"
)

// writeWorkbook writes a cover and a sheet for each table.
func (pv *packView) writeWorkbook(w io.Writer, index Index, tables []*tabular.Table) error {
	book, err := workbook.New()
	if err != nil {
		return err
	}
	defer book.Close()
	if err := book.AddPage("cover", []float64{28, 34, 12, 22, 90}, pv.coverLines(index)); err != nil {
		return err
	}
	for _, t := range append(slices.Clone(tables), pv.controlTable()) {
		if err := book.AddTable(t); err != nil {
			return err
		}
	}
	return book.WriteAs(&sortedZip{w: w}, index.Name, index.AsOf) // the record's time, not today's
}

// coverLines returns the subject of the workbook and its sign-offs.
func (f *Facts) coverLines(index Index) (lines []workbook.Line) {
	add := func(bold bool, cells ...any) { lines = append(lines, workbook.Line{Bold: bold, Cells: cells}) }
	if alert := f.Origin.Alert(); alert != "" {
		add(true, alert)
	}
	add(true, "Access review evidence", index.Name)
	for _, fact := range f.cover(index) {
		add(false, fact.Name, fact.Value)
	}
	if !f.Final() {
		add(true, "self-check", "so far: the campaign is open, and each result may change until it is closed")
	}
	add(false)
	signoffs := tabular.Of("signoffs", campaign.StatementFields, f.signoffs())
	add(true, "sign-off", "by", "assurance", "key", "at", "statement")
	for cells := range signoffs.Rows {
		add(false, slices.Clone(cells)...)
	}
	add(false)
	add(true, "journal", "head", "lines")
	for _, h := range f.Heads {
		add(false, h.Writer, h.Head, h.Lines)
	}
	return lines
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

// AddFS returns part of the interface; tuar does not use it.
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
