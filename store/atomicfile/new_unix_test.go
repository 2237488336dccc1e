//go:build !windows

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A file system without links is hard to come by, so this takes the way that is left there.
func TestClaimNewDoesNotReplace(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	for _, text := range []string{"one", "two"} {
		if err := os.WriteFile(from, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := claimNew(from, to)
		if text == "one" && err != nil || text == "two" && !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if got, err := os.ReadFile(to); err != nil || string(got) != "one" {
		t.Errorf("got %q, %v", got, err)
	}
}
