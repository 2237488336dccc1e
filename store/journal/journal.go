// Package journal keeps the record on disk: one append-only file of hash-chained lines per writer.
package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/store/lock"
)

// Journal is the record of one workspace. It implements review.Journal and may be used by several goroutines.
type Journal struct {
	dir    string // of the journal files
	lock   *lock.Lock
	writer func() (string, error) // this installation's name
	clock  review.Clock

	mu       sync.Mutex
	files    map[string]file         // by writer
	lines    []record.Line           // all writers', in fold order
	newest   record.Line             // the last of them by record.Compare
	known    map[string]record.Heads // what each writer knew of the others
	counts   map[string]int64        // lines of each writer in fold order
	warnings []string
}

// Open is the journal in the folder workspaceDir. It reads and writes nothing yet. writer is asked for this
// installation's name when something is to be written.
func Open(workspaceDir string, l *lock.Lock, writer func() (string, error), clock review.Clock) *Journal {
	return &Journal{dir: filepath.Join(workspaceDir, "journal"), lock: l, writer: writer, clock: clock, files: map[string]file{}, known: map[string]record.Heads{}, counts: map[string]int64{}}
}

// Lines implements review.Journal.
func (j *Journal) Lines(ctx context.Context) ([]record.Line, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer j.lock.Share(ctx)()
	return j.read(ctx)
}

// read takes in what was written since the last time: all of it, or with an error nothing.
func (j *Journal) read(ctx context.Context) ([]record.Line, error) {
	writers, err := j.writers()
	if err != nil {
		return nil, err
	}
	files := make(map[string]file, len(writers))
	var fresh []record.Line
	for _, w := range writers {
		if err := ctx.Err(); err != nil {
			return nil, disk.Fault(err, "reading the record")
		}
		f, ok := j.files[w]
		if !ok {
			f = file{path: filepath.Join(j.dir, w+suffix), writer: w}
		}
		f, lines, err := f.read()
		if err != nil {
			return nil, err
		}
		files[w], fresh = f, append(fresh, lines...)
	}
	for w, f := range j.files {
		if _, ok := files[w]; !ok && f.size > 0 {
			return nil, fault.New(fault.Damaged, "the record is damaged: %s is gone", f.path).WithHint("restore it from a backup")
		}
	}
	j.files = files
	j.take(fresh)
	return slices.Clip(j.lines), nil
}

// take adds lines that came in, those of each writer in their order, to what is in fold order already. What was handed out
// stays as it is; it is no longer the beginning only where something older came from another writer.
func (j *Journal) take(fresh []record.Line) {
	if len(fresh) == 0 {
		return
	}
	waited := j.waits() // what it waited for may be here now
	for i := range fresh {
		j.learn(&fresh[i])
	}
	ordered := record.Order(fresh)
	for i := range ordered {
		if waited || len(j.lines) == 0 || !j.comesLast(&ordered[i]) {
			j.lines = record.Order(slices.Concat(j.lines, ordered[i:]))
			j.newest = slices.MaxFunc(j.lines, record.Compare)
			return
		}
		j.lines = append(j.lines, ordered[i])
		if record.Compare(j.newest, ordered[i]) < 0 {
			j.newest = ordered[i]
		}
	}
}

// learn notes what the writer of a line knew of the others.
func (j *Journal) learn(l *record.Line) {
	heads, _ := l.Knows() // what cannot be read is told when the line is folded
	for _, h := range heads {
		known, ok := j.known[l.Writer]
		if !ok {
			known = record.Heads{}
			j.known[l.Writer] = known
		}
		if h.Seq > known[h.Writer].Seq {
			known[h.Writer] = h
		}
	}
	if j.counts[l.Writer] < l.Seq {
		j.counts[l.Writer] = l.Seq
	}
}

// waits says whether a line names one that is not there, as while files are brought in one by one.
func (j *Journal) waits() bool {
	for _, known := range j.known {
		for writer, h := range known {
			if j.counts[writer] < h.Seq {
				return true
			}
		}
	}
	return false
}

// comesLast says whether a line comes after all there are, as nearly all do that come in: it follows the last of them, has
// seen it, or claims to be younger than any.
func (j *Journal) comesLast(l *record.Line) bool {
	last := &j.lines[len(j.lines)-1]
	return l.Prev == last.Hash || slices.ContainsFunc(l.Seen, func(h record.Head) bool { return h.Hash == last.Hash }) ||
		record.Compare(j.newest, *l) < 0
}

const suffix = ".jsonl"

// tornMark stands between the name of a journal and the time at which a torn line of it was set aside.
const tornMark = ".torn-"

// writers are the names of all journal files, in order.
func (j *Journal) writers() ([]string, error) {
	entries, err := os.ReadDir(j.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disk.Fault(err, "reading the record")
	}
	var writers []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && !e.IsDir() {
			writers = append(writers, name)
		}
	}
	return writers, nil
}

// Warnings implements review.Journal.
func (j *Journal) Warnings() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	warnings := slices.Clone(j.warnings)
	for _, w := range slices.Sorted(maps.Keys(j.files)) {
		f := j.files[w]
		if f.torn > 0 {
			warnings = append(warnings, fmt.Sprintf("the last line of %s is torn, as a crash leaves it; it was never acknowledged and is set aside at the next write", f.path))
		}
	}
	aside, _ := filepath.Glob(filepath.Join(j.dir, "*"+suffix+tornMark+"*")) // the pattern is good
	for _, path := range aside {
		warnings = append(warnings, fmt.Sprintf("a torn last line, as a crash leaves it, is set aside in %s; it had never been acknowledged; delete the file when you have seen it", path))
	}
	return warnings
}

func (j *Journal) warn(format string, args ...any) {
	if w := fmt.Sprintf(format, args...); !slices.Contains(j.warnings, w) {
		j.warnings = append(j.warnings, w)
	}
}
