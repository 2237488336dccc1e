//go:build !windows

package disk

import (
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// OpenToOthers says, as the end of a sentence about a folder, which other OS accounts can replace files in it that are
// not theirs; empty if none can, or if accounts share it as IsShared says. A group that has the name of its only account
// is no other one.
func OpenToOthers(folder string) string {
	const worldWrites, groupWrites = 0o002, 0o020
	info, err := os.Stat(folder)
	switch {
	case err != nil || !info.IsDir() || info.Mode()&fs.ModeSticky != 0:
		return ""
	case info.Mode()&worldWrites != 0:
		return "every account of this machine can replace its files"
	case info.Mode()&groupWrites == 0 || IsShared(folder):
		return ""
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	group, err := user.LookupGroupId(strconv.FormatUint(uint64(owner.Gid), 10))
	if err != nil {
		return "its group can replace its files"
	}
	if account, err := user.LookupId(strconv.FormatUint(uint64(owner.Uid), 10)); err == nil && account.Username == group.Name {
		return ""
	}
	return "the group " + group.Name + " can replace its files"
}
