package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// clockSlack is how far the clock may be behind the record before that is worth a warning.
const clockSlack = 2 * time.Minute

// file is one writer's journal, as far as it has been read.
type file struct {
	path   string
	writer string

	size  int64        // bytes read that check out
	count int          // lines read
	last  *record.Line // nil before the first
	torn  bool         // bytes without an end stand after the last line
}

// read takes in the lines written since the last time and checks each against the one before. A last line without an
// end is left for later: it is being written, or a crash tore it.
func (f *file) read() ([]record.Line, error) {
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) && f.size == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.Failed, "reading the record: %w", err)
	}
	switch {
	case info.Size() < f.size:
		return nil, f.damaged(f.count, fmt.Errorf("the file has become shorter: %d bytes, where %d had been read", info.Size(), f.size))
	case info.Size() == f.size:
		f.torn = false
		return nil, nil
	}
	in, err := os.Open(f.path)
	if err != nil {
		return nil, fault.New(fault.Failed, "reading the record: %w", err)
	}
	defer func() { _ = in.Close() }()
	data, err := io.ReadAll(io.NewSectionReader(in, f.size, info.Size()-f.size))
	if err != nil {
		return nil, fault.New(fault.Failed, "reading the record: %w", err)
	}
	end := bytes.LastIndexByte(data, '\n') + 1
	f.torn = end < len(data)
	return f.take(data[:end])
}

// take checks whole lines and adds them to what was read.
func (f *file) take(data []byte) ([]record.Line, error) {
	raws := bytes.SplitAfter(data, []byte{'\n'})
	raws = raws[:len(raws)-1] // what follows the last newline is empty
	lines, errs := parseAll(raws)
	for i := range lines {
		err := errs[i]
		if err == nil {
			err = f.follows(&lines[i])
		}
		if err != nil {
			return lines[:i], f.damaged(f.count+1, err)
		}
		f.last = &lines[i]
		f.count++
		f.size += int64(len(raws[i]))
	}
	return lines, nil
}

func (f *file) follows(l *record.Line) error {
	if l.Writer != f.writer {
		return fmt.Errorf("it was written by %q in the journal of %q", l.Writer, f.writer)
	}
	return l.Follows(f.last)
}

func (f *file) damaged(line int, why error) error {
	return fault.New(fault.Damaged, "the record is damaged: %s, line %d: %w", f.path, line, why).
		WithHint("nothing is written any more; compare with a backup, and look at the rest with: tuar journal verify")
}

// append writes whole lines to the end, all or none, and returns when they are on disk.
func (f *file) append(data []byte) (err error) {
	created := f.size == 0
	out, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fault.New(fault.Failed, "writing to the record: %w", err)
	}
	defer func() {
		if closeErr := out.Close(); err == nil && closeErr != nil {
			err = fault.New(fault.Failed, "writing to the record: %w", closeErr)
		}
	}()
	if _, err = out.Write(data); err == nil {
		err = out.Sync()
	}
	if err != nil {
		// Nothing of this was acknowledged: take it back, so that no half line stands in the way.
		if undoErr := out.Truncate(f.size); undoErr != nil {
			err = errors.Join(err, undoErr)
		}
		return fault.New(fault.Failed, "writing to the record: %w; nothing was recorded", err)
	}
	f.size += int64(len(data))
	if created {
		if err := disk.SyncFolder(filepath.Dir(f.path)); err != nil {
			return fault.New(fault.Failed, "writing to the record: %w", err)
		}
	}
	return nil
}

// setTornAside moves the bytes of a torn last line into a file of their own, so that nothing is lost and the journal
// ends with a whole line again. The caller holds the lock, so nobody is writing them.
func (j *Journal) setTornAside(f *file) error {
	if !f.torn {
		return nil
	}
	data, err := os.ReadFile(f.path)
	if err != nil {
		return fault.New(fault.Failed, "reading the record: %w", err)
	}
	aside := f.path + ".torn-" + j.clock.Now().UTC().Format("20060102T150405.000000000Z")
	if err := atomicfile.Write(aside, 0o600, func(w io.Writer) error {
		_, err := w.Write(data[f.size:])
		return err
	}); err != nil {
		return fault.New(fault.Failed, "setting a torn line aside: %w", err)
	}
	if err := truncate(f.path, f.size); err != nil {
		return fault.New(fault.Failed, "setting a torn line aside: %w", err)
	}
	f.torn = false
	j.warn("a torn last line, as a crash leaves it, was set aside in %s; it had never been acknowledged", aside)
	return nil
}

func truncate(path string, size int64) (err error) {
	out, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := out.Truncate(size); err != nil {
		return err
	}
	return out.Sync()
}
