package disk

import (
	"io/fs"
	"os"
)

// IsShared reports whether OS accounts share a folder: its group writes there, and what is made there belongs to the
// group, as after `chmod 2770`. What is made in such a folder follows it.
func IsShared(folder string) bool {
	const groupWrites = 0o020
	info, err := os.Stat(folder)
	return err == nil && info.IsDir() && info.Mode()&fs.ModeSetgid != 0 && info.Mode()&groupWrites != 0
}

// FileMode returns the mode of a new file in a folder: for its account alone, or for the group to read where accounts
// share the folder. Only the account that made a file writes to it.
func FileMode(folder string) fs.FileMode {
	if IsShared(folder) {
		return 0o640
	}
	return 0o600
}

// makeAlike makes a folder with mode 0700, or with that of the folder above if accounts share that one.
func makeAlike(path, above string) error {
	if err := os.Mkdir(path, 0o700); err != nil || !IsShared(above) {
		return err
	}
	info, err := os.Stat(above)
	if err != nil {
		return err
	}
	return os.Chmod(path, info.Mode().Perm()|fs.ModeSetgid) // whatever the umask is
}
