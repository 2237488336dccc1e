package review_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/archive"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

// twoYears is a workspace with two campaigns, of which the second is open, and two elevations, a year after another.
type twoYears struct {
	*lent
	first, second string
	year          int // of the second campaign and elevation
}

func newTwoYears(t *testing.T) *twoYears {
	t.Helper()
	s := &twoYears{lent: newLent(t)}
	s.first = s.opened(s.w, "privileged", rita).ID
	if _, err := s.w.CloseCampaign(t.Context(), s.first, ""); err != nil {
		t.Fatal(err)
	}
	s.pass(2 * time.Hour)
	_ = s.reaps(0)
	s.pass(366 * 24 * time.Hour)
	s.give("Owner", time.Hour)
	s.pass(2 * time.Hour)
	_ = s.reaps(0)
	if _, err := s.w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	s.second, s.year = s.opened(s.w, "privileged", rita).ID, s.clock.Now().Year()
	return s
}

// write makes the archive of some years.
func (s *twoYears) write(t *testing.T, from, to int, change func(*evidence.ArchiveOptions)) (string, evidence.ArchiveResult) {
	t.Helper()
	o := evidence.ArchiveOptions{Period: archive.Period{From: time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(to, 12, 31, 0, 0, 0, 0, time.UTC)}}
	o.Path = filepath.Join(t.TempDir(), "archive.zip")
	if change != nil {
		change(&o)
	}
	made, err := s.open(lead, settings.Credentials{}).ArchiveEvidence(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return o.Path, made
}

// unpressed writes the files of an archive anew, with packs stored as tuar stores them.
func unpressed(t *testing.T, c *content) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	paths := make([]string, 0, len(c.files))
	for path := range c.files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		w, err := z.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(c.files[path]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "rezipped.zip")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestArchiveHoldsThePeriod(t *testing.T) {
	t.Parallel()
	s := newTwoYears(t)
	path, made := s.write(t, s.year-1, s.year, func(o *evidence.ArchiveOptions) {
		o.Retention = archive.Retention{Until: "2040-12-31", Where: "bucket audit, object lock"}
	})
	if len(made.Packs) != 2 || made.Elevations != 2 || made.Packs[0].Final == made.Packs[1].Final {
		t.Errorf("%+v", made)
	}
	if result := verified(t, path, evidence.VerifyOptions{}); !result.OK {
		names, said := failed(result)
		t.Errorf("%v, %v", names, said)
	}
	stockTools(t, path)
	again, _ := s.write(t, s.year-1, s.year, func(o *evidence.ArchiveOptions) {
		o.Retention = archive.Retention{Until: "2040-12-31", Where: "bucket audit, object lock"}
	})
	if !bytes.Equal(must(os.ReadFile(path)), must(os.ReadFile(again))) {
		t.Error("the same record gives other bytes")
	}
	c := contentOf(t, path)
	for _, says := range []string{"Until 2040-12-31, as stated", "bucket audit, object lock", "The period was not over"} {
		if !strings.Contains(string(c.files[archive.RetentionPath]), says) {
			t.Errorf("the statement does not say %q", says)
		}
	}

	// Each pack is the one that its campaign gives alone.
	alone, _ := packed(t, s.open(lead, settings.Credentials{}), s.first)
	if !bytes.Equal(must(os.ReadFile(alone)), c.files[archive.PackPath(s.first)]) {
		t.Error("the pack in the archive is another")
	}

	// One year has one campaign and one elevation. The archive says that no retention was stated.
	path, made = s.write(t, s.year, s.year, nil)
	if len(made.Packs) != 1 || made.Packs[0].Campaign != s.second || made.Elevations != 1 {
		t.Errorf("%+v", made)
	}
	if result := verified(t, path, evidence.VerifyOptions{}); !result.OK {
		t.Errorf("%+v", result)
	}
	stockTools(t, path)
	if says := string(contentOf(t, path).files[archive.RetentionPath]); strings.Count(says, "Not stated: ") != 2 {
		t.Error(says)
	}
}

func TestArchiveRefusals(t *testing.T) {
	t.Parallel()
	s := newTwoYears(t)
	o := evidence.ArchiveOptions{Period: must(archive.NewPeriod("1999-01-01", "1999-12-31"))}
	o.Path = filepath.Join(t.TempDir(), "archive.zip")
	_, err := s.w.ArchiveEvidence(t.Context(), o)
	wantKind(t, err, fault.Refused)
	for _, kept := range []archive.Retention{{Until: "some day"}, {Where: "two\nlines"}, {Where: "\u202eevil"}, {Where: strings.Repeat("x", 301)}} {
		o.Retention = kept
		_, err := s.w.ArchiveEvidence(t.Context(), o)
		wantKind(t, err, fault.BadInput)
	}
	if _, err := os.Stat(o.Path); err == nil {
		t.Error("a file was written")
	}
	for _, of := range [][2]string{{"2026-02-30", "2026-12-31"}, {"2026-12-31", "2026-01-01"}, {"", "2026-01-01"}} {
		_, err := archive.NewPeriod(of[0], of[1])
		wantKind(t, err, fault.BadInput)
	}
	path, _ := s.write(t, s.year, s.year, nil)
	_, err = review.OpenPack(t.Context(), store.Files{}, path)
	wantKind(t, err, fault.BadInput)
}

// A signed archive has one signature, which covers the packs.
func TestArchiveIsSigned(t *testing.T) {
	t.Parallel()
	s := newTwoYears(t)
	key, _ := aKey(t)
	path, made := s.write(t, s.year, s.year, func(o *evidence.ArchiveOptions) {
		o.Sign = must(s.w.Signer(t.Context(), key, nil))
	})
	if !made.Signed || made.Key == "" {
		t.Errorf("%+v", made)
	}
	allowed := filepath.Join(t.TempDir(), "allowed_signers")
	(&office{desk: s.desk}).allow(allowed, key, lead)
	if result := verified(t, path, evidence.VerifyOptions{AllowedSigners: allowed}); !result.OK {
		names, said := failed(result)
		t.Errorf("%v, %v", names, said)
	}
	unsigned, _ := s.write(t, s.year, s.year, nil)
	if names, said := failed(verified(t, unsigned, evidence.VerifyOptions{AllowedSigners: allowed})); !slices.Equal(names, []string{"signature"}) {
		t.Errorf("%v, %v", names, said)
	}
}

// What was done to an archive is noticed by verify and by check.py, even if the manifest fits.
func TestArchiveTampering(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long")
	}
	s := newTwoYears(t)
	path, _ := s.write(t, s.year-1, s.year, nil)
	must(s.w.Sync(t.Context(), review.SyncOptions{}))
	later, _ := packed(t, s.w, s.second) // as of a later line
	first, second := archive.PackPath(s.first), archive.PackPath(s.second)
	index := func(change func(x map[string]any)) func(*content) {
		return func(c *content) {
			var x map[string]any
			if err := json.Unmarshal(c.files[archive.IndexPath], &x); err != nil {
				t.Fatal(err)
			}
			change(x)
			c.files[archive.IndexPath] = must(json.Marshal(x))
		}
	}
	packs := func(x map[string]any) []any { return x["packs"].([]any) }
	for name, of := range map[string]struct {
		do     func(*content)
		check  string // that fails
		says   string
		python bool // check.py notices it, too
	}{
		"a campaign left out": {func(c *content) {
			delete(c.files, first)
			index(func(x map[string]any) { x["packs"] = packs(x)[1:] })(c)
		}, "campaigns", first + " is missing", true},
		"another period": {index(func(x map[string]any) { x["to"] = "1999-12-31" }), "period", "before it begins", true},
		"a shorter period": {
			index(func(x map[string]any) { x["from"] = s.clock.Now().Format("2006-01-02") }), "campaigns",
			first + " is about no campaign that was open", true,
		},
		"a pack of a later time": {func(c *content) { c.files[second] = must(os.ReadFile(later)) }, "campaigns", "rests on other journals", true},
		"a pack under another name": {func(c *content) {
			c.files[archive.PackPath("x")] = c.files[second]
			delete(c.files, second)
		}, "campaigns", "would be called " + second, true},
		"a pack that was changed": {func(c *content) {
			inner := &content{t: t, files: unpacked(t, c.files[second])}
			inner.edit(pack.TablePath("population", "csv"), ",VERIFIED,", ",PENDING,")
			inner.relist()
			c.files[second] = inner.zipped()
		}, second, "tables", true},
		"an elevation left out": {func(c *content) {
			table := c.lines(pack.TablePath(archive.TableName, "csv"))
			c.files[pack.TablePath(archive.TableName, "csv")] = slices.Concat(table[:len(table)-1]...)
		}, "contents", "", true},
		"another statement":    {func(c *content) { c.edit(archive.RetentionPath, "Not stated", "Forever") }, "contents", "", false},
		"another check.py":     {func(c *content) { c.edit(pack.CheckPath, "FAIL", "pass") }, "contents", "", false},
		"a stray file":         {func(c *content) { c.files["notes.txt"] = []byte("x") }, "archive", "no part of a pack", false},
		"figures of a pack":    {index(func(x map[string]any) { packs(x)[0].(map[string]any)["decided"] = 99 }), "contents", "", true},
		"no archive.json left": {func(c *content) { c.files[archive.IndexPath] = []byte("{") }, "period", "cannot be read", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := contentOf(t, path)
			of.do(c)
			c.relist()
			names, said := failed(verified(t, unpressed(t, c), evidence.VerifyOptions{}))
			if !slices.Contains(names, of.check) || !strings.Contains(said[of.check], of.says) {
				t.Errorf("failed: %v; %s: %s", names, of.check, said[of.check])
			}
			if python, err := exec.LookPath("python3"); err == nil && of.python {
				if out, ok := runCheckPy(t, python, t.TempDir(), c); ok || !strings.Contains(out, "FAIL") || strings.Contains(out, "Traceback") {
					t.Errorf("check.py: %s", out)
				}
			}
		})
	}
	c := contentOf(t, path)
	c.files[pack.ManifestPath] = bytes.ReplaceAll(c.files[pack.ManifestPath], []byte("packs/"), []byte("pucks/"))
	if names, _ := failed(verified(t, unpressed(t, c), evidence.VerifyOptions{})); !slices.Contains(names, "manifest") {
		t.Errorf("another manifest: %v", names)
	}
}

// No file may make the check of an archive itself fail, keep silent, or pass half checked.
func FuzzVerifyArchive(f *testing.F) {
	d := newDeskOf(f, 25)
	w := d.synced(lead)
	d.opened(w, `role == "Owner"`, rita)
	year := time.Date(d.clock.Now().Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	o := evidence.ArchiveOptions{Period: archive.Period{From: year, To: year.AddDate(1, 0, -1)}}
	o.Path = f.TempDir() + "/archive.zip"
	if _, err := w.ArchiveEvidence(f.Context(), o); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(o.Path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(bytes.ReplaceAll(whole, []byte("packs/"), []byte("packs.")))
	f.Add(single(f, archive.IndexPath))
	f.Add(single(f, "packs/x.zip"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := t.TempDir() + "/archive.zip"
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		result, err := review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range result.Checks {
			if c.Detail == "" {
				t.Errorf("%s says nothing", c.Name)
			}
		}
		if result.OK && len(result.Checks) < 7 {
			t.Errorf("it passes after %d checks", len(result.Checks))
		}
	})
}
