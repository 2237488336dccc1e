package review_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// The letterhead of a report is in the pack, so that a check makes the same report; another one in pack.json is found out.
func TestLetterheadIsReproduced(t *testing.T) {
	t.Parallel()
	d, w, id := reviewed(t, anyCourse.Example(1))
	logo := filepath.Join(d.home, "acme.svg")
	check(t, os.WriteFile(logo, []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>`), 0o600))
	path := filepath.Join(t.TempDir(), "pack.zip")
	_, err := w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path, Company: "Acme & Sons", Logo: logo})
	check(t, err)
	stockTools(t, path)
	if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
		t.Fatal(names, said)
	}
	report := string(contentOf(t, path).files[pack.ReportPath])
	if !strings.Contains(report, "<b>Acme &amp; Sons</b>") || strings.Count(report, "<img") != 1 || !strings.Contains(report, "; img-src data:") {
		t.Error("the report has another letterhead")
	}
	for name, tt := range map[string]struct{ from, to, check, says string }{
		"another company": {`"company": "Acme & Sons"`, `"company": "Acme"`, "report", "report.html, line"},
		"a link":          {`"logo": "data:image/svg+xml;base64,`, `"logo": "https://example.com/`, "contents", "a letterhead of the report that tuar does not make"},
	} {
		c := contentOf(t, path)
		c.edit(pack.IndexPath, tt.from, tt.to)
		c.relist()
		changed := filepath.Join(t.TempDir(), "changed.zip")
		check(t, os.WriteFile(changed, c.zipped(), 0o600))
		if names, said := failed(verified(t, changed, evidence.VerifyOptions{})); !slices.Contains(names, tt.check) || !strings.Contains(said[tt.check], tt.says) {
			t.Errorf("%s: %v, %s", name, names, said[tt.check])
		}
	}
}
