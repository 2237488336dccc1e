// Package journal keeps the record on disk: one append-only file of hash-chained lines per writer.
package journal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/store/lock"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// Journal is the record of one workspace. It implements core.Journal and may be used by several goroutines.
type Journal struct {
	dir    string // of the journal files
	lock   *lock.Lock
	writer func() (string, error) // this installation's name
	clock  Clock

	mu       sync.Mutex
	litter   []string                // files in the folder that are no journals, told once by name
	files    map[string]file         // by writer
	lines    []record.Line           // all writers', in fold order
	newest   record.Line             // the last of them by record.Compare
	placed   record.Heads            // the last of them of each writer
	known    map[string]record.Heads // what each writer knew of the others
	counts   map[string]int64        // lines of each writer in fold order
	warnings []string
}

// Open returns the journal in the folder workspaceDir. It reads and writes nothing yet. writer returns this
// installation's name when something is to be written.
func Open(workspaceDir string, l *lock.Lock, writer func() (string, error), clock Clock) *Journal {
	return &Journal{
		dir: filepath.Join(workspaceDir, "journal"), lock: l, writer: writer, clock: clock,
		files: map[string]file{}, known: map[string]record.Heads{}, counts: map[string]int64{},
	}
}

// Lines returns every writer's lines in fold order.
func (j *Journal) Lines(ctx context.Context) ([]record.Line, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer j.lock.Share(ctx)()
	return j.read(ctx)
}

// read reads the lines written since the last time: all of them, or with an error none.
func (j *Journal) read(ctx context.Context) ([]record.Line, error) {
	writers, litter, err := j.writers()
	if err != nil {
		return nil, err
	}
	j.litter = litter
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
		if files[w] = f; len(fresh) == 0 {
			fresh = lines // mostly one writer has all that is new
		} else {
			fresh = append(fresh, lines...)
		}
	}
	for w, f := range j.files {
		if _, ok := files[w]; !ok && f.size > 0 {
			return nil, fault.New(fault.Damaged, "the record is damaged: %s is gone", f.path).
				WithHint("restore it from a backup")
		}
	}
	j.files = files
	j.merge(fresh)
	return slices.Clip(j.lines), nil
}

// merge adds new lines, those of each writer in their order, to the lines in fold order. Slices that were returned
// before do not change; they are no longer the beginning only if an older line came from another writer.
func (j *Journal) merge(fresh []record.Line) {
	if len(fresh) == 0 {
		return
	}
	waited := j.lacksLines() // what it waited for may be here now
	for i := range fresh {
		j.noteHeads(&fresh[i])
	}
	ordered := record.Order(fresh)
	for i := range ordered {
		if waited || len(j.lines) == 0 || !j.comesLast(&ordered[i]) {
			if len(j.lines) == 0 {
				j.lines = ordered
			} else {
				j.lines = record.Order(slices.Concat(j.lines, ordered[i:]))
			}
			j.newest, j.placed = slices.MaxFunc(j.lines, record.Compare), record.Heads{}
			for n := range j.lines {
				j.placed.Apply(j.lines[n])
			}
			return
		}
		j.lines = append(j.lines, ordered[i])
		j.placed.Apply(ordered[i])
		if record.Compare(j.newest, ordered[i]) < 0 {
			j.newest = ordered[i]
		}
	}
}

// noteHeads notes what the writer of a line knew of the others.
func (j *Journal) noteHeads(l *record.Line) {
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

// lacksLines reports whether a line names one that is not there, as while files are copied one by one.
func (j *Journal) lacksLines() bool {
	for _, known := range j.known {
		for writer, h := range known {
			if j.counts[writer] < h.Seq {
				return true
			}
		}
	}
	return false
}

// comesLast reports whether a line comes after all there are, as most new lines do: it follows the last of them, has
// seen it, or claims to be younger than any. A seal must have known all of them.
func (j *Journal) comesLast(l *record.Line) bool {
	last := &j.lines[len(j.lines)-1]
	if l.Seals() {
		known := l.Horizon()
		for writer, h := range j.placed {
			if known[writer] < h.Seq {
				return false
			}
		}
	}
	return l.Prev == last.Hash || slices.ContainsFunc(l.Seen, func(h record.Head) bool { return h.Hash == last.Hash }) ||
		record.Compare(j.newest, *l) < 0
}

const suffix = ".jsonl"

// stamp is the time in the name of a torn line that was set aside.
const stamp = "20060102T150405.000000000Z"

// tornMark stands between the name of a journal and the time at which a torn line of it was set aside.
const tornMark = ".torn-"

// writerName matches the names of writers; see store.Writer and the packs of earlier versions.
var writerName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$`)

// writers returns the names of all journal files, in order, and the names of other files. Files that other programs
// leave in shared folders are no part of the record, whatever they hold.
func (j *Journal) writers() (writers, litter []string, err error) {
	entries, err := os.ReadDir(j.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, disk.Fault(err, "reading the record")
	}
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), suffix)
		stem, _, torn := strings.Cut(e.Name(), suffix+tornMark)
		switch {
		case is && writerName.MatchString(name) && j.isJournal(name):
			writers = append(writers, name)
		case torn && writerName.MatchString(stem):
		default:
			litter = append(litter, e.Name())
		}
	}
	for _, name := range litter {
		if writer := j.renamed(name); writer != "" && !slices.Contains(writers, writer) {
			return nil, nil, fault.New(fault.Damaged, "%s is the journal of %s, with capital letters in its name", filepath.Join(j.dir, name), writer).
				WithHint("give it back its name: %s", writer+suffix)
		}
	}
	return writers, litter, nil
}

// renamed returns whose journal a file is whose name has other capital letters than a journal's; empty if it is none. Left
// out, its lines would be missing from the record without a word.
func (j *Journal) renamed(name string) string {
	writer, is := strings.CutSuffix(strings.ToLower(name), suffix)
	path := filepath.Join(j.dir, name)
	if info, err := os.Stat(path); !is || !writerName.MatchString(writer) || err != nil || !info.Mode().IsRegular() {
		return ""
	}
	first, err := firstLine(path)
	if err != nil {
		return ""
	}
	if line, err := record.Parse(first); err != nil || line.Writer != writer {
		return ""
	}
	return writer
}

// isJournal reports whether the file under a writer's name is a journal, and not a copy of another writer's under a new
// name, as programs make that merge or synchronise folders.
func (j *Journal) isJournal(writer string) bool {
	path := filepath.Join(j.dir, writer+suffix)
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return true // a pipe, a folder or a dead link in place of a journal is no litter: reading it says what it is
	}
	if _, known := j.files[writer]; known || !strings.ContainsAny(writer, "-_") {
		return true
	}
	first, err := firstLine(path)
	if err != nil {
		return true // reading it says why
	}
	line, err := record.Parse(first)
	if err != nil || line.Writer == writer || !strings.HasPrefix(writer, line.Writer+"-") &&
		!strings.HasPrefix(writer, line.Writer+"_") {
		return true
	}
	info, err := os.Stat(filepath.Join(j.dir, line.Writer+suffix))
	return err != nil || !info.Mode().IsRegular()
}

// firstLine returns the first line of a file, without its newline.
func firstLine(path string) ([]byte, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	line, err := bufio.NewReader(in).ReadBytes('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return bytes.TrimSuffix(line, []byte{'\n'}), nil
}

// Warnings returns sentences about what was found and mended.
func (j *Journal) Warnings() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	warnings := slices.Clone(j.warnings)
	if len(j.litter) > 0 {
		warnings = append(warnings, fmt.Sprintf("not read, since it is no journal of a writer: %s in %s",
			strings.Join(j.litter, ", "), j.dir))
	}
	for _, w := range slices.Sorted(maps.Keys(j.files)) {
		f := j.files[w]
		if f.torn > 0 {
			warnings = append(warnings,
				fmt.Sprintf("the last line of %s is torn, as a crash leaves it; it was never acknowledged and is set aside at the next write", f.path))
		}
	}
	for folder, up := j.dir, 0; up < 3; folder, up = filepath.Dir(folder), up+1 { // up to the home
		if why := disk.OpenToOthers(folder); why != "" {
			warnings = append(warnings, fmt.Sprintf("the record lies in %s, and %s: take that away with chmod 700, or share the folder with chmod 2770", folder, why))
		}
	}
	for _, path := range disk.Matching(j.dir, "*"+suffix+tornMark+"*") {
		warnings = append(warnings,
			fmt.Sprintf("a torn last line, as a crash leaves it, is set aside in %s; it had never been acknowledged; delete the file when you have seen it", path))
	}
	return warnings
}

func (j *Journal) warn(format string, args ...any) {
	if w := fmt.Sprintf(format, args...); !slices.Contains(j.warnings, w) {
		j.warnings = append(j.warnings, w)
	}
}

// Writer returns the name of the journal that Append writes to.
func (j *Journal) Writer() (string, error) { return j.writer() }
