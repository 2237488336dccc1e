//go:build !windows

package disk

import (
	"errors"
	"syscall"
)

// isFull reports whether a write failed for lack of space, or for a limit on space or on the size of files.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
