package review_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

// earlierDesk has a copy of a record that tuar wrote when it made packs of that format. 1: a review that was signed off,
// closed and carried out, two elevations, changes of settings, and rules that were written into workspace.json by hand.
// 3: a review on two machines that share their record, where a row was handed over, signed off, closed and carried out.
func earlierDesk(t *testing.T, format int) *desk {
	t.Helper()
	d := newDeskOf(t, 25)
	d.clock = reviewtest.NewClock(time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), time.Millisecond)
	if err := os.CopyFS(d.home, os.DirFS(fmt.Sprintf("testdata/earlier/format%d", format))); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(d.home, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAnEarlierRecordStandsAndGoesOn(t *testing.T) {
	t.Parallel()
	const admin = "h.garcia@example.com"
	d := earlierDesk(t, 1)
	w := d.open(admin, settings.Credentials{})
	if ok, detail := journalOK(t, w); !ok {
		t.Fatal(detail)
	}
	closed := must(w.ListCampaigns(t.Context()))
	if len(closed) != 1 || closed[0].State != campaign.Closed || closed[0].Decided != 14 || closed[0].Revoked != 1 {
		t.Fatalf("%+v", closed)
	}
	lent := must(w.ListElevations(t.Context()))
	if len(lent) != 2 || slices.ContainsFunc(lent, func(r elevation.Row) bool { return r.State != elevation.Ended }) {
		t.Fatalf("%+v", lent)
	}
	changes, err := w.VerifyRemediation(t.Context(), closed[0].ID, false, nil)
	if err == nil {
		t.Fatal(changes, "was verified without Torq")
	}
	s := must(w.Settings(t.Context()))
	if s.Rules.DormantDays != 60 || len(s.Elevation.Rules) != 2 || !s.Elevation.Rules[0].AutoApprove || !slices.Contains(s.CannedReasons, "by hand") {
		t.Fatalf("%+v", s)
	}

	draft := must(w.NewCampaign(t.Context(), campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{admin, rita}}))
	opened := must(w.OpenCampaign(t.Context(), draft.ID, false))
	sheet := must(w.Sheet(t.Context(), opened.ID))
	i := slices.IndexFunc(sheet.Rows, func(r campaign.SheetRow) bool { return r.Reviewer == admin && len(r.Hints) == 0 })
	decided(t, w, opened.ID, campaign.Choice{Item: sheet.Rows[i].Item, Verdict: campaign.Certify})
	must(w.ChangeSettings(t.Context(), func(s *settings.Settings) error { s.Rules.DormantDays = 45; return nil }))

	types := map[string]int{}
	lines := must(d.open(admin, settings.Credentials{}).Journal(t.Context()))
	for n, l := range lines {
		if _, there := types[l.Type]; !there {
			types[l.Type] = n
		}
		if l.Type == settings.TypeAdopted && !strings.Contains(string(l.Data), `\"auto_approve\":true`) {
			t.Errorf("the rules that stood in workspace.json are not in the record: %s", l.Data)
		}
	}
	if adopted, is := types[settings.TypeAdopted]; !is || adopted != 62 {
		t.Errorf("the settings were adopted by line %d of %d", adopted+1, len(lines))
	}
	for _, id := range []string{closed[0].ID, opened.ID} {
		path, _ := packed(t, d.open(admin, settings.Credentials{}), id)
		result := verified(t, path, evidence.VerifyOptions{})
		if names, said := failed(result); !result.OK {
			t.Errorf("%s: %v, %v", id, names, said)
		}
		stockTools(t, path)
	}
}

func TestASharedEarlierRecordStandsAndGoesOn(t *testing.T) {
	t.Parallel()
	const admin = "a.chen@example.com"
	d := earlierDesk(t, 3)
	w := d.open(admin, settings.Credentials{})
	if ok, detail := journalOK(t, w); !ok {
		t.Fatal(detail)
	}
	closed := must(w.ListCampaigns(t.Context()))
	if len(closed) != 1 || closed[0].State != campaign.Closed || closed[0].Decided != 25 || closed[0].Revoked != 1 {
		t.Fatalf("%+v", closed)
	}
	draft := must(w.NewCampaign(t.Context(), campaign.Plan{Name: "Q4", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{admin, rita}}))
	opened := must(w.OpenCampaign(t.Context(), draft.ID, false))
	for _, id := range []string{closed[0].ID, opened.ID} {
		path, _ := packed(t, d.open(admin, settings.Credentials{}), id)
		names, said := failed(verified(t, path, evidence.VerifyOptions{}))
		if !slices.Equal(names, []string{"source"}) { // it was made from a server on this machine
			t.Errorf("%s: %v, %v", id, names, said)
		}
	}
}

func TestAnEarlierPackVerifiesAndSaysWhatIsNotChecked(t *testing.T) {
	t.Parallel()
	for format, writer := range map[int]string{1: "laptop-5f2c11d8", 2: "vm-91a55be4", 3: "vm-614a9dfb", 4: "vm-25a5c5fc"} {
		t.Run(fmt.Sprint(format), func(t *testing.T) { earlierPackVerifies(t, format, writer) })
	}
}

// earlierPackVerifies checks the pack of an earlier format, in which that writer has a journal.
func earlierPackVerifies(t *testing.T, format int, writer string) {
	path := must(filepath.Abs(fmt.Sprintf("testdata/earlier/format%d.zip", format)))
	result := verified(t, path, evidence.VerifyOptions{})
	if names, said := failed(result); !result.OK {
		t.Fatalf("%v, %v", names, said)
	}
	var apart []string
	for _, c := range result.Checks {
		apart = append(apart, c.NotChecked...)
		if len(c.NotChecked) > 0 && !strings.Contains(c.Detail, fmt.Sprintf("the pack has format %d", format)) {
			t.Error(c.Detail)
		}
	}
	otherwise := []string{pack.VerifyPath}
	if format < 3 {
		otherwise = append(otherwise, pack.ReportPath, pack.WorkbookPath, pack.CheckPath, "where the populations came from")
	}
	for _, file := range otherwise {
		if !slices.Contains(apart, file) {
			t.Errorf("%s was made otherwise, and nothing is said of it: %v", file, apart)
		}
	}
	if pack := must(review.OpenPack(t.Context(), store.Files{}, path)); pack.Wrong() != "" || pack.Index.V != format {
		t.Error(pack.Wrong(), pack.Index)
	}
	stockTools(t, path)
	for name, tamper := range map[string]func(*content){
		"a decision": edited("tables/decisions.csv", ",revoke,", ",certify,"),
		"a change":   edited("tables/changes.csv", ",corroborated,", ",confirmed,"),
		"the state":  edited(pack.IndexPath, `"state": "closed"`, `"state": "open"`),
		"a journal":  edited(pack.IndexPath, `"writer": "`+writer, `"writer": "x`+writer),
	} {
		c := contentOf(t, path)
		tamper(c)
		c.relist()
		if verified(t, c.write(), evidence.VerifyOptions{}).OK {
			t.Errorf("%s was changed in an earlier pack, and nothing noticed", name)
		}
	}
}

// A pack of the present format that an earlier version made is made anew to the last byte: what a report counts, say, is not changed
// without a new format.
func TestAPackOfThisFormatByAnEarlierVersion(t *testing.T) {
	t.Parallel()
	path := must(filepath.Abs(fmt.Sprintf("testdata/earlier/format%d.zip", pack.Format)))
	result := verified(t, path, evidence.VerifyOptions{})
	if names, said := failed(result); !result.OK {
		t.Fatalf("%v, %v", names, said)
	}
	for _, c := range result.Checks {
		if len(c.NotChecked) > 0 && c.Name != "source" {
			t.Errorf("%s leaves out %v: %s", c.Name, c.NotChecked, c.Detail)
		}
	}
	stockTools(t, path)
}

// An earlier format has less of a pack compared, so who changed a file could call it that.
func TestAPackThatClaimsAnEarlierFormat(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := contentOf(t, o.path)
	c.edit(pack.IndexPath, fmt.Sprintf(`"v": %d`, pack.Format), `"v": 1`)
	c.edit(pack.ReportPath, "<title>", "<title>All is well. ")
	c.relist()
	names, said := failed(verified(t, c.write(), evidence.VerifyOptions{}))
	if !slices.Contains(names, "contents") || !slices.Contains(names, "report") || !strings.Contains(said["contents"], "pack.json says that the pack has format 1, but journal/") {
		t.Errorf("%v: %v", names, said)
	}
}

// What counts as a line in the record counts as one in a pack.
func TestAPackWhoseJournalLacksItsLastNewline(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := contentOf(t, o.path)
	path := pack.JournalPath(writerOf(o, o.desk))
	c.files[path] = c.files[path][:len(c.files[path])-1]
	c.relist()
	path = c.write()
	if names, said := failed(verified(t, path, evidence.VerifyOptions{})); len(names) > 0 {
		t.Errorf("%v: %v", names, said)
	}
	stockTools(t, path)
}
