package verify

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/tabular/workbook"
)

// explainWorkbook compares two workbooks part by part. How a part is compressed does not matter: another version of the
// same library may do it in another way.
func (v *verification) explainWorkbook(f *file, w want) {
	var right bytes.Buffer
	if err := w.Write(&right); err != nil {
		v.wrong("%s cannot be compared: %v", f.path, err)
		return
	}
	actual, err := f.read(2*int64(right.Len()) + ratioFrom)
	if err != nil {
		v.wrong("%s cannot be read: %v", f.path, err)
		return
	}
	must, _, err := parts(right.Bytes(), maxFile)
	if err != nil {
		v.wrong("%s cannot be compared: %v", f.path, err)
		return
	}
	total := uint64(ratioFrom)
	for _, p := range must {
		total += 2 * p.UncompressedSize64
	}
	is, order, err := parts(actual, total)
	if err != nil {
		v.wrong("%s cannot be read as a workbook: %v", f.path, err)
		return
	}
	differing := ""
	for _, name := range order {
		if must[name] == nil {
			v.wrong("%s holds %q, which a workbook of tuar does not", f.path, name)
			return
		}
		if differing == "" && !samePart(is[name], must[name]) {
			differing = name
		}
	}
	for name := range must {
		if is[name] == nil {
			v.wrong("%s lacks its part %s", f.path, name)
			return
		}
	}
	if differing != "" && !v.explainCells(f.path, actual, right.Bytes(), total) {
		v.wrong("%s: every cell says what the journals say, but its part %s is another", f.path, differing)
	}
}

// parts returns the files in a workbook, by name and in order.
func parts(data []byte, limit uint64) (map[string]*zip.File, []string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	found, total := map[string]*zip.File{}, uint64(0)
	var order []string
	for _, p := range z.File {
		total += p.UncompressedSize64
		switch {
		case found[p.Name] != nil:
			return nil, nil, fmt.Errorf("%q is in it twice", p.Name)
		case p.UncompressedSize64 > limit || total > limit:
			return nil, nil, fmt.Errorf("%q makes it unpack to more than %d bytes", p.Name, limit)
		}
		found[p.Name], order = p, append(order, p.Name)
	}
	slices.Sort(order)
	return found, order, nil
}

func samePart(a, b *zip.File) bool {
	if a.UncompressedSize64 != b.UncompressedSize64 || a.CRC32 != b.CRC32 {
		return false
	}
	is, err := (&file{File: a}).read(int64(b.UncompressedSize64))
	if err != nil {
		return false
	}
	must, err := (&file{File: b}).read(int64(b.UncompressedSize64))
	return err == nil && bytes.Equal(is, must)
}

// explainCells tells which cell is the first to differ; false if none does.
func (v *verification) explainCells(path string, actual, right []byte, limit uint64) bool {
	is, err := workbook.Open(actual, int64(limit))
	if err != nil {
		v.wrong("%s cannot be read as a workbook: %v", path, err)
		return true
	}
	defer is.Close()
	must, err := workbook.Open(right, int64(limit))
	if err != nil {
		v.wrong("%s cannot be compared: %v", path, err)
		return true
	}
	defer must.Close()
	if !slices.Equal(is.Names(), must.Names()) {
		v.wrong("%s has the sheets %q; it must have %q", path, is.Names(), must.Names())
		return true
	}
	for _, sheet := range must.Names() {
		if v.explainSheet(path+", sheet "+sheet, sheet, is, must) {
			return true
		}
	}
	return false
}

func (v *verification) explainSheet(where, sheet string, is, must workbook.Sheets) bool {
	actual, done, err := is.Rows(sheet)
	if err != nil {
		v.wrong("%s, cannot be read: %v", where, err)
		return true
	}
	defer done()
	right, done, err := must.Rows(sheet)
	if err != nil {
		v.wrong("%s, cannot be compared: %v", where, err)
		return true
	}
	defer done()
	return v.explainRows(where, rowsOfSheet(actual), rowsOfSheet(right))
}

func rowsOfSheet(next func() ([]string, error)) rows {
	var names []string
	return func() (row, error) {
		cells, err := next()
		if err != nil {
			return row{}, err
		}
		if names == nil {
			names = cells
		}
		for len(cells) < len(names) {
			cells = append(cells, "") // a row may end before the table does
		}
		return row{names, cells}, nil
	}
}
