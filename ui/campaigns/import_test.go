package campaigns

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/export"
)

// file is the exported campaign with some texts replaced, as a person fills it in.
func (s *session) file(changes ...string) string {
	s.Helper()
	path := filepath.Join(s.TempDir(), "filled.csv")
	if err := s.desk.Workspace.ExportFile(s.Context(), s.only().ID, export.CSV, path, false); err != nil {
		s.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	data = []byte(strings.NewReplacer(changes...).Replace(string(data)))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

func TestDecisionsAreImported(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	if !strings.Contains(s.barred("i"), "draft") {
		t.Errorf("a draft: %q", s.barred("i"))
	}
	s.press("y", "esc")
	items, mine := s.only().Items, s.me
	filled := s.file(",undecided,,,,", ",revoke,,,left the team,")
	lines := strings.Split(string(must(os.ReadFile(filled))), "\n")
	lines = without(without(lines, ",user,"+mine+","), ",key,"+mine+",") // nobody decides on their own access
	if err := os.WriteFile(filled, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}

	s.press("i")
	s.write(filled)
	s.press("enter")
	s.sees("Record ", "new (", "revoke", "left the team")
	s.press("enter") // stands on cancel
	if n := s.only().Revoked; n != 0 {
		t.Fatalf("%d recorded without a yes", n)
	}
	s.press("i")
	s.write(filled)
	s.press("enter", "y")
	s.hears("recorded: ")
	if n := s.only().Revoked; n == 0 || n > items {
		t.Fatalf("%d of %d are revoked", n, items)
	}

	// Reasons alone are asked about, and what cannot be taken is named.
	again := s.file("left the team", "left")
	before := revision(s)
	s.press("i")
	s.write(again)
	s.press("enter")
	s.sees("only the reason differs", "keep the recorded reasons")
	s.press("enter")
	s.hears("nothing to record")
	bad := s.file(",revoke,,,left the team,", ",revoke,Viewer,,left the team,")
	s.press("i")
	s.write(bad)
	s.press("enter")
	s.sees("Nothing was recorded", "line ", "to_role")
	s.press("enter")
	if revision(s) != before {
		t.Error("something was recorded")
	}
}

func revision(s *session) int { return s.only().Revision }

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
}

func without(lines []string, word string) []string {
	var out []string
	for _, l := range lines {
		if !strings.Contains(l, word) {
			out = append(out, l)
		}
	}
	return out
}
