package review_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Whatever happened in a campaign, each figure about it is the same wherever it is given: in the tables of the pack, on
// the covers of report and workbook, in the words and charts of the report, in pack.json, in the self-check, and in what
// check, the plan of remediation and the campaign's row say. TUAR_TEST_FOLDERS=500 -rapid.checks=500 tries more.
func TestEveryFigureIsTheSame(tt *testing.T) {
	base := newDeskOf(tt, 25)
	w := base.synced(rita)
	view := must(w.Access(tt.Context()))
	some := map[bool]int{true: 3, false: 6} // privileged, and not
	view.Rows = slices.DeleteFunc(view.Rows, func(r access.Row) bool {
		some[r.Privileged]--
		return some[r.Privileged] < 0
	})
	kept, scratch, runs, most := os.DirFS(base.home), tt.TempDir(), 0, 25
	if n, err := strconv.Atoi(os.Getenv("TUAR_TEST_FOLDERS")); err == nil {
		most = n
	}
	met := map[string]int{}
	rapid.Check(tt, func(t *rapid.T) {
		if runs++; runs > most {
			return
		}
		d := *base
		d.home = filepath.Join(scratch, fmt.Sprint(runs))
		if err := os.CopyFS(d.home, kept); err != nil {
			t.Fatal(err)
		}
		h := &history{T: t, desk: &d, view: view, who: []string{rita, sam, view.Rows[len(view.Rows)-1].Email}}
		h.happen("one")
		if rapid.Bool().Draw(t, "another campaign") {
			h.happen("two")
		}
		w := d.open(rita, creds(d.server.OwnerKey()))
		for _, id := range h.made {
			f := newFigures(t, w, id, d.home)
			f.compare()
			met[string(f.row.State)]++
			for _, r := range f.changes {
				met[r["counts_as"]]++
			}
			for _, r := range f.exceptions {
				met[r["kind"]]++
			}
		}
		_ = os.RemoveAll(d.home)
	})
	tt.Logf("met: %v", met)
}

// figures are the tables of a pack, by which all else is judged.
type figures struct {
	*rapid.T
	ctx                                        context.Context
	w                                          *review.Workspace
	row                                        campaign.Summary
	files                                      map[string][]byte
	population, decisions, changes, exceptions []map[string]string
}

func newFigures(t *rapid.T, w *review.Workspace, id, folder string) *figures {
	f := &figures{T: t, ctx: t.Context(), w: w, row: must(w.Campaign(t.Context(), id))}
	path := filepath.Join(folder, id+".zip")
	must(w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	f.files = unpacked(t, must(os.ReadFile(path)))
	f.population, f.decisions = f.table("population"), f.table("decisions")
	f.changes, f.exceptions = f.table("changes"), f.table("exceptions")
	f.changes = slices.DeleteFunc(f.changes, func(r map[string]string) bool { return r["undo"] == "true" })
	return f
}

func (f *figures) table(name string) (rows []map[string]string) {
	cells, err := csv.NewReader(bytes.NewReader(f.files[pack.TablePath(name, "csv")])).ReadAll()
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range cells[1:] {
		row := map[string]string{}
		for i, name := range cells[0] {
			row[name] = c[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func count(rows []map[string]string, holds func(map[string]string) bool) (n int) {
	for _, r := range rows {
		if holds(r) {
			n++
		}
	}
	return n
}

// is returns what holds for rows with one of those values in a column.
func is(column string, values ...string) func(map[string]string) bool {
	return func(r map[string]string) bool { return slices.Contains(values, r[column]) }
}

func (f *figures) same(what string, got, want any) {
	f.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		f.Errorf("%s of %s: %v; the tables have %v", what, f.row.ID, got, want)
	}
}

// contains checks that a text gives a figure.
func (f *figures) contains(what, text, format string, args ...any) {
	f.Helper()
	if want := fmt.Sprintf(format, args...); !strings.Contains(text, want) {
		f.Errorf("%s of %s says %q; by the tables it is %q", what, f.row.ID, text, want)
	}
}

func (f *figures) compare() {
	verdicts := map[string]int{}
	for _, r := range f.decisions {
		verdicts[r["decision"]]++
	}
	items, decided := len(f.decisions), len(f.decisions)-verdicts["undecided"]
	n := f.standings()
	f.compareRow(verdicts, items, decided)
	f.comparePlan(n)
	f.compareCheck(n)
	f.compareReport(verdicts, items, decided, n)
	f.compareSelfCheck(items, decided, n)

	f.same("undecided exceptions", count(f.exceptions, is("kind", "undecided", "own-access")), verdicts["undecided"])
	f.same("abstained exceptions", count(f.exceptions, is("kind", "abstained")), verdicts["abstain"])
	f.same("exceptions of changes", count(f.exceptions, is("kind", "change-unproven", "change-failed", "change-blocked")), n.Unproven)
	f.same("exceptions of returned", count(f.exceptions, is("kind", "change-returned")), n.Returned)
	f.same("exceptions of undone", count(f.exceptions, is("kind", "change-undone")), n.Undone)
	f.same("exceptions of withdrawn", count(f.exceptions, is("kind", "change-withdrawn")), n.Withdrawn)
	f.same("exceptions of superseded", count(f.exceptions, is("kind", "change-superseded")), n.Superseded)
}

// standings counts the changes of the table.
func (f *figures) standings() (n remediation.Figures) {
	as := func(s remediation.Standing) int { return count(f.changes, is("counts_as", string(s))) }
	n = remediation.Figures{
		Proven: as(remediation.AsProven), Unproven: as(remediation.AsUnproven), Returned: as(remediation.AsReturned), Undone: as(remediation.AsUndone),
		Withdrawn: as(remediation.AsWithdrawn), Superseded: as(remediation.AsSuperseded),
		Corroborated: count(f.changes, func(r map[string]string) bool {
			return r["counts_as"] == string(remediation.AsProven) && r["state"] == string(remediation.Corroborated)
		}),
	}
	n.Decided = len(f.changes) - n.Superseded
	return n
}

func (f *figures) compareRow(verdicts map[string]int, items, decided int) {
	var index pack.Index
	if err := json.Unmarshal(f.files[pack.IndexPath], &index); err != nil {
		f.Fatal(err)
	}
	f.same("pack.json", []int{index.Items, index.Decided}, []int{items, decided})
	f.same("the campaign's row",
		[]int{f.row.Items, f.row.Decided, f.row.Certified, f.row.Reduced, f.row.Moved, f.row.Revoked, f.row.Abstained},
		[]int{items, decided, verdicts["certify"], verdicts["reduce"], verdicts["move"], verdicts["revoke"], verdicts["abstain"]})
}

func (f *figures) comparePlan(n remediation.Figures) {
	plan, err := f.w.PlanRemediation(f.ctx, f.row.ID, false)
	if err != nil {
		if f.row.State == campaign.Closed || f.row.Apply != campaign.AtClose {
			f.Fatal(err)
		}
		return
	}
	f.same("the plan", fmt.Sprintf("%+v", plan.Figures()), fmt.Sprintf("%+v", n))
	if len(plan.Changes) > 0 {
		f.contains("the plan", plan.Summary(), "%d of %d changes proven", n.Proven, n.Decided)
	}
}

func (f *figures) compareCheck(n remediation.Figures) {
	overview, err := f.w.Overview(f.ctx)
	if err != nil {
		f.Fatal(err)
	}
	var got, want []string
	for _, a := range overview.Attention {
		if a.Kind == review.NeedsProof && a.Campaign == f.row.ID {
			got = append(got, a.Text)
		}
	}
	says := func(format string, args ...any) { want = append(want, f.row.Name+": "+fmt.Sprintf(format, args...)) }
	if n.Returned > 0 {
		says("access came back after %d of %d changes that were decided; %d more are not proven", n.Returned, n.Decided, n.Unproven)
	} else if n.Unproven > 0 {
		says("%d of %d changes that were decided are not proven", n.Unproven, n.Decided)
	}
	if n.Undone > 0 {
		says("%d of %d changes that were decided were taken back; a new campaign has to decide about them", n.Undone, n.Decided)
	}
	if n.Withdrawn > 0 {
		says("%d of %d changes were carried out, and their decision was taken back afterwards", n.Withdrawn, n.Decided)
	}
	f.same("check", strings.Join(got, "; "), strings.Join(want, "; "))
}

var (
	onCover  = regexp.MustCompile(`<dt>([^<]*)</dt><dd>([^<]*)</dd>`)
	inChart  = regexp.MustCompile(`<desc id="([a-z]+)-desc">([^<]*)</desc>`)
	ofBar    = regexp.MustCompile(`: ([0-9]+)\.`)
	ofPart   = regexp.MustCompile(`([0-9]+) (certify|reduce|move|revoke|abstain|undecided)\b`)
	sentence = regexp.MustCompile(`<li>([^<]*)</li>`)
)

// took returns the median and the longest time in a column of the proven changes, in words; empty without one.
func (f *figures) took(column string) string {
	var times []int
	for _, r := range f.changes {
		if seconds, err := strconv.Atoi(r[column]); r["counts_as"] == string(remediation.AsProven) && err == nil {
			times = append(times, seconds)
		}
	}
	if len(times) == 0 {
		return ""
	}
	slices.Sort(times)
	span := func(seconds int) string { return pack.Span(time.Duration(seconds) * time.Second) }
	return fmt.Sprintf("median %s, longest %s", span(times[len(times)/2]), span(times[len(times)-1]))
}

// compareReport compares covers, words and charts.
func (f *figures) compareReport(verdicts map[string]int, items, decided int, n remediation.Figures) {
	want := map[string]string{"items": fmt.Sprint(items)}
	for _, v := range append([]campaign.Verdict{campaign.Undecided}, campaign.Verdicts...) {
		want[string(v)] = fmt.Sprint(verdicts[string(v)])
	}
	for name, n := range map[string]int{
		"changes decided": n.Decided, "changes proven": n.Proven, "changes not proven": n.Unproven, "changes that came back": n.Returned,
		"changes undone": n.Undone, "changes without a decision in force": n.Withdrawn, "changes decided by a newer campaign": n.Superseded,
	} {
		if n > 0 {
			want[name] = fmt.Sprint(n)
		}
	}
	if took := f.took("since_decision_seconds"); took != "" {
		want["from decision to proof"] = took
	}
	report := string(f.files[pack.ReportPath])
	cover := map[string]string{}
	for _, m := range onCover.FindAllStringSubmatch(report, -1) {
		cover[m[1]] = m[2]
	}
	workbook := f.workbookCover()
	for name, figure := range want {
		f.same("the cover of the report, "+name, cover[name], figure)
		f.same("the cover of the workbook, "+name, workbook[name], figure)
	}

	var words []string
	for _, m := range sentence.FindAllStringSubmatch(report, -1) {
		words = append(words, m[1])
	}
	said := strings.Join(words, "\n")
	for _, of := range []struct {
		n         int
		one, many string
	}{
		{verdicts["undecided"], "item was left undecided", "items were left undecided"},
		{verdicts["abstain"], "item was abstained from", "items were abstained from"},
		{n.Returned, "change was proven, and the access came back", "changes were proven, and the access came back"},
		{n.Undone, "change was taken back", "changes were taken back"},
		{n.Withdrawn, "change was carried out, and its", "changes were carried out, and their"},
	} {
		switch of.n {
		case 0:
			if strings.Contains(said, of.one) || strings.Contains(said, of.many) {
				f.Errorf("the words say something of what is not there: %q", said)
			}
		case 1:
			f.contains("the words", "\n"+said, "\n1 %s", of.one)
		default:
			f.contains("the words", "\n"+said, "\n%d %s", of.n, of.many)
		}
	}
	for _, m := range inChart.FindAllStringSubmatch(report, -1) {
		f.compareChart(m[1], m[2], verdicts, items, decided, n)
	}
}

func (f *figures) compareChart(id, text string, verdicts map[string]int, items, decided int, n remediation.Figures) {
	bars := 0
	for _, m := range ofBar.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		bars += n
	}
	parts := map[string]int{}
	for _, m := range ofPart.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		parts[m[2]] += n
	}
	counted := maps.Clone(verdicts)
	switch id {
	case "outcome":
		for v, n := range verdicts {
			f.contains("the chart of outcomes", text, "%s: %d of %d.", v, n, items)
		}
	case "role":
		f.same("the chart of roles", parts, counted)
	case "time":
		delete(counted, "undecided")
		f.same("the chart over time", parts, counted)
	case "dwell":
		f.same("the chart of how long rows were looked at", bars, decided)
	case "lead":
		f.same("the chart of proofs", bars, n.Decided)
		f.contains("the chart of proofs", text, "not proven: %d.", n.Decided-n.Proven)
		f.contains("the chart of proofs", text, "%s", f.took("since_decision_seconds"))
		f.contains("the chart of proofs", text, "%s", f.took("lead_seconds"))
	}
}

// workbookCover returns the cells beside the names on the cover of the workbook.
func (f *figures) workbookCover() map[string]string {
	book, err := excelize.OpenReader(bytes.NewReader(f.files[pack.WorkbookPath]))
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("cover")
	if err != nil {
		f.Fatal(err)
	}
	cover := map[string]string{}
	for _, r := range rows {
		if len(r) == 2 {
			cover[r[0]] = r[1]
		}
	}
	return cover
}

// compareSelfCheck compares the facts of the controls.
func (f *figures) compareSelfCheck(items, decided int, n remediation.Figures) {
	check, err := f.w.CheckEvidence(f.ctx, f.row.ID)
	if err != nil {
		f.Fatal(err)
	}
	f.same("the controls", check.Passed+check.Weak+check.Failed+check.NotApplicable, len(check.Checks))
	fact := func(name, format string, args ...any) {
		f.Helper()
		i := slices.IndexFunc(check.Checks, func(c pack.Control) bool { return c.Name == name })
		f.contains(name, check.Checks[i].Fact, format, args...)
	}
	privileged := map[string]bool{}
	for _, r := range f.population {
		privileged[r["item"]] = r["privileged"] == "true"
	}
	is, not := is, func(holds func(map[string]string) bool) func(map[string]string) bool {
		return func(r map[string]string) bool { return !holds(r) }
	}
	all := func(holds ...func(map[string]string) bool) int {
		return count(f.decisions, func(r map[string]string) bool {
			return !slices.ContainsFunc(holds, func(holds func(map[string]string) bool) bool { return !holds(r) })
		})
	}
	flagged := func(r map[string]string) bool { return privileged[r["item"]] || r["hints"] != "" }
	decision, certified, silent := not(is("decision", "undecided")), is("decision", "certify"), is("reason", "")
	if decided < items {
		fact("all-decided", "%d of %d ", items-decided, items)
	}
	if decided == 0 {
		for _, name := range []string{"who-when-why", "no-self-review", "not-rubber-stamped", "independent-reviewers", "decisions-consistent"} {
			i := slices.IndexFunc(check.Checks, func(c pack.Control) bool { return c.Name == name })
			f.same(name+" of nothing", check.Checks[i].Result, pack.NotApplicable)
		}
	} else {
		fact("who-when-why", "each of %d ", decided)
		fact("who-when-why", "%d of them not certified", all(decision, silent, not(certified)))
		fact("no-self-review", " of %d ", decided)
		fact("not-rubber-stamped", "flagged rows decided in under 2 s: %d, together with others: %d; made outside the review screen: %d;",
			count(f.exceptions, is("kind", "fast")), count(f.exceptions, is("kind", "bulk")), all(decision, is("dwell_ms", "0"), is("carried_forward", "false")))
		fact("not-rubber-stamped", "%d of %d decision", all(decision, not(is("decision", "certify", "abstain"))), decided)
		fact("reviewers-known", "%d rest on the reviewer's word and %d on their own API key", all(decision, is("assurance", "declared")), all(decision, is("assurance", "api-key")))
	}
	if kept := all(certified, flagged); kept > 0 && all(certified, silent, func(r map[string]string) bool { return privileged[r["item"]] }) == 0 {
		fact("privileged-justified", "%d row", kept)
		fact("privileged-justified", "%d of them without a reason", all(certified, flagged, silent))
	}
	fact("people-in-scope", "%d of %d user", count(f.decisions, is("kind", "user")), count(f.population, is("kind", "user")))
	fact("keys-in-scope", "%d of %d API key", count(f.decisions, is("kind", "key")), count(f.population, is("kind", "key")))
	if late := count(f.exceptions, func(r map[string]string) bool { return r["kind"] == "late" && r["item"] != "" }); late > 0 && f.row.State == campaign.Closed {
		fact("on-time", "%d decision", late)
	}
	if n.Decided > 0 {
		fact("revocations-proven", "%d of %d change", n.Proven, n.Decided)
		fact("revocations-proven", "%d of them also by its audit log; %d not proven", n.Corroborated, n.Unproven)
		fact("revocations-proven", "%d came back, %d undone", n.Returned, n.Undone)
	}
	if n.Proven > 0 {
		fact("revocations-prompt", "%d change", n.Proven)
		fact("revocations-prompt", "from the decision to the proof: %s; from when it could be carried out: %s", f.took("since_decision_seconds"), f.took("lead_seconds"))
	}
}
