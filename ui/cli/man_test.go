package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A release writes a page for each command, and none of them is wrong for man.
func TestEveryCommandHasAManualPage(t *testing.T) {
	dir := t.TempDir()
	if said, err := exec.CommandContext(t.Context(), filepath.Join(bin, "tuar"), "man", "--dir", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "tuar*.1"))
	if err != nil || len(pages) < 100 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "FILES"} {
			if !strings.Contains(string(text), "\n.SH "+section+"\n") {
				t.Errorf("%s has no %s", filepath.Base(page), section)
			}
		}
	}
	if _, err := exec.LookPath("mandoc"); err != nil {
		t.Skip(err)
	}
	said, err := exec.CommandContext(t.Context(), "mandoc", append([]string{"-Tlint", "-W", "warning"}, pages...)...).CombinedOutput()
	for line := range strings.Lines(string(said)) {
		if !strings.Contains(line, "missing date") { // a test is built without the time of its commit
			t.Errorf("%v: %s", err, line)
		}
	}
}
