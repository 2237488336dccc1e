//go:build !windows

package atomicfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// hold locks a file that was just made, and reports whether it is still there. Where the file system has no locks, no
// sweep gets one either.
func hold(path string) (release func(), held bool) {
	f, err := os.Open(path)
	if err != nil {
		return func() {}, !errors.Is(err, os.ErrNotExist)
	}
	release = func() { _ = f.Close() }
	if errors.Is(unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK) || !isAt(f, path) {
		release()
		return nil, false
	}
	return release, true
}

// removeLeft removes a file if no process holds it.
func removeLeft(path string) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil && isAt(f, path) {
		_ = os.Remove(path) // what stays is removed another time
	}
}

// isAt reports whether the open file is the one at the path.
func isAt(f *os.File, path string) bool {
	here, err := os.Lstat(path)
	if err != nil {
		return false
	}
	open, err := f.Stat()
	return err == nil && os.SameFile(here, open)
}
