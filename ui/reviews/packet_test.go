package reviews

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Packets are made from the list of campaigns: for whom, as what, where, and after a yes.
func TestPacketsAreMade(t *testing.T) {
	s := start(t)
	s.draft(s.me + ", rita@example.net")
	if !strings.Contains(s.Disabled("w"), "draft") {
		t.Errorf("a draft: %q", s.Disabled("w"))
	}
	s.Press("y", "esc")
	folder := s.TempDir()
	made := func() []string {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(folder, "review-*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	s.Press("w")
	s.Sees("all reviewers", "rita@example.net")
	s.Press("enter")
	s.Sees("html", "xlsx", "without a network")
	s.Press("enter")
	s.Press("ctrl+u")
	s.Write(folder)
	s.Press("enter")
	s.Sees("Make 2 packets", "rita@example.net: ", "to decide")
	if n := len(made()); n != 0 {
		t.Fatalf("%d packets before a yes", n)
	}
	s.Press("y")
	if n := len(made()); n != 2 {
		t.Fatalf("%d packets", n)
	}
	if data, err := os.ReadFile(made()[0]); err != nil || !strings.HasPrefix(string(data), "<!DOCTYPE html>") {
		t.Errorf("no page: %v", err)
	}
	// Files of the same names are replaced after another question only.
	s.Press("w", "enter", "enter", "ctrl+u")
	s.Write(folder)
	s.Press("enter")
	s.Sees("is there already", "Replace it?")
	s.Press("y")
	s.Sees("again: a packet of the same rows was made on")
}
