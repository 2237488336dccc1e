package review_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
)

// filled is an exported campaign as a person has it in a spreadsheet.
type filled struct {
	t    testing.TB
	rows [][]string
}

func exported(t testing.TB, w *review.Workspace, id string) *filled {
	t.Helper()
	table, err := w.Export(t.Context(), id)
	check(t, err)
	var b bytes.Buffer
	check(t, table.Write(&b, export.CSV))
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\xef\xbb\xbf")))).ReadAll()
	check(t, err)
	return &filled{t, rows}
}

func (f *filled) column(name string) int {
	i := slices.Index(f.rows[0], name)
	if i < 0 {
		f.t.Fatalf("no column %s", name)
	}
	return i
}

func (f *filled) set(row int, column, text string) *filled {
	f.rows[row][f.column(column)] = text
	return f
}

func (f *filled) get(row int, column string) string { return f.rows[row][f.column(column)] }

// only keeps these columns.
func (f *filled) only(names ...string) *filled {
	out := &filled{t: f.t}
	for i := range f.rows {
		var cells []string
		for _, name := range names {
			cells = append(cells, f.rows[i][f.column(name)])
		}
		out.rows = append(out.rows, cells)
	}
	return out
}

// shifted moves one column down by a row, as a spreadsheet does that sorts a part of a table.
func (f *filled) shifted(column string) *filled {
	i, n := f.column(column), len(f.rows)
	last := f.rows[n-1][i]
	for row := n - 1; row > 1; row-- {
		f.rows[row][i] = f.rows[row-1][i]
	}
	f.rows[1][i] = last
	return f
}

func (f *filled) bytes() []byte {
	var b bytes.Buffer
	check(f.t, csv.NewWriter(&b).WriteAll(f.rows))
	return b.Bytes()
}

// rowsOf are the rows of the file that rita can decide on, which are users or keys.
func (f *filled) rowsOf(kind string) []int {
	var found []int
	for i := range f.rows[1:] {
		if f.get(i+1, "kind") == kind {
			found = append(found, i+1)
		}
	}
	return found
}

func lineCount(t testing.TB, w *review.Workspace) int {
	t.Helper()
	lines, err := w.Journal(t.Context())
	check(t, err)
	return len(lines)
}

// Whatever part of a file has moved against the rest, or is about something else, nothing is recorded, and each row is
// named.
func TestImportRefusesRowsThatDisagree(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	s := d.opened(w, "all", rita, sam)
	revoked := func() *filled {
		f := exported(t, w, s.ID)
		return f.set(2, "decision", "revoke").set(2, "reason", "left").set(3, "decision", "revoke").set(3, "reason", "left")
	}
	key := revoked().rowsOf("key")[0]
	for name, one := range map[string]struct {
		file *filled
		says string
	}{
		"items moved":                     {revoked().shifted("item"), "line 3: its "},
		"items moved, nothing but emails": {revoked().only("item", "email", "decision", "reason").shifted("item"), ""},
		"addresses moved":                 {revoked().shifted("email"), "its email is"},
		"addresses moved, few columns":    {revoked().only("email", "item", "decision").shifted("email"), "its email is"},
		"roles moved":                     {revoked().set(2, "role", "Kaiser"), `line 3: its role is "Kaiser"`},
		"role IDs moved":                  {revoked().set(3, "role_id", "x"), `line 4: its role_id is "x"`},
		"names moved":                     {revoked().set(key, "name", "another"), `its name is "another"`},
		"the name of a key at a person":   {revoked().set(revoked().rowsOf("user")[0], "name", revoked().get(key, "name")), "its name is"},
		"kinds moved":                     {revoked().set(2, "kind", map[string]string{"user": "key", "key": "user"}[revoked().get(2, "kind")]), "line 3: its kind is"},
		"another campaign":                {revoked().set(1, "campaign", "q3-1234").set(2, "campaign", "q3-1234"), "line 2 (and 1 more rows) is from the campaign q3-1234"},
		"another population":              {revoked().set(3, "population", strings.Repeat("b", 64)), "line 4 is from the population bbbbbbbbbbbb"},
		"a cell fell out of a row":        {func() *filled { f := revoked(); f.rows[2] = slices.Delete(f.rows[2], 2, 3); return f }(), "line 3 is from the campaign"},
		"a key's row without its item":    {revoked().set(key, "item", "").set(key, "decision", "revoke"), "line " + fmt.Sprint(key+1)},
		"roles that contradict": {
			revoked().set(2, "decision", "reduce").set(2, "to_role", "Viewer").set(2, "to_role_id", revoked().get(2, "role_id")), "line 3: to_role is",
		},
	} {
		before := lineCount(t, w)
		_, err := w.PreviewImport(t.Context(), s.ID, one.file.bytes(), decisionfile.AskReasons)
		if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), one.says) {
			t.Errorf("%s: %v, want %q", name, err, one.says)
		}
		if lineCount(t, w) != before {
			t.Errorf("%s: something was recorded", name)
		}
	}
}

// A name that Torq does not know is the file's own, and addresses count whatever their case.
func TestImportTakesWhatAgrees(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	s := d.opened(w, "all", rita, sam)
	f := exported(t, w, s.ID)
	row := f.rowsOf("user")[3]
	f.set(row, "decision", "Revoke").set(row, "reason", "left").set(row, "name", "Ann Example").set(row, "email", strings.ToUpper(f.get(row, "email")))
	found, err := w.PreviewImport(t.Context(), strings.ToUpper(s.Name), f.bytes(), decisionfile.AskReasons)
	check(t, err)
	if found.Count(decisionfile.New) != 1 || found.Undecided != s.Items-1 || found.Changes[0].Line != row+1 {
		t.Errorf("%s: %+v", found.Summary(), found.Changes)
	}
	decided, err := w.RecordImport(t.Context(), found)
	if check(t, err); len(decided) != 1 || decided[0].Verdict != campaign.Revoke || decided[0].Reason != "left" {
		t.Errorf("%+v", decided)
	}
}

// decidedBy puts decisions on record that a file can be about.
func decidedOn(t testing.TB, w *review.Workspace, id string, reasons ...string) []string {
	t.Helper()
	sheet, err := w.Sheet(t.Context(), id)
	check(t, err)
	var items []string
	for _, r := range sheet.Rows {
		if len(items) < len(reasons) && !r.Own && r.Kind == "user" {
			_, err := w.Decide(t.Context(), id, []campaign.Choice{{Item: r.Item, Verdict: campaign.Certify, Reason: reasons[len(items)]}})
			check(t, err)
			items = append(items, r.Item)
		}
	}
	return items
}

func (f *filled) rowOf(item string) int {
	i := slices.IndexFunc(f.rows, func(r []string) bool { return r[f.column("item")] == item })
	if i < 0 {
		f.t.Fatalf("no row of %s", item)
	}
	return i
}

// What a spreadsheet does to a file that nobody edited records nothing; other reasons need a word.
func TestImportKeepsReasonsThatASpreadsheetRewrote(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	s := d.opened(w, "all", rita)
	items := decidedOn(t, w, s.ID, "Müller braucht es", "00123", "2026-01-02")
	file := func() *filled {
		f := exported(t, w, s.ID)
		return f.set(f.rowOf(items[1]), "reason", "123").set(f.rowOf(items[2]), "reason", "02/01/2026")
	}
	before := lineCount(t, w)
	found, err := w.PreviewImport(t.Context(), s.ID, file().bytes(), decisionfile.AskReasons)
	if check(t, err); found.Count(decisionfile.OnlyReason) != 2 || found.Unchanged != 1 || len(found.Changes) != 2 {
		t.Errorf("%s", found.Summary())
	}
	if _, err = w.RecordImport(t.Context(), found); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), `"00123" is recorded, the file has "123"`) {
		t.Errorf("%v", err)
	}
	found, err = w.PreviewImport(t.Context(), s.ID, file().bytes(), decisionfile.KeepReasons)
	check(t, err)
	if decided, err := w.RecordImport(t.Context(), found); err != nil || len(decided) != 0 || lineCount(t, w) != before {
		t.Errorf("%v, %v", decided, err)
	}
	// A new decision with the rewritten reason of the old one is no reason.
	f := file()
	_, err = previewed(t, w, s.ID, f.set(f.rowOf(items[1]), "decision", "revoke").bytes(), decisionfile.KeepReasons)
	if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), `what a spreadsheet makes of "00123"`) {
		t.Errorf("%v", err)
	}
	// A file that was read in a code page is told by its texts.
	f = exported(t, w, s.ID)
	f.set(f.rowOf(items[0]), "reason", "MÃ¼ller braucht es").set(f.rowOf(items[0]), "decision", "revoke")
	if _, err = previewed(t, w, s.ID, f.bytes(), decisionfile.ChangeReasons); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "wrong encoding") {
		t.Errorf("%v", err)
	}
	if lineCount(t, w) != before {
		t.Error("something was recorded")
	}
	decided, err := previewed(t, w, s.ID, file().bytes(), decisionfile.ChangeReasons)
	if check(t, err); len(decided) != 2 || decided[0].Reason != "123" && decided[1].Reason != "123" {
		t.Errorf("%+v", decided)
	}
}

// previewed previews a file and records it.
func previewed(t testing.TB, w *review.Workspace, id string, data []byte, reasons decisionfile.Reasons) ([]campaign.Decision, error) {
	t.Helper()
	found, err := w.PreviewImport(t.Context(), id, data, reasons)
	if err != nil {
		return nil, err
	}
	return w.RecordImport(t.Context(), found)
}

// An old file takes nothing back that was decided since.
func TestImportOfAnOldFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	s := d.opened(w, "all", rita)
	items := decidedOn(t, w, s.ID, "on call", "owner")
	old := exported(t, w, s.ID)
	open := old.get(old.rowsOf("user")[5], "item")
	for _, item := range []string{items[0], open} {
		_, err := w.Decide(t.Context(), s.ID, []campaign.Choice{{Item: item, Verdict: campaign.Revoke, Reason: "left"}})
		check(t, err)
	}
	_, err := w.Undo(t.Context(), s.ID, []string{items[1]})
	check(t, err)
	before := lineCount(t, w)
	found, err := w.PreviewImport(t.Context(), s.ID, old.bytes(), decisionfile.AskReasons)
	if check(t, err); found.Superseded != 2 || len(found.Changes) != 0 {
		t.Errorf("%s, %d superseded, %+v", found.Summary(), found.Superseded, found.Changes)
	}
	old.set(old.rowOf(open), "decision", "certify").set(old.rowOf(open), "reason", "fine")
	if _, err = w.PreviewImport(t.Context(), s.ID, old.bytes(), decisionfile.AskReasons); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "since this file was exported: revoke by "+rita) {
		t.Errorf("%v", err)
	}
	// The decision columns moved against the rest.
	f := exported(t, w, s.ID)
	f.set(f.rowOf(items[1]), "journal_hash", f.get(f.rowOf(items[0]), "journal_hash"))
	if _, err = w.PreviewImport(t.Context(), s.ID, f.bytes(), decisionfile.AskReasons); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "journal_hash is of the decision about") {
		t.Errorf("%v", err)
	}
	if lineCount(t, w) != before {
		t.Error("something was recorded")
	}
}

// What was previewed is what is recorded, or nothing is.
func TestImportAfterSomebodyElseDecided(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	s := d.opened(w, "all", rita, sam)
	f := exported(t, w, s.ID)
	mine := f.rowsOf("user")[5]
	f.set(mine, "decision", "certify").set(mine, "reason", "needed")
	found, err := w.PreviewImport(t.Context(), s.ID, f.bytes(), decisionfile.AskReasons)
	check(t, err)
	other := d.open(sam, creds(d.server.OwnerKey()))
	_, err = other.Decide(t.Context(), s.ID, []campaign.Choice{{Item: f.get(mine, "item"), Verdict: campaign.Revoke, Reason: "left"}})
	check(t, err)
	if _, err = w.RecordImport(t.Context(), found); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "meanwhile") {
		t.Errorf("%v", err)
	}
}

// Every bad row is named, by shape, by identity and by rule, in the order of the file.
func TestImportNamesEveryBadRow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	s := d.opened(w, "all", rita, sam)
	f := exported(t, w, s.ID)
	f.set(1, "decision", "frobnicate").set(2, "decision", "revoke").set(2, "role", "Kaiser").set(4, "decision", "certify").set(4, "to_role", "Viewer")
	_, err := w.PreviewImport(t.Context(), s.ID, f.bytes(), decisionfile.AskReasons)
	var rejected *campaign.Rejected
	if !errors.As(err, &rejected) || len(rejected.Problems) != 3 {
		t.Fatalf("%v", err)
	}
	for i, begins := range []string{"line 2: ", "line 3: ", "line 5: "} {
		if text := rejected.Problems[i].Err.Error(); !strings.HasPrefix(text, begins) {
			t.Errorf("%q does not begin with %q", text, begins)
		}
	}
}
