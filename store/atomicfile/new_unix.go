//go:build !windows

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
)

// linkNew gives the file its final name unless that is taken. A link either makes the name or finds it there.
func linkNew(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return err
	}
	return claimNew(from, to)
}

// claimNew is linkNew for file systems without links: it takes the name with an empty file, and then replaces that.
func claimNew(from, to string) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), os.Rename(from, to)); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}
