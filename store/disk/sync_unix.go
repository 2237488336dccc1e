//go:build !windows

package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncFolder makes new, changed and removed names in the folder survive a crash.
func SyncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // a file system that has nothing to sync
		return err
	}
	return nil
}
