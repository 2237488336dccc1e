package reviews

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/export"
)

// file is the exported campaign with the cells of the named columns filled in, as a person fills them in; rows about
// one's own access are left out, as nobody decides on that.
func (s *session) file(cells map[string]string) string {
	s.Helper()
	path := filepath.Join(s.TempDir(), "filled.csv")
	if err := s.workspace.ExportFile(s.Context(), s.only().ID, export.CSV, path, false); err != nil {
		s.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil {
		s.Fatal(err)
	}
	head, filled := rows[0], rows[:1]
	email := slices.Index(head, "email")
	for _, row := range rows[1:] {
		if row[email] == s.me {
			continue
		}
		for name, cell := range cells {
			at := slices.Index(head, name)
			if at < 0 {
				s.Fatalf("the export has no column %s", name)
			}
			row[at] = cell
		}
		filled = append(filled, row)
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(filled); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

func TestDecisionsAreImported(t *testing.T) {
	s := start(t)
	s.draft(s.me)
	if !strings.Contains(s.Disabled("i"), "draft") {
		t.Errorf("a draft: %q", s.Disabled("i"))
	}
	s.Press("y", "esc")
	items := s.only().Items
	filled := s.file(map[string]string{"decision": "revoke", "reason": "left the team"})

	s.Press("i")
	s.Write(filled)
	s.Press("enter")
	s.Sees("Record ", "new (", "revoke", "left the team")
	s.Press("enter") // stands on cancel
	if n := s.only().Revoked; n != 0 {
		t.Fatalf("%d recorded without a yes", n)
	}
	s.Press("i")
	s.Write(filled)
	s.Press("enter", "y")
	s.Sees("Contradictions", "is revoked, but")
	s.Press("enter")
	s.Hears("recorded: ")
	if n := s.only().Revoked; n == 0 || n > items {
		t.Fatalf("%d of %d are revoked", n, items)
	}

	// Reasons alone are asked about, and what cannot be taken is named.
	again := s.file(map[string]string{"reason": "left"})
	before := revision(s)
	s.Press("i")
	s.Write(again)
	s.Press("enter")
	s.Sees("only the reason differs", "keep the recorded reasons")
	s.Press("enter")
	s.Hears("nothing to record")
	bad := s.file(map[string]string{"to_role": "Viewer"})
	s.Press("i")
	s.Write(bad)
	s.Press("enter")
	s.Sees("Nothing was recorded", "line ", "to_role")
	s.Press("enter")
	if revision(s) != before {
		t.Error("something was recorded")
	}
}

func revision(s *session) int { return s.only().Revision }
