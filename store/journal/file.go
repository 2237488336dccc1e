package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/disk"
)

// file is one writer's journal, as far as it has been read. Reading returns a new one, so that nothing is half read.
type file struct {
	path   string
	writer string

	seen os.FileInfo  // when it was read last; nil before
	size int64        // bytes of lines that check out
	last *record.Line // nil before the first
	tail int64        // bytes of the last line, with its newline
	open bool         // the last line lacks its newline; whatever is written next mends that
	torn int64        // bytes that are no whole line and stand after the last one

	checking bool // it is read to be checked alone: reading returns no lines
}

// count returns the number of lines read.
func (f file) count() int64 {
	if f.last == nil {
		return 0
	}
	return f.last.Seq
}

// head returns the hash of the last line.
func (f file) head() string {
	if f.last == nil {
		return record.Genesis
	}
	return f.last.Hash
}

// read reads the lines written since the last time and checks each against the one before. A last line that lacks only
// its newline is a line; a shorter one is left for later: it is being written, or a crash tore it. With an error it
// returns the file and the lines up to there.
func (f file) read() (file, []record.Line, error) {
	info, err := disk.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) && f.seen == nil {
		return f, nil, nil
	}
	if err != nil {
		return f, nil, disk.Fault(err, "reading the record")
	}
	switch {
	case info.Size() == f.size-1 && !f.open: // its last newline may be lost, and nothing else
		return f.readAgain()
	case info.Size() < f.size:
		return f, nil, f.damaged(f.count(), fmt.Errorf("the file has become shorter: %d bytes, where %d had been read",
			info.Size(), f.size))
	case f.seen == nil:
		return f.readOn(info)
	case !os.SameFile(f.seen, info), info.Size() == f.size && !info.ModTime().Equal(f.seen.ModTime()):
		return f.readAgain()
	case info.Size() == f.size+f.torn && info.ModTime().Equal(f.seen.ModTime()):
		return f, nil, nil
	}
	return f.readOn(info)
}

// readOn reads from the last known line on. It reads that line again, to check that it is still there.
func (f file) readOn(info os.FileInfo) (file, []record.Line, error) {
	in, err := disk.Open(f.path)
	if err != nil {
		return f, nil, disk.Fault(err, "reading the record")
	}
	defer func() { _ = in.Close() }()
	p := pieces{in: in, at: f.size - f.tail, end: info.Size()}
	data, err := p.next(nil, f.tail)
	if err != nil {
		return f, nil, disk.Fault(err, "reading the record")
	}
	if f.last != nil {
		known, err := record.Parse(bytes.TrimSuffix(data[:min(f.tail, int64(len(data)))], []byte{'\n'}))
		if err != nil { // something else may stand where its newline did
			return f.readAgain()
		}
		if known.Hash != f.last.Hash {
			return f, nil, f.changed()
		}
		data = data[f.tail:]
		if f.open && bytes.HasPrefix(data, []byte{'\n'}) { // it was mended
			data, f.open = data[1:], false
			f.size, f.tail = f.size+1, f.tail+1
		}
	}
	f.seen = info
	return f.addPieces(&p, data)
}

// readAgain reads a file that was replaced, for example by Git: it must begin with what was read before.
func (f file) readAgain() (file, []record.Line, error) {
	again, lines, err := file{path: f.path, writer: f.writer}.read()
	known := f.count()
	switch {
	case err != nil:
		return f, nil, err
	case known == 0:
		return again, lines, nil
	case again.count() < known || lines[known-1].Hash != f.last.Hash:
		return f, nil, f.changed()
	}
	return again, lines[known:], nil
}

func (f file) changed() error {
	return f.damaged(f.count(), errors.New("it is not what had been read there before"))
}

// addPieces checks whole lines and adds them to the file, piece by piece: data is the first.
func (f file) addPieces(p *pieces, data []byte) (file, []record.Line, error) {
	var lines []record.Line
	for {
		end := bytes.LastIndexByte(data, '\n') + 1
		added, err := f.addLines(data[:end])
		if !f.checking {
			lines = joined(lines, added, p.left(end))
		}
		if err != nil {
			return f, lines, err
		}
		f = f.detached()
		if data = data[end:]; p.done() {
			break
		}
		if data, err = p.next(data, 0); err != nil {
			return f, lines, disk.Fault(err, "reading the record")
		}
	}
	f.torn = int64(len(data))
	if last, size := f.unterminated(data); size > 0 {
		f.open = true
		f.torn -= int64(size)
		f.add(&last, size)
		if !f.checking {
			lines = append(lines, last)
		}
	}
	return f.detached(), lines, nil
}

// joined appends lines to others. Where these are the first, it makes room for as many more times them as are expected.
func joined(lines, added []record.Line, times float64) []record.Line {
	switch {
	case lines != nil:
		return append(lines, added...)
	case times < 1:
		return added
	}
	return append(make([]record.Line, 0, int(float64(len(added))*(times+1.15))), added...)
}

// addLines checks whole lines and adds them to the file. With an error it returns the lines up to there.
func (f *file) addLines(data []byte) ([]record.Line, error) {
	raws := bytes.SplitAfter(data, []byte{'\n'})
	raws = raws[:len(raws)-1] // what follows the last newline is empty
	lines, errs := parseAll(raws)
	for i := range lines {
		err := errs[i]
		if err == nil {
			err = f.follows(&lines[i])
		}
		if err != nil {
			return lines[:i], f.damaged(f.count()+1, err)
		}
		f.add(&lines[i], len(raws[i]))
	}
	return lines, nil
}

// unterminated returns the line that is there without its newline, and its size; 0 if there is none. Bytes in place of
// the newline, such as zeros of a disk, do not take away a line that was acknowledged.
func (f file) unterminated(raw []byte) (record.Line, int) {
	object, err := jsontext.NewDecoder(bytes.NewReader(raw)).ReadValue()
	if err != nil || f.open {
		return record.Line{}, 0
	}
	size := min(len(object), len(raw))
	line, err := record.Parse(raw[:size])
	if err != nil || f.follows(&line) != nil {
		return record.Line{}, 0
	}
	return line, size
}

func (f *file) add(line *record.Line, bytes int) {
	f.last, f.tail = line, int64(bytes)
	f.size += f.tail
}

// detached copies the last line, so that the many lines that were read can be freed.
func (f file) detached() file {
	if f.last != nil {
		last := *f.last
		f.last = &last
	}
	return f
}

func (f file) follows(l *record.Line) error {
	if l.Writer != f.writer {
		return fmt.Errorf("it was written by %q in the journal of %q", l.Writer, f.writer)
	}
	return l.Follows(f.last)
}

func (f file) damaged(line int64, why error) error {
	return fault.New(fault.Damaged, "the record is damaged: %s, line %d: %w", f.path, line, why).
		WithHint("nothing is written any more; compare with a backup, and look at the rest with: %s",
			fault.VerifyJournal.With())
}

// readRange reads the bytes from one offset to another, or as many as are there.
func readRange(path string, from, to int64) ([]byte, error) {
	in, err := disk.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	data := make([]byte, to-from)
	n, err := in.ReadAt(data, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return data[:n], nil
}
