package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// ErrNoFile reports a pipe, a device, a folder or a dead link where a file should be.
var ErrNoFile = errors.New("no file")

// noFile is the error for a path that is not a regular file; what names what it is.
type noFile struct{ what string }

func (n *noFile) Error() string        { return "it is " + n.what + ", not a file" }
func (n *noFile) Is(target error) bool { return target == ErrNoFile }

// Stat is os.Stat for a path that must be a file. It does not call a dead link missing.
func Stat(path string) (os.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if link, linkErr := os.Lstat(path); linkErr == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, &fs.PathError{Op: "open", Path: path, Err: &noFile{"a link that leads nowhere"}}
		}
		return nil, err
	case err != nil:
		return nil, err
	}
	return info, regular(path, info)
}

func regular(path string, info os.FileInfo) error {
	what := "something else"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	}
	return &fs.PathError{Op: "open", Path: path, Err: &noFile{what}}
}

// Open opens a file to read it. It never waits, whatever is there.
func Open(path string) (*os.File, error) { return OpenFile(path, os.O_RDONLY, 0) }

// OpenFile is os.OpenFile for a path that must be a file. It never waits, whatever is there.
func OpenFile(path string, flag int, mode os.FileMode) (*os.File, error) {
	if _, err := Stat(path); err != nil && !(flag&os.O_CREATE != 0 && errors.Is(err, fs.ErrNotExist)) {
		return nil, err // opening a device may do something
	}
	f, err := os.OpenFile(path, flag|withoutWaiting, mode)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = regular(path, info) // it may be another one by now
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// MaxFile is more than any file that is read whole can have, except for populations and packs.
const MaxFile = 16 << 20

// ReadFile is os.ReadFile for a path that must be a file of at most that many bytes.
func ReadFile(path string, most int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = &fs.PathError{Op: "read", Path: path, Err: errors.New("it is larger than it can be")}
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}
