// Package atomicfile writes files whole or not at all. What a killed process left half written, the next write in the
// same folder removes.
package atomicfile

import (
	"io"
	"os"
	"path/filepath"

	"github.com/tuar-dev/tuar/store/disk"
)

// Write makes or replaces the file at path with the output of write. The bytes are on disk under their final name when
// it returns; if it fails the file is as it was.
func Write(path string, mode os.FileMode, write func(io.Writer) error) error {
	return writeAndPut(path, mode, write, os.Rename)
}

// WriteNew is Write, but fails with os.ErrExist if there is a file at path already, or if another process makes one
// meanwhile.
func WriteNew(path string, mode os.FileMode, write func(io.Writer) error) error {
	return writeAndPut(path, mode, write, linkNew)
}

// Bytes returns a func for Write and WriteNew that writes data.
func Bytes(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

func writeAndPut(path string, mode os.FileMode, write func(io.Writer) error,
	put func(from, to string) error,
) (err error) {
	dir := filepath.Dir(path)
	sweep(dir)
	f, release, err := create(dir)
	if err != nil {
		return err
	}
	defer release()
	defer func() {
		if err != nil {
			_ = f.Close() // the first error is the one to tell
			_ = os.Remove(f.Name())
		}
	}()
	if err = f.Chmod(mode); err != nil {
		return err
	}
	if err = write(f); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = put(f.Name(), path); err != nil {
		return err
	}
	return disk.SyncFolder(dir)
}
