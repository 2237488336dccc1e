package review_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

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
	folder                                     string // for packs
	row                                        campaign.Summary
	files                                      map[string][]byte
	population, decisions, changes, exceptions []map[string]string
}

func newFigures(t *rapid.T, w *review.Workspace, id, folder string) *figures {
	f := &figures{T: t, ctx: t.Context(), w: w, folder: folder, row: must(w.Campaign(t.Context(), id))}
	path := filepath.Join(folder, id+".zip")
	must(w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path, Overwrite: true}))
	f.files = unpacked(t, must(os.ReadFile(path)))
	f.population, f.decisions = f.table("population"), f.table("decisions")
	f.changes, f.exceptions = f.table("changes"), f.table("exceptions")
	f.changes = slices.DeleteFunc(f.changes, func(r map[string]string) bool { return r["undo"] == "true" })
	return f
}

func (f *figures) table(name string) (rows []map[string]string) { return rowsOf(f, f.files, name) }

// rowsOf returns the rows of a table of a pack, by the names of the columns.
func rowsOf(t rapid.TB, files map[string][]byte, name string) (rows []map[string]string) {
	t.Helper()
	cells, err := csv.NewReader(bytes.NewReader(files[pack.TablePath(name, "csv")])).ReadAll()
	if err != nil {
		t.Fatal(err)
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
	f.compareReviewers(verdicts, items, decided)
	f.compareTrend()

	f.sameAccounts()
	f.same("undecided exceptions", count(f.exceptions, is("kind", "undecided", "own-access")), verdicts["undecided"])
	f.same("abstained exceptions", count(f.exceptions, is("kind", "abstained")), verdicts["abstain"])
	f.same("exceptions of changes", count(f.exceptions, is("kind", "change-unproven", "change-failed", "change-blocked")), n.Unproven)
	f.same("exceptions of returned", count(f.exceptions, is("kind", "change-returned")), n.Returned)
	f.same("exceptions of undone", count(f.exceptions, is("kind", "change-undone")), n.Undone)
	f.same("exceptions of withdrawn", count(f.exceptions, is("kind", "change-withdrawn")), n.Withdrawn)
	f.same("exceptions of superseded", count(f.exceptions, is("kind", "change-superseded")), n.Superseded)
}

// sameAccounts compares the table of what was not reviewed, and that of roles, with the population.
func (f *figures) sameAccounts() {
	left, users, keys := map[string]string{}, 0, 0
	for _, r := range f.table("not_reviewed") {
		left[r["what"]] = r["count"]
	}
	outside := func(kind string) string {
		if n := count(f.population, is("kind", kind)) - count(f.decisions, is("kind", kind)); n > 0 {
			return strconv.Itoa(n)
		}
		return ""
	}
	f.same("users that are not reviewed", left["users"], outside("user"))
	f.same("API keys that are not reviewed", left["API keys"], outside("key"))
	for _, r := range f.table("roles") {
		ofUsers, _ := strconv.Atoi(r["users"])
		ofKeys, _ := strconv.Atoi(r["api_keys"])
		users, keys = users+ofUsers, keys+ofKeys
	}
	f.same("accounts with a role", []int{users, keys}, []int{count(f.population, is("kind", "user")), count(f.population, is("kind", "key"))})
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
		// What the newest list does not show of what is proven is no figure of the tables.
		if a.Kind == review.NeedsProof && a.Campaign == f.row.ID && !strings.Contains(a.Text, "the record says that changes are proven") {
			got = append(got, a.Text)
		}
	}
	says := func(format string, args ...any) { want = append(want, f.row.Name+": "+fmt.Sprintf(format, args...)) }
	if n.Returned > 0 {
		says("access came back after %d of %d decided changes; %d more are not confirmed", n.Returned, n.Decided, n.Unproven)
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

// compareReviewers adds up the rows of the tables about people.
func (f *figures) compareReviewers(verdicts map[string]int, items, decided int) {
	sum := func(table, column string, holds func(map[string]string) bool) (n int) {
		for _, r := range f.table(table) {
			if holds == nil || holds(r) {
				n += must(strconv.Atoi(r[column]))
			}
		}
		return n
	}
	not := func(column, value string) int {
		return count(f.decisions, func(r map[string]string) bool { return r["decision"] != "undecided" && r[column] != value })
	}
	for column, want := range map[string]int{
		"rows_at_opening": items, "rows_assigned": items, "decided": decided, "undecided": verdicts["undecided"], "certified": verdicts["certify"],
		"reduced": verdicts["reduce"], "moved": verdicts["move"], "revoked": verdicts["revoke"], "abstained": verdicts["abstain"],
		"outside_assignment": not("in_place_of", ""), "in_bulk": not("bulk_size", "1"),
	} {
		f.same("the reviewers' "+column, sum("reviewers", column, nil), want)
	}
	f.same("assigned rows", sum("assignments", "rows", is("act", "assigned")), items)
	f.same("exceptions in place", count(f.exceptions, is("kind", "in-place")), not("in_place_of", ""))
	conflicted := map[string]bool{}
	for _, r := range f.exceptions {
		if r["kind"] == "conflicted-reviewer" {
			conflicted[r["who"]] = true
		}
	}
	f.same("conflicted reviewers", count(f.table("reviewers"), func(r map[string]string) bool {
		return r["decided"] != "0" && (r["privileged"] == "true" || r["carried_out"] != "0")
	}), len(conflicted))
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
		fact("who-when-why", "of which %d are not certified", all(decision, silent, not(certified)))
		fact("no-self-review", " of %d ", decided)
		fact("not-rubber-stamped", "flagged rows decided in under 2 s: %d, together with others: %d; made outside the review screen: %d;",
			count(f.exceptions, is("kind", "fast")), count(f.exceptions, is("kind", "bulk")), all(decision, is("dwell_ms", "0"), is("carried_forward", "false")))
		if looked := f.looked(); looked > 0 {
			fact("not-rubber-stamped", "looked at for a median of %s", looked.Round(100*time.Millisecond))
		}
		fact("not-rubber-stamped", "%d of %d decision", all(decision, not(is("decision", "certify", "abstain"))), decided)
		fact("reviewers-known", "%d are self-declared and %d made with the reviewer's own API key", all(decision, is("assurance", "declared")), all(decision, is("assurance", "api-key")))
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
		fact("revocations-prompt", "time from decision to proof: %s; time from when it could be carried out: %s", f.took("since_decision_seconds"), f.took("lead_seconds"))
	}
}
