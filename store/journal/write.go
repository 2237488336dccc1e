package journal

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// write appends whole lines, all or none, and returns when they are on disk. The caller holds the lock and has read all
// there is.
func (f *file) write(data []byte) error {
	mode := disk.FileMode(filepath.Dir(f.path))
	out, err := disk.OpenFile(f.path, os.O_RDWR|os.O_CREATE, mode)
	if err != nil {
		return disk.Fault(err, "writing to the record")
	}
	if f.size == 0 {
		err = out.Chmod(mode) // whatever the umask is
	}
	if err == nil {
		_, err = out.WriteAt(data, f.size)
	}
	if err == nil {
		err = out.Sync()
	}
	if err == nil && f.size == 0 {
		err = disk.SyncFolder(filepath.Dir(f.path))
	}
	if err != nil {
		// Nothing of this was acknowledged: take it back, so that no half line stands in the way.
		undone := errors.Join(out.Truncate(f.size), out.Sync(), out.Close())
		if undone != nil {
			return disk.Fault(errors.Join(err, undone), "writing to the record; what was written could not be taken back")
		}
		return disk.Fault(err, "writing to the record; nothing was recorded")
	}
	_ = out.Close()             // all is synced
	f.seen, _ = os.Stat(f.path) // without it the next reading looks closer
	return nil
}

// setTornAside moves the bytes of a torn last line into a file of their own, so that nothing is lost and the journal
// ends with a whole line again. The caller holds the lock, so no process is writing them.
func (f *file) setTornAside(stamp string) (aside string, err error) {
	torn, err := readRange(f.path, f.size, f.size+f.torn)
	if err != nil {
		return "", disk.Fault(err, "setting a torn line aside")
	}
	aside = f.path + tornMark + stamp
	if err := atomicfile.WriteNew(aside, disk.FileMode(filepath.Dir(aside)), atomicfile.Bytes(torn)); err != nil {
		return "", disk.Fault(err, "setting a torn line aside")
	}
	if err := truncate(f.path, f.size); err != nil {
		return "", disk.Fault(err, "setting a torn line aside")
	}
	f.torn = 0
	return aside, nil
}

func truncate(path string, size int64) (err error) {
	out, err := disk.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := out.Truncate(size); err != nil {
		return err
	}
	return out.Sync()
}
