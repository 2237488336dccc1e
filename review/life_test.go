package review_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// row is the first row of the sheet for which holds says yes.
func row(t testing.TB, sheet *campaign.Sheet, holds func(campaign.SheetRow) bool) campaign.SheetRow {
	t.Helper()
	i := slices.IndexFunc(sheet.Rows, holds)
	if i < 0 {
		t.Fatal("there is no such row")
	}
	return sheet.Rows[i]
}

func decided(t testing.TB, w *review.Workspace, id string, choices ...campaign.Choice) {
	t.Helper()
	if _, err := w.Decide(t.Context(), id, choices); err != nil {
		t.Fatal(err)
	}
}

// TestLifeOfACampaign is the main job on a simulated Torq: draft, open, decide with every verb, undo, hand over, sign
// off, close, export; and the next one a quarter later.
func TestLifeOfACampaign(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	asRita, asSam := d.open(rita, settings.Credentials{}), d.open(sam, settings.Credentials{})

	plan := campaign.Plan{Name: "Q3 review", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita, sam}}
	preview, err := w.PreviewCampaign(ctx, plan)
	if err != nil || preview.Items != 140 || preview.Users != 140 || preview.Keys != 0 || preview.Stale != "" || len(preview.Assignments) != 2 {
		t.Fatalf("preview %+v, %v", preview, err)
	}
	draft, err := w.NewCampaign(ctx, plan)
	if err != nil || draft.State != campaign.Draft || draft.Items != 140 {
		t.Fatalf("draft %+v, %v", draft, err)
	}
	_, err = w.Sheet(ctx, draft.ID)
	wantKind(t, err, fault.Refused)
	_, err = asRita.Decide(ctx, draft.ID, []campaign.Choice{{Item: "user/x", Verdict: campaign.Certify}})
	wantKind(t, err, fault.Refused)
	opened, err := w.OpenCampaign(ctx, draft.ID, false)
	if err != nil || opened.State != campaign.Open || opened.Items != 140 {
		t.Fatalf("opened %+v, %v", opened, err)
	}
	_, err = w.OpenCampaign(ctx, draft.ID, false)
	wantKind(t, err, fault.Refused)
	id := opened.ID

	sheet, err := asRita.Sheet(ctx, "q3 REVIEW") // its name will do
	if err != nil || len(sheet.Rows) != 140 || sheet.Actor.Email != rita || sheet.PreviousName != "" {
		t.Fatalf("sheet: %v", err)
	}
	plain := func(r campaign.SheetRow) bool { return !r.Flagged() && r.Reviewer == rita }
	leaver := row(t, sheet, func(r campaign.SheetRow) bool {
		return r.Reviewer == rita && slices.Contains(d.server.Leavers(), r.Email)
	})
	certified := row(t, sheet, plain)
	other := row(t, sheet, func(r campaign.SheetRow) bool { return plain(r) && r.Item != certified.Item })
	another := row(t, sheet, func(r campaign.SheetRow) bool { return plain(r) && r.Item != certified.Item && r.Item != other.Item })
	theirs := row(t, sheet, func(r campaign.SheetRow) bool { return !r.Flagged() && r.Reviewer == sam })
	viewer, err := asRita.FindRole(ctx, id, "viewer")
	if err != nil {
		t.Fatal(err)
	}
	contributor := row(t, sheet, func(r campaign.SheetRow) bool { return r.Reviewer == rita && r.Role == "Contributor" })

	made, err := asRita.Decide(ctx, id, []campaign.Choice{{Item: certified.Item, Verdict: campaign.Certify, DwellMS: 900}})
	if err != nil || made[0].Verdict != campaign.Certify || made[0].Reviewer != rita || made[0].Line.Seq == 0 {
		t.Fatalf("%+v, %v", made, err)
	}
	dormant := row(t, sheet, func(r campaign.SheetRow) bool {
		return r.Reviewer == rita && r.Has(access.Dormant) && r.Item != leaver.Item
	})
	decided(t, asRita, id, campaign.Choice{Item: dormant.Item, Verdict: campaign.Certify, Reason: "on parental leave"})
	decided(t, asRita, id, campaign.Choice{Item: leaver.Item, Verdict: campaign.Revoke, Reason: "left the company"})
	decided(t, asRita, id, campaign.Choice{Item: contributor.Item, Verdict: campaign.Reduce, ToRole: viewer})
	decided(t, asRita, id, campaign.Choice{Item: other.Item, Verdict: campaign.Abstain}, campaign.Choice{Item: another.Item, Verdict: campaign.Certify})
	if undone, err := asRita.Undo(ctx, id, nil); err != nil || len(undone) != 2 || undone[0].Verdict != campaign.Undecided {
		t.Fatalf("undone %+v, %v", undone, err)
	}
	decided(t, asRita, id, campaign.Choice{Item: other.Item, Verdict: campaign.Abstain})

	// all or nothing, every problem named
	_, err = asRita.Decide(ctx, id, []campaign.Choice{{Item: another.Item, Verdict: campaign.Certify}, {Item: "user/nobody", Verdict: campaign.Certify}})
	var rejected *campaign.Rejected
	if !errors.As(err, &rejected) || len(rejected.Problems) != 1 || rejected.Problems[0].Index != 1 {
		t.Errorf("got %v", err)
	}
	_, err = asRita.Decide(ctx, id, []campaign.Choice{{Item: another.Item, Verdict: campaign.Certify, Carried: true}})
	wantKind(t, err, fault.Refused) // there was no campaign before

	moved, err := asRita.Delegate(ctx, id, campaign.Handing{Items: []string{other.Item}, To: sam, Reason: "sam knows them"})
	if err != nil || !slices.Equal(moved, []string{other.Item}) {
		t.Errorf("moved %v, %v", moved, err)
	}
	assignment, err := asRita.Assignment(ctx, id)
	if err != nil || assignment.Items != 69 || assignment.Counts[campaign.Certify] != 2 || assignment.Fast != 1 || assignment.Bulk != 0 || assignment.Signed != nil {
		t.Errorf("assignment %+v, %v", assignment, err)
	}
	if assignment.Items != len(assignment.Undecided)+assignment.Counts[campaign.Certify]+assignment.Counts[campaign.Revoke]+assignment.Counts[campaign.Reduce] {
		t.Errorf("assignment does not add up: %+v", assignment)
	}
	signoff, err := asRita.SignOff(ctx, id, "")
	if err != nil || signoff.Reviewer != rita || signoff.Decided+signoff.Undecided != 69 {
		t.Errorf("sign-off %+v, %v", signoff, err)
	}
	_, err = asRita.Undo(ctx, id, []string{certified.Item})
	wantKind(t, err, fault.Refused)
	_, err = asSam.Decide(ctx, id, []campaign.Choice{{Item: certified.Item, Verdict: campaign.Revoke}})
	wantKind(t, err, fault.Refused)
	decided(t, asSam, id, campaign.Choice{Item: theirs.Item, Verdict: campaign.Certify})

	leftover, err := w.Leftover(ctx, id)
	if err != nil || !slices.Equal(leftover.Unsigned, []string{sam}) {
		t.Errorf("leftover: unsigned %v, %v", leftover.Unsigned, err)
	}
	closed, err := w.CloseCampaign(ctx, id, "")
	if err != nil || closed.State != campaign.Closed || closed.Items-closed.Decided != len(leftover.Undecided) {
		t.Fatalf("closed %+v, %v", closed, err)
	}
	_, err = asSam.Decide(ctx, id, []campaign.Choice{{Item: theirs.Item, Verdict: campaign.Revoke}})
	wantKind(t, err, fault.Refused)
	_, err = asSam.SignOff(ctx, id, "")
	wantKind(t, err, fault.Refused)

	checkExport(t, w, id, closed, certified.Item)
	d.nextQuarter(w, certified, dormant, leaver)
}

func checkExport(t *testing.T, w *review.Workspace, id string, closed campaign.Summary, certified string) {
	t.Helper()
	ctx := t.Context()
	table, err := w.Export(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := w.Journal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	hashes := map[string]int64{}
	for _, l := range lines {
		hashes[l.Hash] = l.Seq
	}
	counts := map[campaign.Verdict]int{}
	for _, r := range table.Rows {
		d := r.Decision
		counts[d.Verdict]++
		if seq, known := hashes[d.Line.Hash]; (d.Verdict != campaign.Undecided) != known || seq != d.Line.Seq {
			t.Errorf("%s, %s, rests on line %+v", r.Item, d.Verdict, d.Line)
		}
		if r.Item == certified && (r.Reviewer() != rita || d.Assurance != record.Declared || d.DwellMS != 900 || d.Bulk != 1) {
			t.Errorf("%+v", r)
		}
	}
	if counts["certify"] != closed.Certified || counts["revoke"] != closed.Revoked || counts["reduce"] != closed.Reduced || counts["undecided"] != closed.Items-closed.Decided {
		t.Errorf("exported %v of %+v", counts, closed)
	}
	if len(table.Signoffs) != 2 || table.Signoffs[0].Part != "share" || table.Signoffs[1].Part != "whole" {
		t.Errorf("sign-offs %+v", table.Signoffs)
	}
	path := filepath.Join(t.TempDir(), "out.csv")
	if err := w.ExportFile(ctx, id, export.CSV, path, false); err != nil {
		t.Fatal(err)
	}
	wantKind(t, w.ExportFile(ctx, id, export.CSV, path, false), fault.BadInput)
	if err := w.ExportFile(ctx, id, export.CSV, path, true); err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Count(string(data), "\n") != 141 {
		t.Errorf("%d lines, %v", strings.Count(string(data), "\n"), err)
	}
}

// nextQuarter is the campaign after: what was decided stands beside each row, and what was certified and is as it was
// may be carried forward.
func (d *desk) nextQuarter(w *review.Workspace, certified, dormant, leaver campaign.SheetRow) {
	t, ctx := d.t, d.t.Context()
	t.Helper()
	d.clock.Advance(time.Hour)
	if _, err := w.Sync(ctx, review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	next := d.opened(w, "all", rita, sam)
	asRita := d.open(rita, settings.Credentials{})
	sheet, err := asRita.Sheet(ctx, next.ID)
	if err != nil || sheet.PreviousName != "Q3 review" {
		t.Fatalf("compared with %q, %v", sheet.PreviousName, err)
	}
	find := func(item string) campaign.SheetRow {
		return row(t, sheet, func(r campaign.SheetRow) bool { return r.Item == item })
	}
	if r := find(certified.Item); r.Previous == nil || r.Previous.Decision != "certify" || r.Previous.Reviewer != rita || !r.Carry {
		t.Errorf("certified last time: %+v, carry %v", r.Previous, r.Carry)
	}
	if r := find(leaver.Item); !r.Has(access.NotCarriedOut) || r.Has(access.CameBack) || r.Previous.Reason != "left the company" || r.Carry {
		t.Errorf("revoked last time: hints %v, carry %v", r.HintNames(), r.Carry)
	}
	if r := find(dormant.Item); r.Previous.Decision != "certify" || r.Carry {
		t.Errorf("certified, and still dormant: last %s, carry %v", r.Previous.Decision, r.Carry)
	}
	for _, r := range sheet.Rows {
		if r.Carry && (r.Flagged() || r.Privileged || r.Previous == nil || r.Previous.Decision != "certify") {
			t.Errorf("%s may be carried forward", r.Item)
		}
	}
	decided(t, d.open(find(certified.Item).Reviewer, settings.Credentials{}), next.ID,
		campaign.Choice{Item: certified.Item, Verdict: campaign.Certify, Carried: true})
}

func TestPlansThatCannotBe(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	due := d.clock.Now().AddDate(0, 0, 14)
	for name, plan := range map[string]campaign.Plan{
		"no name":             {Name: " ", Due: due, Reviewers: []string{rita}},
		"no reviewer":         {Name: "Q4", Due: due},
		"no due date":         {Name: "Q4", Reviewers: []string{rita}},
		"a reviewer twice":    {Name: "Q4", Due: due, Reviewers: []string{rita, "RITA@example.com"}},
		"a nameless reviewer": {Name: "Q4", Due: due, Reviewers: []string{"rita"}},
		"no such split":       {Name: "Q4", Due: due, Reviewers: []string{rita}, Split: "by-colour"},
		"a scope with an err": {Name: "Q4", Due: due, Reviewers: []string{rita}, Scope: "privilege"},
	} {
		_, err := w.NewCampaign(t.Context(), plan)
		if fault.KindOf(err) != fault.BadInput {
			t.Errorf("%s: %v", name, err)
		}
	}
	none, err := w.NewCampaign(t.Context(), campaign.Plan{Name: "None", Due: due, Reviewers: []string{rita}, Scope: "false"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.OpenCampaign(t.Context(), none.ID, false)
	wantKind(t, err, fault.Refused)
	if lines, err := w.Journal(t.Context()); err != nil || len(lines) != 5 { // what was read, also of the audit log, the settings, the rights, the draft
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

// A draft that is withdrawn leaves nothing to compare with, and nothing in the way.
func TestAWithdrawnDraft(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	draft, err := w.NewCampaign(ctx, campaign.Plan{Name: "Mistake", Due: d.clock.Now().AddDate(0, 0, 1), Reviewers: []string{rita}})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := w.CloseCampaign(ctx, draft.ID, ""); err != nil || s.State != campaign.Closed {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := w.Access(ctx); err != nil {
		t.Error(err)
	}
	d.opened(w, "all", rita)
}

func TestCampaignsAreFoundByWhatPeopleCallThem(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	a, b := d.opened(w, "all", rita), d.opened(w, "all", rita)
	for _, name := range []string{a.ID, a.ID[:len(a.ID)-1]} {
		if s, err := w.Campaign(ctx, name); err != nil || s.ID != a.ID {
			t.Errorf("%s: %s, %v", name, s.ID, err)
		}
	}
	_, err := w.Campaign(ctx, "Q4 review")
	if err == nil || !strings.Contains(err.Error(), a.ID) || !strings.Contains(err.Error(), b.ID) {
		t.Errorf("two of a name: %v", err)
	}
	_, err = w.Campaign(ctx, "q4-reviw")
	wantKind(t, err, fault.BadInput)
	all, err := w.ListCampaigns(ctx)
	if err != nil || len(all) != 2 || all[0].ID != b.ID {
		t.Errorf("the newest first: %+v, %v", all, err)
	}
}

func TestItemsAreFoundByWhatPeopleCallThem(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	trap := d.server.Users()[5]
	for _, name := range []string{trap, "user/fake", "twin", "twin"} { // a key that is named as somebody is called
		if _, err := d.server.AddKey(name, torqtest.ServiceKey, "Viewer", ""); err != nil {
			t.Fatal(err)
		}
	}
	w := d.synced(lead)
	s := d.opened(w, "all", rita)
	find := func(name string) (string, error) {
		items, err := w.FindItems(ctx, s.ID, []string{name})
		return strings.Join(items, " "), err
	}
	email := d.server.Users()[7]
	item, err := find(" " + strings.ToUpper(email))
	if err != nil || !strings.HasPrefix(item, "user/") {
		t.Errorf("%s: %q, %v", email, item, err)
	}
	if again, err := find(item); err != nil || again != item {
		t.Errorf("%s: %q, %v", item, again, err)
	}
	if item, err := find("dashboard"); err != nil || !strings.HasPrefix(item, "key/") {
		t.Errorf("dashboard: %q, %v", item, err)
	}
	if item, err := find("user/fake"); err != nil || !strings.HasPrefix(item, "key/") {
		t.Errorf("user/fake: %q, %v", item, err)
	}
	for _, name := range []string{trap, "twin", "", "nobody@example.com"} {
		_, err := find(name)
		wantKind(t, err, fault.BadInput)
	}
}
