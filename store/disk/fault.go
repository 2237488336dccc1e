// Package disk says in plain words what a disk refuses, and makes folders that survive a crash.
package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/tuar-dev/tuar/review/fault"
)

// Fault returns a Failed fault for an operation on a file, with the operation, the cause and a hint. If err is a fault
// already, its kind and hint are kept. It returns nil if err is nil.
func Fault(err error, format string, args ...any) error {
	var known *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return fault.Wrap(err, format, args...)
	}
	f := fault.New(fault.Failed, "%s: %w", fmt.Sprintf(format, args...), err)
	switch {
	case errors.Is(err, ErrNoFile):
		return f.WithHint("move it away, and put back the file that belongs there")
	case isFull(err):
		return f.WithHint("the disk is full; free some space and try again")
	case errors.Is(err, syscall.EROFS):
		return f.WithHint("the disk can only be read; name another place with --home or TUAR_HOME")
	case errors.Is(err, fs.ErrPermission):
		return f.WithHint("make it readable and writable for you, or name another place with --home or TUAR_HOME")
	case errors.Is(err, syscall.ENOTDIR):
		return f.WithHint("a file stands where a folder must be; move it away, or name another place with --home or TUAR_HOME")
	}
	return f
}
