package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store"
)

// However many ask at once, an installation has one name, and keeps it.
func TestAnInstallationHasOneName(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	var wg sync.WaitGroup
	names := make([]string, 16)
	for i := range names {
		wg.Go(func() {
			var err error
			if names[i], err = store.Writer(home); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}-[0-9a-f]{8}$`).MatchString(names[0]) {
		t.Errorf("the name is %q", names[0])
	}
	for _, name := range names {
		if name != names[0] {
			t.Errorf("both %s and %s", names[0], name)
		}
	}
	if entries, err := os.ReadDir(home); err != nil || len(entries) != 1 {
		t.Errorf("the home folder holds %v, %v", entries, err)
	}
}

func TestAnInstallationWithoutAName(t *testing.T) {
	home := t.TempDir()
	for _, content := range []string{``, `{}`, `{"writer":"../../etc/passwd"}`, `{"writer":"A"}`} {
		if err := os.WriteFile(filepath.Join(home, "installation.json"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if name, err := store.Writer(home); fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %q, %v", content, name, err)
		}
	}
}
