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

// writeWorkbook writes a summary, the controls, and a sheet for each table, those that matter most first.
func (pv *packView) writeWorkbook(w io.Writer, index Index, tables []*tabular.Table) error {
	book, err := workbook.New()
	if err != nil {
		return err
	}
	defer book.Close()
	if err := book.AddPage("Summary", []float64{28, 60, 20, 22, 22, 90}, pv.summaryLines(index)); err != nil {
		return err
	}
	for _, t := range inReadingOrder(append(slices.Clone(tables), pv.controlTable())) {
		if err := book.AddTable(sheetTitle(t.Name), forReading(t)); err != nil {
			return err
		}
	}
	return book.WriteAs(&sortedZip{w: w}, index.Name, index.AsOf) // the record's time, not today's
}

// summaryLines returns what the first page of the report says, the figures of its cover, the results of the controls,
// the sign-offs and the heads of the journals.
func (pv *packView) summaryLines(index Index) (lines []workbook.Line) {
	add := func(cells ...any) { lines = append(lines, workbook.Line{Cells: cells}) }
	bold := func(cells ...any) { lines = append(lines, workbook.Line{Bold: true, Cells: cells}) }
	if alert := pv.Origin.Alert(); alert != "" {
		bold(alert)
	}
	lines = append(lines, workbook.Line{Heading: true, Cells: []any{"Access review evidence", index.Name}})
	m := pv.management()
	for _, tile := range m.Tiles {
		add(tile.Name, tile.Value+": "+tile.Note)
	}
	add()
	bold("worst findings", m.Others)
	for _, f := range m.Findings {
		add(f.Kind, f.Text)
	}
	if len(m.Compared) > 0 {
		add()
		bold("compared", index.Name, m.Before)
		for _, c := range m.Compared {
			add(c.Name, c.Now, c.Before)
		}
	}
	add()
	bold("in detail")
	for _, fact := range pv.cover(index) {
		add(fact.Name, fact.Value)
	}
	add()
	bold("control tested", "evidence", "result")
	if !pv.Final() {
		add("so far", "the campaign is open, and each result may change until it is closed")
	}
	for _, result := range Results {
		for _, c := range pv.checks() {
			if c.Result == result {
				add(c.Name, c.Fact, string(c.Result))
			}
		}
	}
	add()
	signoffs := tabular.Of("signoffs", campaign.StatementFields, pv.signoffs())
	bold("sign-off", "by", "assurance", "key", "at", "statement")
	for cells := range signoffs.Rows {
		add(slices.Clone(cells)...)
	}
	add()
	bold("journal", "head", "lines")
	for _, h := range pv.Heads {
		add(h.Writer, h.Head, h.Lines)
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
