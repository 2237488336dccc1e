package app

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// opened has the app show an evidence pack instead of the workspace.
func (o *office) opened(path string) *review.Pack {
	o.t.Helper()
	pack, err := review.OpenPack(context.Background(), store.Files{}, path)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = pack.Close() })
	o.Workspace = pack.Workspace
	o.clock.Set(pack.AsOf)
	return pack
}

// packed packs the campaign that was closed in summer.
func (o *office) packed() string {
	o.t.Helper()
	all, err := o.ListCampaigns(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	path := filepath.Join(o.t.TempDir(), "evidence.zip")
	if _, err := o.PackEvidence(context.Background(), all[len(all)-1].ID, evidence.PackOptions{Path: path}); err != nil {
		o.t.Fatal(err)
	}
	return path
}

// within does something in a folder, so that screens show names of files and no place of this machine.
func within(t testing.TB, folder string, do func()) {
	t.Helper()
	back, err := os.Getwd()
	if err == nil {
		err = os.Chdir(folder)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(back); err != nil {
			t.Fatal(err)
		}
	}()
	do()
}

// tampered is the pack with one cell of a table changed.
func tampered(t *testing.T, path string) string {
	t.Helper()
	in, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "tables/decisions.csv" {
			data = bytes.Replace(data, []byte(",revoke,"), []byte(",certify,"), 1)
		}
		w, err := z.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(filepath.Dir(path), "bad.zip")
	if err := os.WriteFile(bad, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return bad
}

var (
	headCode = regexp.MustCompile(`\b[0-9a-f]{5}(-[0-9a-f]{5}){3}\b`)
	splitEnd = regexp.MustCompile(`\b0{4,}[0-9a-f]*\b|^ +[0-9a-f]{1,7} *$`)
)

// evidenceFrame is a frame whose head codes are zeros too, since they follow from hashes.
func (o *office) evidenceFrame() string {
	return splitEnd.ReplaceAllString(headCode.ReplaceAllString(o.frame(), "00000-00000-00000-00000"), "0")
}

// TestEvidenceFrames keeps what is seen of the evidence, in the workspace and in a pack.
func TestEvidenceFrames(t *testing.T) {
	o := newOffice(t, true)
	o.year()
	path := o.packed()
	walk := func(keys string) func(*testing.T, uitest.Size) string {
		return func(t *testing.T, size uitest.Size) string {
			within(t, filepath.Dir(path), func() {
				o.open()
				o.start(size.Width, size.Height)
				o.press(strings.Fields(keys)...)
			})
			return o.evidenceFrame()
		}
	}
	usual, all := []uitest.Size{uitest.Usual}, []uitest.Size{uitest.Small, uitest.Usual, uitest.Large}
	const of = "Q3 2026 access review"
	uitest.Look(t, "checks", walk("5"), all, of+" · closed", "3 fail, 8 weak", "independent-reviewers")
	uitest.Look(t, "check-details", walk("5 j j enter"), usual, "fail · revocations-proven", "0 of 11 changes", "carry them out and confirm them")
	uitest.Look(t, "about", walk("5 j j w"), usual, "revocations-proven (11)", "key on-call-rota", "revoke", "enter trace")
	uitest.Look(t, "decisions", walk("5 d"), usual, "decisions (182)", "key metrics", "certify", "enter trace")
	uitest.Look(t, "trace", walk("5 d j t"), []uitest.Size{uitest.Usual, uitest.Large}, "trace of key asset-inventory", "extraction (4)", "all access was read", "listed (1)")
	uitest.Look(t, "trace-details", walk("5 d j t j j enter"), usual, "an answer that told what roles may do", "http_status", "sha256_of_raw_body")
	uitest.Look(t, "trend", walk("5 T"), []uitest.Size{uitest.Large}, "All campaigns", "Q3 2026 acc", "100%", "on time")
	uitest.Look(t, "sample", walk("5 s enter"), usual, "sample: 25 of 182 rows, seed 2026Q4", "key laptop", "enter trace")
	uitest.Look(t, "pack-where", walk("5 p"), usual, "Write the evidence of Q3 2026 access review", "q3-2026-access-review-0")
	uitest.Look(t, "verified", walk("5 v e v i d e n c e . z i p enter"), usual, "evidence.zip checks out", "✓ manifest", "! source", "simulated: made from 127.0.0.1")
	t.Run("ascii", func(t *testing.T) {
		o.open()
		o.app.th = theme.New(true, false)
		o.app.style.unicode = false
		o.start(80, 24)
		o.press("5")
		uitest.Golden(t, o.evidenceFrame())
	})

	const lacks, readOnly = "not in this pack", "pack · read-only"
	o.opened(path)
	uitest.Look(t, "pack-home", walk("1"), usual, readOnly, "an evidence pack, to be looked at only", "5 Evidence says what a pack shows", "46 of 182")
	uitest.Look(t, "pack-access", walk("2"), nil, readOnly, "182 items · as of 90 days ago", "a.adeyemi@cont")
	uitest.Look(t, "pack-reviews", walk("3"), usual, readOnly, "46 of 182 decided", "! population 0 is")
	uitest.Look(t, "pack-evidence", walk("5"), nil, readOnly, "3 fail, 8 weak", "v verify a pack")
	uitest.Look(t, "pack-journal", walk("6"), nil, readOnly, "245 lines", "decision.made")
	uitest.Look(t, "pack-refused", walk("3 j enter c"), usual, readOnly, "182 of 182", "certify: a pack is read-only")
	uitest.Look(t, "pack-other", walk("3 enter"), usual, readOnly, lacks, "esc goes back")

	if o.opened(tampered(t, path)).Result.OK {
		t.Fatal("nothing is wrong with it")
	}
	const wrong = "! THIS PACK DOES NOT CHECK OUT: manifest: tables/decisions"
	uitest.Look(t, "bad-pack-home", walk("1"), usual, wrong, readOnly, "the pack does not check out: manifest", "the pack does not check out: tables")
	uitest.Look(t, "bad-pack-access", walk("2"), nil, wrong, readOnly, "182 items")
	uitest.Look(t, "bad-pack-reviews", walk("3"), nil, wrong, readOnly, "46 of 182 decided")
	uitest.Look(t, "bad-pack-evidence", walk("5"), usual, wrong, readOnly, "3 fail, 8 weak")
	uitest.Look(t, "bad-pack-journal", walk("6"), nil, wrong, readOnly, "245 lines")
	uitest.Look(t, "bad-pack-refused", walk("3 j enter c"), nil, wrong, readOnly, "182 of 182", "certify: a pack is read-only")
	uitest.Look(t, "bad-pack-other", walk("3 enter"), nil, wrong, readOnly, lacks)
}

// TestNoKeyActsInAPack presses every key that acts in every section, as each shows it, and holds that to say why it
// does nothing, and to ask nothing.
func TestNoKeyActsInAPack(t *testing.T) {
	o := newOffice(t, true)
	o.year()
	path := o.packed()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o.opened(path)
	o.open()
	o.start(120, 40)
	acting := map[string]int{}
	for _, walk := range []string{"1", "2", "3", "3 j enter", "3 j p", "4", "5", "6"} {
		o.open()
		o.start(120, 40)
		o.press(strings.Fields(walk)...)
		for _, g := range o.app.keys() {
			for _, b := range g.Keys {
				if !b.Acts {
					continue
				}
				acting[walk]++
				o.press(b.Keys()[0])
				if !strings.Contains(o.frame(), core.ReadOnly) || !o.app.overlays.Empty() {
					t.Errorf("after %s the key %s (%s) shows\n%s", walk, b.Keys()[0], b.Help().Desc, o.frame())
				}
			}
		}
	}
	for walk, least := range map[string]int{"1": 3, "2": 1, "3": 5, "3 j enter": 8, "3 j p": 3, "4": 7, "5": 1} {
		if acting[walk] < least {
			t.Errorf("after %s there are %d keys that act; at least %d are known", walk, acting[walk], least)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Error("the pack is another one now")
	}
	if found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(found) != 1 {
		t.Errorf("beside the pack there are %q, %v", found, err)
	}
}
