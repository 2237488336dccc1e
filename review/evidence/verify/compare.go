package verify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// want writes what a file must hold by the journals, as often as needed.
type want = pack.File

// checkTables compares every cell of every table, as CSV and as JSON, with the journals.
func (v *verification) checkTables() string {
	for _, name := range pack.TableNames {
		if v.format < laterTables[name] && v.facts != nil {
			continue
		}
		v.compare(pack.TablePath(name, "csv"))
		v.compare(pack.TablePath(name, "json"))
	}
	return fmt.Sprintf("%d tables, as CSV and as JSON: every cell is what the journals and populations say",
		len(pack.TableNames))
}

func (v *verification) checkReport() string {
	v.compare(pack.ReportPath)
	return pack.ReportPath + " is what the journals and populations say"
}

func (v *verification) checkWorkbook() string {
	v.compare(pack.WorkbookPath)
	return pack.WorkbookPath + " is what the journals and populations say, cell by cell"
}

func (v *verification) checkInstructions() string {
	v.compare(pack.CheckPath)
	v.compare(pack.VerifyPath)
	return pack.CheckPath + " and " + pack.VerifyPath + " are those of this tuar"
}

// compared holds the result of making a file anew from the journals and populations.
type compared struct {
	want
	same bool
	size int64 // of what it must be
	err  error
}

// compareAll makes every file of the pack anew that the journals and populations give, side by side, as making a pack
// does.
func (v *verification) compareAll() {
	files := v.facts.Files(nil, nil, nil, nil) // populations and other files are compared by their names
	found := make([]compared, len(files))
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i, w := range files {
		found[i].want = w
		f := v.files[w.Path]
		if f == nil || pathForm.MatchString(w.Path) { // journals and populations are what the rest rests on
			continue
		}
		g.Go(func() error {
			c := &found[i]
			c.same, c.size, c.err = v.same(f, w)
			return nil // compare tells the error
		})
	}
	_ = g.Wait()
	v.compared = map[string]compared{}
	for _, c := range found {
		v.compared[c.Path] = c
	}
}

// compare notes the result of comparing a file. If the file differs, the fault names the first difference.
func (v *verification) compare(path string) {
	if v.facts == nil {
		v.wrong("%s is not compared: %s", path, v.whyNoFacts)
		return
	}
	f := v.files[path]
	if f == nil {
		v.wrong("%s is missing", path)
		return
	}
	c, ok := v.compared[path]
	switch {
	case !ok:
		v.wrong("%s is no part of what the journals say", path)
	case c.err != nil:
		v.wrong("%s cannot be compared: %v", path, c.err)
	case c.same:
	case v.earlier():
		v.compareEarlier(f, c.want)
	case f.UncompressedSize64 > 2*uint64(c.size)+ratioFrom:
		v.wrong("%s has %d bytes; by the journals it must have %d", path, f.UncompressedSize64, c.size)
	default:
		v.explain(f, c.want)
	}
}

// same compares a file with the expected content, byte by byte, holding neither in memory. size is that of the expected
// content.
func (v *verification) same(f *file, w want) (same bool, size int64, err error) {
	in, err := f.Open()
	if err != nil {
		return false, 0, err
	}
	defer func() { _ = in.Close() }()
	c := &comparing{in: in}
	if err := w.Write(c); err != nil {
		return false, 0, err
	}
	if err := v.ctx.Err(); err != nil {
		return false, 0, err
	}
	var more [1]byte
	n, err := in.Read(more[:])
	return !c.differs && n == 0 && errors.Is(err, io.EOF), c.size, nil
}

// comparing is a writer that compares what is written to it with the content of a reader.
type comparing struct {
	in      io.Reader
	room    []byte
	size    int64
	differs bool
}

func (c *comparing) Write(p []byte) (int, error) {
	c.size += int64(len(p))
	if c.differs {
		return len(p), nil
	}
	if len(c.room) < len(p) {
		c.room = make([]byte, len(p))
	}
	n, err := io.ReadFull(c.in, c.room[:len(p)])
	c.differs = err != nil || !bytes.Equal(c.room[:n], p)
	return len(p), nil
}
