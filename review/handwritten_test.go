package review_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/store"
)

// write puts lines into the desk's record past every rule, as another version or a hand can.
func (d *desk) write(entries ...record.Entry) {
	d.t.Helper()
	s, err := store.Open(d.home, "default", d.clock)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := s.Journal.Append(d.t.Context(), func([]record.Line) ([]record.Entry, error) { return entries, nil }); err != nil {
		d.t.Fatal(err)
	}
}

// What this version does not know is never carried out as what it does know: not as the removal of a person, nor as
// anything else.
func TestWhatIsNotKnownIsNeverCarriedOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(rita)
	view, err := w.Access(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var people []access.Row
	for _, r := range view.Rows {
		if r.Kind == access.User && r.Status == population.StatusVerified && !r.Privileged && r.Email != rita {
			people = append(people, r)
		}
	}
	gone, banished, kept := people[0].Item, people[1].Item, people[2].Item
	odd := map[string]campaign.Verdict{
		gone: campaign.Revoke, banished: "banish", kept: campaign.Certify,
		"mapping/3": campaign.Revoke, "role/r-7": campaign.Reduce, "user": campaign.Revoke, "user/nobody-at-all": campaign.Revoke,
		"key/none": campaign.Revoke, "": campaign.Revoke, "Mapping/" + strings.TrimPrefix(gone, "user/"): campaign.Revoke,
	}
	by := record.Actor{Email: rita, Assurance: record.Declared}
	var items []string
	for item := range odd {
		items = append(items, item)
	}
	slices.Sort(items)
	d.write(
		record.Entry{Type: campaign.TypeCreated, Actor: by, Data: campaign.Created{Campaign: "odd", Name: "Odd", Scope: "all", Due: "2026-12-31", Reviewers: []string{rita}, Split: campaign.RoundRobin}},
		record.Entry{Type: campaign.TypeOpened, Actor: by, Data: campaign.Opened{Campaign: "odd", Population: view.Population, Rules: access.DefaultRules(), Assignments: []campaign.Assignment{{Reviewer: rita, Items: items}}}},
	)
	decision := func(item string, v campaign.Verdict) record.Entry {
		return record.Entry{Type: campaign.TypeDecided, Actor: by, Data: campaign.Decided{Campaign: "odd", Item: item, Decision: v, Bulk: 1, Hints: []string{}, Batch: "b" + item}}
	}
	for _, item := range items {
		if odd[item] == "banish" {
			d.write(decision(item, campaign.Revoke)) // what is not known does not leave in force what was before it
		}
		d.write(decision(item, odd[item]))
	}
	d.write(record.Entry{Type: campaign.TypeClosed, Actor: by, Data: campaign.ClosedData{Campaign: "odd", Statement: "done", Undecided: []string{}, Unsigned: []string{}}})

	d.server.Forget()
	a := &aftermath{desk: d, w: w, id: "odd"}
	check := func(plan *remediation.Plan) {
		t.Helper()
		for _, c := range plan.Changes {
			if blocked := c.State == remediation.Blocked && c.Blocked != "" && c.Action == order.Unknown; blocked == (c.Item == gone) {
				t.Errorf("%s: %s is %s: %s", c.Item, c.Action, c.State, c.Blocked)
			}
		}
		if len(plan.Changes) != len(items)-1 { // all but what was certified
			t.Errorf("%d changes: %s", len(plan.Changes), plan.Summary())
		}
	}
	check(a.apply(0, remediation.ApplyOptions{}))
	check(a.verify())
	if undo, err := w.PlanRemediation(ctx, "odd", true); err != nil || len(undo.Changes) != 1 {
		t.Errorf("undo: %+v, %v", undo, err)
	}
	a.once(1)
	for _, r := range d.server.Requests() {
		if r.Method == "DELETE" && !strings.HasSuffix(r.Path, strings.TrimPrefix(gone, "user/")) {
			t.Errorf("asked of Torq: %s %s", r.Method, r.Path)
		}
	}
	if text := a.attention(); !strings.Contains(text, "not proven") {
		t.Errorf("nothing says that changes are not proven: %s", text)
	}

	sheet, err := w.Sheet(ctx, "odd")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range sheet.Rows {
		effect := sheet.Revoking(&r)
		if r.Kind != access.KindOf(r.Item) || !r.Kind.Known() && (len(effect) != 1 || !strings.Contains(effect[0], "does not know")) {
			t.Errorf("%q is a %q: %v", r.Item, r.Kind, effect)
		}
	}
	pack := filepath.Join(t.TempDir(), "odd.zip")
	if _, err := w.PackEvidence(ctx, "odd", evidence.PackOptions{Path: pack}); err != nil {
		t.Fatal(err)
	}
	if result, err := w.VerifyEvidence(ctx, pack, evidence.VerifyOptions{}); err != nil || !result.OK {
		t.Errorf("%+v, %v", result, err)
	}
	facts, err := w.Export(ctx, "odd")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range facts.Rows {
		if r.Item != gone && r.Decision.Verdict != "certify" && (r.Change == nil || r.Change.State != remediation.Blocked) {
			t.Errorf("exported: %s of %s is %+v", r.Decision.Verdict, r.Item, r.Change)
		}
	}
}
