package app

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/ui/theme"
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
	if _, err := o.PackEvidence(context.Background(), all[len(all)-1].ID, review.PackOptions{Path: path}); err != nil {
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

var sizes = []tea.WindowSizeMsg{{Width: 60, Height: 16}, {Width: 80, Height: 24}, {Width: 160, Height: 45}}

// TestEvidenceFrames keeps what is seen of the evidence, in the workspace and in a pack.
func TestEvidenceFrames(t *testing.T) {
	o := newOffice(t, true)
	o.year()
	path := o.packed()
	walks := []struct {
		name string
		keys []string
	}{
		{"checks", nil},
		{"check-details", []string{"j", "enter"}},
		{"about", []string{"j", "w"}},
		{"decisions", []string{"d"}},
		{"trace", []string{"d", "j", "t"}},
		{"trace-details", []string{"d", "j", "t", "j", "j", "enter"}},
		{"sample", []string{"s", "enter"}},
		{"pack-where", []string{"p"}},
		{"verified", []string{"v", "e", "v", "i", "d", "e", "n", "c", "e", ".", "z", "i", "p", "enter"}},
	}
	frames := func(t *testing.T, prefix string, front ...string) {
		for _, walk := range walks {
			for _, size := range sizes {
				t.Run(fmt.Sprintf("%s%s-%dx%d", prefix, walk.name, size.Width, size.Height), func(t *testing.T) {
					within(t, filepath.Dir(path), func() {
						o.open()
						o.start(size.Width, size.Height)
						o.press(append(front, walk.keys...)...)
					})
					golden.RequireEqual(t, o.evidenceFrame())
				})
			}
		}
	}
	frames(t, "", "5")
	t.Run("ascii", func(t *testing.T) {
		o.open()
		o.app.th = theme.New(true, false)
		o.app.unicode = false
		o.start(80, 24)
		o.press("5")
		golden.RequireEqual(t, o.evidenceFrame())
	})

	bad := tampered(t, path)
	walks = walks[:0]
	for name, keys := range map[string]string{"home": "1", "access": "2", "reviews": "3", "evidence": "5", "journal": "6", "refused": "3 j enter c", "other": "3 enter"} {
		walks = append(walks, struct {
			name string
			keys []string
		}{name, strings.Fields(keys)})
	}
	o.opened(path)
	frames(t, "pack-")
	if o.opened(bad).Result.OK {
		t.Fatal("nothing is wrong with it")
	}
	frames(t, "bad-pack-")
}

// TestNoKeyActsInAPack presses every key that acts in every section, as each shows it, and holds that to say why it does
// nothing, and to ask nothing.
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
