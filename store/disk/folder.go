package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"
)

// MakeFolder makes the folder and its missing parents, so that they survive a crash: with mode 0700, or with that of the
// folder above if OS accounts share that one. It leaves an existing folder as it is.
func MakeFolder(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	above := filepath.Dir(path)
	if above == path { // such as a drive that is not there
		return err
	}
	if err := MakeFolder(above); err != nil {
		return err
	}
	if err := makeAlike(path, above); err != nil && !errors.Is(err, fs.ErrExist) { // another process was first
		return err
	}
	return SyncFolder(above)
}

// Matching returns the paths of what the folder holds with names that match the pattern of path.Match, sorted; none if it
// cannot be read. Unlike filepath.Glob it takes the folder's own name as it is.
func Matching(folder, pattern string) []string {
	entries, _ := os.ReadDir(folder)
	var found []string
	for _, e := range entries {
		if ok, _ := path.Match(pattern, e.Name()); ok {
			found = append(found, filepath.Join(folder, e.Name()))
		}
	}
	return found
}
