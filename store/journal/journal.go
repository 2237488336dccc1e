// Package journal keeps the record on disk: one append-only file of hash-chained lines per writer.
package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/lock"
)

// Journal is the record of one workspace. It implements review.Journal and may be used by several goroutines.
type Journal struct {
	dir    string // of the journal files
	lock   *lock.Lock
	writer func() (string, error) // this installation's name
	clock  review.Clock

	mu       sync.Mutex
	files    map[string]*file // by writer
	lines    []record.Line    // all writers', in fold order
	warnings []string
}

// Open is the journal in the folder workspaceDir. It reads and writes nothing yet. writer is asked for this
// installation's name when something is to be written.
func Open(workspaceDir string, l *lock.Lock, writer func() (string, error), clock review.Clock) *Journal {
	return &Journal{dir: filepath.Join(workspaceDir, "journal"), lock: l, writer: writer, clock: clock, files: map[string]*file{}}
}

// Lines implements review.Journal.
func (j *Journal) Lines(context.Context) ([]record.Line, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.read()
}

// read takes in what was written since the last time.
func (j *Journal) read() ([]record.Line, error) {
	writers, err := j.writers()
	if err != nil {
		return nil, err
	}
	var fresh []record.Line
	for _, w := range writers {
		f, ok := j.files[w]
		if !ok {
			f = &file{path: filepath.Join(j.dir, w+suffix), writer: w}
			j.files[w] = f
		}
		lines, err := f.read()
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, lines...)
	}
	for w, f := range j.files {
		if f.size > 0 && !slices.Contains(writers, w) {
			return nil, fault.New(fault.Damaged, "the record is damaged: %s is gone", f.path).WithHint("restore it from a backup")
		}
	}
	j.merge(fresh)
	return j.lines, nil
}

// merge puts fresh lines into fold order. What was handed out before keeps its bytes: an insertion makes a new slice.
func (j *Journal) merge(fresh []record.Line) {
	if len(fresh) == 0 {
		return
	}
	slices.SortFunc(fresh, record.Compare)
	inOrder := len(j.lines) == 0 || record.Compare(j.lines[len(j.lines)-1], fresh[0]) < 0
	if inOrder {
		j.lines = append(j.lines, fresh...)
		return
	}
	j.lines = slices.Concat(j.lines, fresh)
	slices.SortFunc(j.lines, record.Compare)
}

const suffix = ".jsonl"

// writers are the names of all journal files, in order.
func (j *Journal) writers() ([]string, error) {
	entries, err := os.ReadDir(j.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.Failed, "reading the record: %w", err)
	}
	var writers []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && !e.IsDir() {
			writers = append(writers, name)
		}
	}
	return writers, nil
}

// Append implements review.Journal.
func (j *Journal) Append(ctx context.Context, decide func([]record.Line) ([]record.Entry, error)) ([]record.Line, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return nil, fault.New(fault.Failed, "making room for the record: %w", err)
	}
	release, err := j.lock.Take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	writer, err := j.writer()
	if err != nil {
		return nil, err
	}
	lines, err := j.read()
	if err != nil {
		return nil, err
	}
	own, ok := j.files[writer]
	if !ok {
		own = &file{path: filepath.Join(j.dir, writer+suffix), writer: writer}
		j.files[writer] = own
	}
	if err := j.setTornAside(own); err != nil {
		return nil, err
	}
	entries, err := decide(lines)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	written, data, err := j.chain(own, entries)
	if err != nil {
		return nil, err
	}
	if err := own.append(data); err != nil {
		return nil, err
	}
	own.last, own.count = &written[len(written)-1], own.count+len(written)
	j.merge(slices.Clone(written))
	return written, nil
}

// chain makes the lines that follow the last one of the file.
func (j *Journal) chain(own *file, entries []record.Entry) ([]record.Line, []byte, error) {
	var lines []record.Line
	var data []byte
	last := own.last
	for _, e := range entries {
		seq, prev, at := int64(1), record.Genesis, j.clock.Now()
		if last != nil {
			seq, prev = last.Seq+1, last.Hash
			if !at.After(last.Time.Time) {
				if behind := last.Time.Sub(at); behind > clockSlack && len(lines) == 0 {
					j.warn("the clock is %s behind the last line of the record; lines keep their order all the same", behind.Round(clockSlack/2))
				}
				at = last.Time.Add(1)
			}
		}
		id, err := uuid.NewV7()
		if err != nil {
			return nil, nil, fault.New(fault.Failed, "naming a line of the record: %w", err)
		}
		line, raw, err := record.Make(e, id.String(), own.writer, prev, seq, at)
		if err != nil {
			return nil, nil, fault.New(fault.Failed, "writing to the record: %w", err)
		}
		lines = append(lines, line)
		data = append(append(data, raw...), '\n')
		last = &line
	}
	return lines, data, nil
}

// Warnings implements review.Journal.
func (j *Journal) Warnings() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	warnings := slices.Clone(j.warnings)
	for _, f := range j.files {
		if f.torn {
			warnings = append(warnings, fmt.Sprintf("the last line of %s is torn, as a crash leaves it; it was never acknowledged and is set aside at the next write", f.path))
		}
	}
	return warnings
}

func (j *Journal) warn(format string, args ...any) {
	if w := fmt.Sprintf(format, args...); !slices.Contains(j.warnings, w) {
		j.warnings = append(j.warnings, w)
	}
}

// Check implements review.Journal.
func (j *Journal) Check(context.Context) ([]review.WriterCheck, error) {
	writers, err := j.writers()
	if err != nil {
		return nil, err
	}
	checks := make([]review.WriterCheck, len(writers))
	for i, w := range writers {
		f := &file{path: filepath.Join(j.dir, w+suffix), writer: w}
		_, err := f.read()
		c := review.WriterCheck{Writer: w, Lines: f.count, Head: record.Genesis, OK: err == nil}
		if f.last != nil {
			c.Head = f.last.Hash
		}
		if err != nil {
			c.Detail = err.Error()
		}
		checks[i] = c
	}
	return checks, nil
}
