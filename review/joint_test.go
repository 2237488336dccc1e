package review_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/joint"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// jointPack returns the packs of a closed campaign in the workspaces prod and dev, in one file.
func jointPack(t *testing.T) string {
	t.Helper()
	e := &estate.Estate{}
	series := campaign.NewSeries("Q4")
	for i, name := range []string{"prod", "dev"} {
		w := reviewtest.New(t, torqtest.Options{Seed: uint64(3 + i), Users: 25 + 5*i})
		w.Workspace = name
		by := w.Open(w.Torq.Admin())
		w.Sync(by)
		id := w.Campaign(by, campaign.Plan{Name: "Q4", Series: series, Scope: `role == "Owner"`, Reviewers: []string{w.Torq.Admin()}})
		w.Close(by, id)
		e.Workspaces = append(e.Workspaces, by)
	}
	e.Files = store.Files{}
	path := filepath.Join(t.TempDir(), "joint.zip")
	must(e.PackEvidence(t.Context(), series, evidence.PackOptions{Path: path}))
	return path
}

// TestDoctoredJointPacks changes a file with the packs of two workspaces, and makes manifests that fit: tuar refuses it with
// a sentence that names what is wrong, and check.py refuses it, too.
func TestDoctoredJointPacks(t *testing.T) {
	t.Parallel()
	path := jointPack(t)
	prod, dev := joint.PackPath("prod"), joint.PackPath("dev")
	if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
		t.Fatalf("as it was packed: %v", said)
	}
	python, noPython := exec.LookPath("python3")
	if noPython == nil {
		if out, ok := runCheckPy(t, python, t.TempDir(), contentOf(t, path)); !ok {
			t.Fatalf("as it was packed: %s", out)
		}
	}
	index := func(change func(x map[string]any)) func(*content) {
		return func(c *content) {
			var x map[string]any
			check(t, json.Unmarshal(c.files[joint.IndexPath], &x))
			change(x)
			c.files[joint.IndexPath] = must(json.Marshal(x))
		}
	}
	for name, of := range map[string]struct {
		do    func(*content)
		check string // that fails
		says  string
		sees  bool // check.py sees it
	}{
		"a changed table of one workspace": {func(c *content) {
			inner := &content{t: t, files: unpacked(t, c.files[dev])}
			inner.edit(pack.TablePath("population", "csv"), ",VERIFIED,", ",PENDING,")
			inner.relist()
			c.files[dev] = inner.zipped()
		}, dev, "tables/population.csv", true},
		"a missing workspace":         {func(c *content) { delete(c.files, dev) }, "workspaces", dev + " is missing", true},
		"a workspace missing in list": {index(func(x map[string]any) { x["packs"] = x["packs"].([]any)[1:] }), "contents", "does not name " + dev, true},
		"a workspace missing in both": {func(c *content) {
			delete(c.files, dev)
			index(func(x map[string]any) { x["packs"] = x["packs"].([]any)[1:] })(c)
		}, "contents", joint.CoverPath, false},
		"two workspaces swapped": {func(c *content) {
			c.files[prod], c.files[dev] = c.files[dev], c.files[prod]
		}, "contents", "says something else of " + dev + " than the pack itself", true},
		"two workspaces swapped in the list": {func(c *content) {
			says := c.files[joint.IndexPath]
			says = bytes.ReplaceAll(says, []byte("prod"), []byte("\x00"))
			says = bytes.ReplaceAll(says, []byte("dev"), []byte("prod"))
			c.files[joint.IndexPath] = bytes.ReplaceAll(says, []byte("\x00"), []byte("dev"))
		}, "contents", "says something else of " + prod + " than the pack itself", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := contentOf(t, path)
			of.do(c)
			c.relist()
			names, said := failed(verified(t, unpressed(t, c), evidence.VerifyOptions{}))
			if !slices.Contains(names, of.check) || !strings.Contains(said[of.check], of.says) {
				t.Errorf("failed: %v; %s: %s", names, of.check, said[of.check])
			}
			if noPython == nil && of.sees {
				if out, ok := runCheckPy(t, python, t.TempDir(), c); ok || !strings.Contains(out, "FAIL") || strings.Contains(out, "Traceback") {
					t.Errorf("check.py: %s", out)
				}
			}
		})
	}
}
