package atomicfile

import (
	"os"

	"golang.org/x/sys/windows"
)

// linkNew gives the file its final name unless that is taken: without MOVEFILE_REPLACE_EXISTING a move does not
// replace.
func linkNew(from, to string) error {
	oldName, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	newName, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	if err := windows.MoveFileEx(oldName, newName, windows.MOVEFILE_WRITE_THROUGH); err != nil {
		return &os.LinkError{Op: "move", Old: from, New: to, Err: err}
	}
	return nil
}
