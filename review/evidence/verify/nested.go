package verify

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
)

// holds reports whether a file is a ZIP file with an entry of that name, at its top or in a folder.
func holds(r io.ReaderAt, size int64, name string) bool {
	z, err := zip.NewReader(r, size)
	return err == nil && slices.ContainsFunc(z.File, func(f *zip.File) bool {
		return f.Name == name || strings.HasSuffix(f.Name, "/"+name)
	})
}

// checkNested verifies the pack at a path of the file that at reads, and adds a check for it. The facts are nil if the pack
// has none; the verification is nil if the pack cannot be read at all.
func (v *verification) checkNested(at io.ReaderAt, path string) (facts *pack.Facts, inner *verification, err error) {
	f := v.files[path]
	check := Check{Name: path}
	offset, err := f.DataOffset()
	if err != nil || f.Method != zip.Store {
		check.Detail = path + " is not stored as a pack is written, without a further compression"
		v.checks = append(v.checks, check)
		return nil, nil, nil
	}
	size := int64(f.UncompressedSize64)
	inner = &verification{ctx: v.ctx, Options: v.Options, nested: true}
	inner.Derive = func(ctx context.Context, lines []record.Line, campaign string, from Populations) (f *pack.Facts, err error) {
		facts, err = v.Derive(ctx, lines, campaign, from)
		return facts, err
	}
	result, err := inner.run(io.NewSectionReader(at, offset, size), size)
	if err != nil {
		return nil, nil, err
	}
	check.OK = result.OK
	var details []string
	for _, c := range result.Checks {
		if !c.OK {
			details = append(details, c.Name+": "+c.Detail)
		}
		check.NotChecked = append(check.NotChecked, c.NotChecked...)
	}
	if check.Detail = strings.Join(details, "\n"); result.OK {
		check.Detail = fmt.Sprintf("all %d checks of the pack pass", len(result.Checks))
		if n := len(check.NotChecked); n > 0 {
			check.Detail += "; not checked: " + strings.Join(check.NotChecked, ", ")
		}
	}
	v.checks = append(v.checks, check)
	return facts, inner, nil
}

// compareFiles makes files anew, and compares those that are there.
func (v *verification) compareFiles(files []pack.File) {
	for _, w := range files {
		f := v.files[w.Path]
		if f == nil {
			continue // the check of the archive tells
		}
		same, size, err := v.same(f, w)
		switch {
		case err != nil:
			v.wrong("%s cannot be compared: %v", w.Path, err)
		case same:
		case f.UncompressedSize64 > 2*uint64(size)+ratioFrom:
			v.wrong("%s has %d bytes; by the packs it must have %d", w.Path, f.UncompressedSize64, size)
		default:
			v.explain(f, w)
		}
	}
}
