package verify

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"
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

// parts are the files in a workbook, by name and in order.
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

// explainCells says which cell is the first to differ; false if none does.
func (v *verification) explainCells(path string, actual, right []byte, limit uint64) bool {
	options := excelize.Options{RawCellValue: true, UnzipSizeLimit: int64(limit), UnzipXMLSizeLimit: int64(limit)}
	is, err := excelize.OpenReader(bytes.NewReader(actual), options)
	if err != nil {
		v.wrong("%s cannot be read as a workbook: %v", path, err)
		return true
	}
	defer func() { _ = is.Close() }()
	must, err := excelize.OpenReader(bytes.NewReader(right), options)
	if err != nil {
		v.wrong("%s cannot be compared: %v", path, err)
		return true
	}
	defer func() { _ = must.Close() }()
	if !slices.Equal(is.GetSheetList(), must.GetSheetList()) {
		v.wrong("%s has the sheets %q; it must have %q", path, is.GetSheetList(), must.GetSheetList())
		return true
	}
	for _, sheet := range must.GetSheetList() {
		a, err := is.Rows(sheet)
		if err != nil {
			v.wrong("%s, sheet %s, cannot be read: %v", path, sheet, err)
			return true
		}
		b, err := must.Rows(sheet)
		if err != nil {
			v.wrong("%s, sheet %s, cannot be compared: %v", path, sheet, err)
			return true
		}
		found := v.explainRows(path+", sheet "+sheet, rowsOfSheet(a), rowsOfSheet(b))
		_, _ = a.Close(), b.Close()
		if found {
			return true
		}
	}
	return false
}

func rowsOfSheet(r *excelize.Rows) rows {
	var names []string
	return func() (row, error) {
		if !r.Next() {
			if err := r.Error(); err != nil {
				return row{}, err
			}
			return row{}, io.EOF
		}
		cells, err := r.Columns()
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
