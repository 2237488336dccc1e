//go:build !windows

package disk

import (
	"errors"
	"syscall"
)

// isFull says whether a write failed for want of space, a quota or a limit on the size of files.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
