//go:build !windows

package journal

import (
	"os"
	"syscall"
)

// isForeign reports whether a file belongs to another OS account than this process runs as.
func isForeign(info os.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) != os.Geteuid()
}
