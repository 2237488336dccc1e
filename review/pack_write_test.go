package review_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/store"
)

// course is how a review went.
type course struct {
	scope, statement string
	acts             []act
	signed, closed   bool
}

// act is something a reviewer did; rows are numbers, of which the rest after division names a row.
type act struct {
	by             int // of the reviewers
	rows           []int
	verdict        campaign.Verdict
	reason         string
	dwell          int64
	undo, handOver bool
	then           time.Duration
}

// anyCourse decides with every verb, in bulk and alone, undoes, hands over, signs off and closes, or does not.
var anyCourse = rapid.Custom(func(rt *rapid.T) course {
	texts := rapid.SampledFrom([]string{"", "needed", "=1+1", "two\nlines", "\u202eevil", "a \"quoted\", word", "⟨U+202E⟩", "'-1", "\x1b[2J", "+49 170", "-"})
	return course{
		scope: rapid.SampledFrom([]string{"all", `kind == "user"`, "privileged"}).Draw(rt, "scope"), statement: texts.Draw(rt, "statement"),
		acts: rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) act {
			return act{
				by: rapid.IntRange(0, 2).Draw(rt, "by"), rows: rapid.SliceOfNDistinct(rapid.IntRange(0, 1000), 1, 5, rapid.ID).Draw(rt, "rows"),
				verdict: rapid.SampledFrom([]campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain}).Draw(rt, "verdict"),
				reason:  texts.Draw(rt, "reason"), dwell: rapid.SampledFrom([]int64{0, 900, 3000, 90_000}).Draw(rt, "dwell"),
				undo: rapid.IntRange(0, 3).Draw(rt, "undo") == 0, handOver: rapid.IntRange(0, 3).Draw(rt, "hand over") == 0,
				then: time.Duration(rapid.IntRange(0, 5*24*60).Draw(rt, "minutes")) * time.Minute,
			}
		}), 4, 16).Draw(rt, "acts"),
		signed: rapid.Bool().Draw(rt, "signed"), closed: rapid.Bool().Draw(rt, "closed"),
	}
})

// reviewed carries out a course, with nasty names about. What the rules refuse is left undone.
func reviewed(t *testing.T, c course) (*desk, *review.Workspace, string) {
	t.Helper()
	d := newDesk(t)
	d.server.UseNastyNames()
	w := d.synced(lead)
	id := d.opened(w, c.scope, rita, sam).ID
	people := []*review.Workspace{d.open(rita, settings.Credentials{}), d.open(sam, settings.Credentials{}), w}
	all := mustSheet(t, w, id).Rows
	assigned := map[string][]campaign.SheetRow{}
	for _, r := range all {
		assigned[r.Reviewer] = append(assigned[r.Reviewer], r)
	}
	done := 0
	for _, a := range c.acts {
		var choices []campaign.Choice
		rows := [][]campaign.SheetRow{assigned[rita], assigned[sam], all}[a.by] // the owner decides in the place of both
		for _, n := range a.rows {
			choices = append(choices, campaign.Choice{Item: rows[n%len(rows)].Item, Verdict: a.verdict, Reason: a.reason, DwellMS: a.dwell})
		}
		if _, err := people[a.by].Decide(t.Context(), id, choices); err != nil {
			continue
		}
		done++
		if a.undo {
			_, _ = people[a.by].Undo(t.Context(), id, nil)
		}
		if a.handOver {
			_, _ = people[a.by].Delegate(t.Context(), id, campaign.Handing{Items: []string{choices[0].Item}, To: sam, Reason: a.reason})
		}
		d.clock.Advance(a.then)
	}
	if done == 0 {
		t.Fatal("the rules refused everything")
	}
	if c.signed {
		if _, err := people[0].SignOff(t.Context(), id, c.statement); err != nil {
			t.Fatal(err)
		}
	}
	if c.closed {
		if _, err := w.CloseCampaign(t.Context(), id, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ApplyRemediation(t.Context(), id, remediation.ApplyOptions{KeepGoing: true}); err != nil {
			t.Log(err) // names that are none can be refused
		}
	}
	return d, w, id
}

func packed(t testing.TB, w *review.Workspace, id string) (path string, data []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "pack.zip")
	got, err := w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if int64(len(data)) != got.Bytes {
		t.Errorf("%d bytes, said to be %d", len(data), got.Bytes)
	}
	return path, data
}

// unpacked are the files of a pack; unzipping is left to the standard library, and to unzip below.
func unpacked(t rapid.TB, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(f.Name, err)
		}
	}
	return files
}

// shuffled gives the journal's lines in another order.
type shuffled struct{ core.Journal }

func (s shuffled) Lines(ctx context.Context) ([]record.Line, error) {
	lines, err := s.Journal.Lines(ctx)
	lines = slices.Clone(lines)
	rand.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return lines, err
}

// TestPacks: whatever the review was, two machines at different times make the same bytes of it, its tables say the
// same in every format with nothing in them that could do harm, and the stock tools find nothing wrong.
func TestPacks(t *testing.T) {
	t.Parallel()
	for seed := range 6 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d, w, id := reviewed(t, anyCourse.Example(seed))
			path, data := packed(t, w, id)
			d.clock.Advance(400 * 24 * time.Hour)
			s, err := store.Open(d.home, "default", d.clock)
			if err != nil {
				t.Fatal(err)
			}
			elsewhere := review.New(review.Config{
				Name: "other name", As: sam, Clock: d.clock, Journal: shuffled{s.Journal}, Populations: s.Populations, Settings: s.Settings, Files: store.Files{},
			})
			if _, again := packed(t, elsewhere, id); !bytes.Equal(data, again) {
				t.Fatal("packed twice, the bytes differ")
			}
			files := unpacked(t, data)
			for _, name := range pack.TableNames {
				sameInEveryFormat(t, files, name)
			}
			harmless(t, files)
			sameBytes(t, d.home, files)
			stockTools(t, path)
			if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
				t.Fatalf("tuar itself finds fault with %v: %v", names, said)
			}
		})
	}
}

func sameInEveryFormat(t *testing.T, files map[string][]byte, name string) {
	records, err := csv.NewReader(bytes.NewReader(files[pack.TablePath(name, "csv")])).ReadAll()
	if err != nil {
		t.Fatal(name, err)
	}
	var objects []map[string]any
	if err := json.Unmarshal(files[pack.TablePath(name, "json")], &objects); err != nil {
		t.Fatal(name, err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(files[pack.WorkbookPath]))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet, err := book.GetRows(strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " "))
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]int{} // of columns in the workbook
	for i, column := range sheet[0] {
		places[strings.ReplaceAll(column, " ", "_")] = i
	}
	if len(objects) != len(records)-1 || len(sheet) != len(records) {
		t.Fatalf("%s has %d rows as CSV, %d as JSON, %d in the workbook", name, len(records)-1, len(objects), len(sheet)-1)
	}
	for n, cells := range records[1:] {
		for i, column := range records[0] {
			text := ""
			switch v := objects[n][column].(type) {
			case string:
				text = v
			case bool, float64:
				raw, _ := json.Marshal(v) // of what was just read
				text = string(raw)
			}
			if got := tabular.Restore(cells[i]); got != text && !strings.Contains(text, "⟨U+") {
				t.Fatalf("%s, row %d, %s: CSV says %q, JSON %q", name, n, column, got, text)
			}
			in := "" // rows end with their last cell that holds something
			place, there := places[column]
			if !there {
				t.Fatalf("the sheet %s has no column %s", name, column)
			}
			if place < len(sheet[n+1]) {
				in = sheet[n+1][place]
			}
			if at, err := time.Parse(time.RFC3339Nano, cells[i]); err == nil && strings.HasSuffix(column, "_at") || column == "at" && cells[i] != "" {
				if want := at.UTC().Format(time.DateTime); in != want {
					t.Fatalf("%s, row %d, %s: the workbook says %q, not %q", name, n, column, in, want)
				}
			} else if !strings.EqualFold(in, cells[i]) {
				t.Fatalf("%s, row %d, %s: the workbook says %q, CSV %q", name, n, column, in, cells[i])
			}
		}
	}
}

// harmless: no formula, nothing that cannot be seen, no markup from outside, no script.
func harmless(t *testing.T, files map[string][]byte) {
	for path, data := range files {
		text := string(data)
		if strings.HasSuffix(path, ".csv") || path == pack.ReportPath {
			if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.In(r, unicode.Cf) }); i >= 0 {
				t.Fatalf("%s: something unseen at …%q", path, text[max(0, i-20):i+8])
			}
		}
		if path == pack.ReportPath && (strings.Contains(text, "<img") || strings.Contains(text, "<script") || strings.Contains(text, "<a ")) {
			t.Fatalf("markup in %s", path)
		}
		if strings.HasSuffix(path, ".csv") {
			records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, cells := range records {
				for _, cell := range cells {
					if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
						t.Fatalf("%s: the cell %q is a formula", path, cell)
					}
				}
			}
		}
	}
}

// sameBytes: what stands in the store went into the pack as it is.
func sameBytes(t *testing.T, home string, files map[string][]byte) {
	n := 0
	for path, data := range files {
		if strings.HasPrefix(path, "journal/") || strings.HasPrefix(path, "populations/") {
			n++
			there, err := os.ReadFile(filepath.Join(home, "default", filepath.FromSlash(path)))
			if err != nil || !bytes.Equal(there, data) {
				t.Fatalf("%s is not as it stands in the store (%v)", path, err)
			}
		}
	}
	if n < 2 {
		t.Fatal("no journal or no population")
	}
}

// stockTools checks a pack with what an auditor has. CI requires them.
func stockTools(t *testing.T, path string) {
	t.Helper()
	for _, tool := range []string{"unzip", "sha256sum", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
				t.Fatal(err)
			}
			t.Skip("there is no ", tool)
		}
	}
	folder := t.TempDir()
	for _, command := range [][]string{
		{"unzip", "-q", "-d", folder, path}, {"sha256sum", "--strict", "--quiet", "-c", "MANIFEST.sha256"}, {"python3", "-I", "check.py"},
	} {
		c := exec.CommandContext(t.Context(), command[0], command[1:]...)
		c.Dir = folder
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
		}
	}
}

func TestPackRefusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	path := filepath.Join(t.TempDir(), "pack.zip")
	pack := func(id string) error {
		_, err := w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path})
		return err
	}
	draft, err := w.NewCampaign(t.Context(), campaign.Plan{Name: "Draft", Scope: "all", Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita}})
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, pack(draft.ID), fault.Refused)
	wantKind(t, pack("nosuch"), fault.BadInput)
	id := d.opened(w, "all", rita, sam).ID
	if err := pack(id); err != nil {
		t.Fatal(err)
	}
	wantKind(t, pack(id), fault.BadInput) // it is there already
	population := filepath.Join(d.home, "default", "populations", mustSheet(t, w, id).Population+".json")
	if err := os.WriteFile(population, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "damaged.zip")
	wantKind(t, pack(id), fault.Damaged)
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("a pack was left behind")
	}
}

func mustSheet(t *testing.T, w *review.Workspace, id string) *campaign.Sheet {
	t.Helper()
	sheet, err := w.Sheet(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}
