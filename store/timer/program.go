package timer

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// program returns the path of this tuar: the one in the person's PATH, if it is there, since that stays the same when
// tuar is upgraded.
func program() (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", fault.New(fault.Failed, "the path of this tuar cannot be told: %w", err)
	}
	if found, err := exec.LookPath("tuar"); err == nil {
		if abs, err := filepath.Abs(found); err == nil && sameFile(abs, own) {
			return abs, nil
		}
	}
	return filepath.Abs(own)
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// temporary reports whether the path is below a folder for temporary files, as that of `go run` is.
func temporary(path string) bool {
	dir, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		dir = os.TempDir()
	}
	below, err := filepath.Rel(dir, path)
	return err == nil && below != ".." && !strings.HasPrefix(below, ".."+string(filepath.Separator))
}
