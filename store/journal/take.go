package journal

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/disk"
)

// Take adds the lines that choose returns, which other writers wrote elsewhere, under the lock of the workspace. They are
// in fold order and follow the lines that are here. At any moment on the way what is on disk is closed: a line stands
// there only after the lines it has seen. The journal of this installation is never written.
func (j *Journal) Take(ctx context.Context, choose func(here []record.Line) ([]record.Line, error)) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := disk.MakeFolder(j.dir); err != nil {
		return disk.Fault(err, "making room for the record")
	}
	release, err := j.lock.Take(ctx)
	if err != nil {
		return err
	}
	defer release()
	here, err := j.read(ctx)
	if err != nil {
		return err
	}
	lines, err := choose(here)
	if err != nil || len(lines) == 0 {
		return err
	}
	own, err := j.writer()
	if err != nil {
		return err
	}
	in := intake{journal: j, own: own, files: map[string]*incoming{}}
	err = errors.Join(in.add(lines), in.close())
	if err != nil {
		return disk.Fault(err, "taking in the lines of other machines")
	}
	_, err = j.read(ctx)
	return err
}

// Barred returns why lines of a writer cannot be taken in from elsewhere, as the end of a sentence about its journal; empty
// if they can. In a folder that OS accounts share, only its own account adds to the journal of an installation.
func (j *Journal) Barred(writer string) string {
	path := filepath.Join(j.dir, writer+suffix)
	info, err := disk.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ""
	case err == nil && disk.IsShared(j.dir) && info.Mode()&groupWrites == 0 && isForeign(info):
		return "another account of this machine writes it, and its lines are taken from this disk alone"
	}
	if err == nil {
		var out *os.File
		if out, err = disk.OpenFile(path, os.O_RDWR, 0); err == nil {
			err = out.Close()
		}
	}
	if err != nil {
		return "it cannot be written on this machine: " + err.Error()
	}
	return ""
}

// groupWrites is the mode of journals that hold lines from elsewhere, in a folder that OS accounts share: each of them takes
// lines in.
const groupWrites = 0o020

// intake writes lines of other writers.
type intake struct {
	journal *Journal
	own     string
	files   map[string]*incoming
}

// incoming is the journal of another writer, open for writing.
type incoming struct {
	file
	out *os.File
}

// add writes the lines in their order, those of one writer that stand together at once.
func (in *intake) add(lines []record.Line) error {
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && lines[to].Writer == lines[from].Writer {
			to++
		}
		if err := in.addRun(lines[from:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// addRun writes lines of one writer, all or none.
func (in *intake) addRun(lines []record.Line) error {
	f, err := in.open(lines[0].Writer)
	if err != nil {
		return err
	}
	var data []byte
	if f.file.open {
		data = append(data, '\n')
	}
	for i := range lines {
		if err := f.follows(&lines[i]); err != nil {
			return f.damaged(f.count()+1, err)
		}
		begun := len(data)
		data = append(lines[i].AppendTo(data), '\n')
		f.last, f.tail = &lines[i], int64(len(data)-begun)
	}
	if err := in.overwrite(f, data); err != nil {
		return err
	}
	if _, err := f.out.WriteAt(data, f.size); err != nil {
		return errors.Join(err, f.out.Truncate(f.size))
	}
	f.size, f.file.open = f.size+int64(len(data)), false
	return nil
}

// overwrite clears the way for data where a torn line stands: an intake that was cut off leaves the beginning of data.
// Anything else is set aside.
func (in *intake) overwrite(f *incoming, data []byte) error {
	if f.torn == 0 {
		return nil
	}
	torn, err := readRange(f.path, f.size, f.size+f.torn)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(data, torn) {
		_, err = f.setTornAside(in.journal.clock.Now().UTC().Format(stamp))
	}
	f.torn = 0
	return err
}

func (in *intake) open(writer string) (*incoming, error) {
	if f, ok := in.files[writer]; ok {
		return f, nil
	}
	if writer == in.own || !writerName.MatchString(writer) {
		return nil, fault.New(fault.Damaged, "lines of %q cannot be taken in from elsewhere", writer)
	}
	known, ok := in.journal.files[writer]
	if !ok {
		known = file{path: filepath.Join(in.journal.dir, writer+suffix), writer: writer}
		if _, err := os.Lstat(known.path); !errors.Is(err, fs.ErrNotExist) {
			return nil, known.damaged(1, errors.New("it is no journal of that writer, whose place it takes"))
		}
	}
	mode := disk.FileMode(in.journal.dir)
	if disk.IsShared(in.journal.dir) {
		mode |= groupWrites
	}
	out, err := disk.OpenFile(known.path, os.O_RDWR|os.O_CREATE, mode)
	if err == nil && !ok {
		err = out.Chmod(mode) // whatever the umask is
	}
	if err != nil {
		return nil, err
	}
	f := &incoming{known, out}
	in.files[writer] = f
	return f, nil
}

// close returns when all is on disk.
func (in *intake) close() (err error) {
	for _, f := range in.files {
		err = errors.Join(err, f.out.Sync(), f.out.Close())
	}
	return errors.Join(err, disk.SyncFolder(in.journal.dir))
}
