package review_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// TestTheSampleIsDrawnAsVerifySays draws by the very line of VERIFY.md, in an unpacked pack.
func TestTheSampleIsDrawnAsVerifySays(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	o := newOffice(t)
	folder := t.TempDir()
	c := contentOf(t, o.path)
	if err := os.MkdirAll(filepath.Join(folder, "tables"), 0o700); err != nil {
		t.Fatal(err)
	}
	const table = "tables/decisions.json"
	if err := os.WriteFile(filepath.Join(folder, table), c.files[table], 0o600); err != nil {
		t.Fatal(err)
	}
	program := regexp.MustCompile(`(?s)python3 -c '([^']+)' 2026Q3 25`).FindSubmatch(c.files["VERIFY.md"])
	if program == nil {
		t.Fatal("VERIFY.md has no line that draws a sample")
	}
	for _, w := range []*review.Workspace{o.open("", settings.Credentials{}), openPack(t, o.path).Workspace} {
		drawn, err := w.Sample(t.Context(), o.id, evidence.SampleOptions{Seed: "2026Q3", Size: 25})
		if err != nil || len(drawn.Rows) != 25 || drawn.From != len(mustSheet(t, w, o.id).Rows) {
			t.Fatal(len(drawn.Rows), drawn.From, err)
		}
		run := exec.Command(python, "-c", string(program[1]), "2026Q3", "25")
		run.Dir = folder
		out, err := run.Output()
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, r := range drawn.Rows {
			want = append(want, r.Item)
		}
		if got := strings.Fields(string(out)); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("python draws\n%v\nwant\n%v", got, want)
		}
	}
}

func TestASampleOfOneDecision(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := o.open("", settings.Credentials{})
	revoked, err := w.Sample(t.Context(), o.id, evidence.SampleOptions{Seed: "s", Size: 1000, Of: campaign.Revoke})
	if err != nil || revoked.From == 0 || len(revoked.Rows) != revoked.From {
		t.Fatalf("%+v, %v", revoked, err)
	}
	for i, r := range revoked.Rows {
		if r.Decision.Verdict != campaign.Revoke || i > 0 && r.Key < revoked.Rows[i-1].Key {
			t.Errorf("%s is among them", r.Item)
		}
	}
	var csv bytes.Buffer
	if err := revoked.Table().WriteCSV(&csv); err != nil || strings.Count(csv.String(), "\n") != revoked.From+1 {
		t.Errorf("%s, %v", csv.String(), err)
	}
	for name, bad := range map[string]evidence.SampleOptions{"no seed": {Size: 1}, "none": {Seed: "s"}, "no such decision": {Seed: "s", Size: 1, Of: "maybe"}} {
		if _, err := w.Sample(t.Context(), o.id, bad); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%s: %v", name, err)
		}
	}
}
