//go:build !windows

package share

import (
	"os"
	"syscall"
)

// isForeign reports whether a file or folder belongs to another account than this process runs as.
func isForeign(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(owner.Uid) != os.Geteuid(), nil
}
