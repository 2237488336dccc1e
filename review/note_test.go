package review_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/store"
)

// TestNotesInAReview holds what notes do: hints of the access as it is, of the campaign as it was opened, and the evidence.
func TestNotesInAReview(t *testing.T) {
	t.Parallel()
	w := newRostered(t)
	var keys []string
	for _, r := range must(w.lead.Access(t.Context())).Rows {
		if r.Kind == access.Key && r.Has(access.NoOwner) {
			keys = append(keys, r.Item)
		}
	}
	if len(keys) < 4 {
		t.Fatalf("%d service keys are without an owner", len(keys))
	}
	text := func(s string) *string { return &s }
	set := func(item, owner, every string) {
		t.Helper()
		_, changed, err := w.lead.SetNote(t.Context(), item, noting.Change{Owner: text(owner), Purpose: text("deploys " + item), Every: text(every)})
		if err != nil || !changed {
			t.Fatal(changed, err)
		}
	}
	set(keys[0], w.reviewer, "6mo")
	set(keys[1], w.left, "1y")
	set(keys[2], "gone@example.com", "1d")
	hints := func(item string) map[string]string {
		found := map[string]string{}
		for _, r := range must(w.lead.Access(t.Context())).Rows {
			for _, h := range r.Hints {
				if r.Item == item {
					found[h.Name] = h.Why
				}
			}
		}
		return found
	}
	if h := hints(keys[0]); h[access.NoOwner] != "" || h[access.KeyOutlivesOwner] != "" || h[access.ReviewDue] != "" {
		t.Errorf("a key with a living owner: %v", h)
	}
	if h := hints(keys[1]); !strings.Contains(h[access.NoOwner], "left on") || !strings.Contains(h[access.KeyOutlivesOwner], "still lists the key") {
		t.Errorf("a key whose owner left: %v", h)
	}
	if h := hints(keys[2]); !strings.Contains(h[access.NoOwner], "not on the roster") {
		t.Errorf("a key with an unknown owner: %v", h)
	}
	w.Pass(49 * time.Hour)
	w.Sync(w.lead)
	if h := hints(keys[2]); !strings.Contains(h[access.ReviewDue], "never reviewed; noted on") {
		t.Errorf("past its interval: %v", h)
	}
	due := must(w.lead.Overview(t.Context())).Attention
	if !slices.ContainsFunc(due, func(a review.Attention) bool { return a.Kind == review.NeedsOwnReview }) {
		t.Errorf("what is due by its own interval is not named: %v", due)
	}
	id := w.Campaign(w.lead, campaign.Plan{Name: "Keys", Scope: `kind == "key" && (responsible == "` + w.reviewer + `" || review_due || "no-owner" in hints)`, Reviewers: []string{w.reviewer}})
	set(keys[3], w.reviewer, "3mo") // while it is open: evidence has it, the hint of the opening stays
	by := w.Open(w.reviewer)
	sheet := must(by.Sheet(t.Context(), id))
	i := slices.IndexFunc(sheet.Rows, func(r campaign.SheetRow) bool { return r.Item == keys[3] })
	if i < 0 || !sheet.Rows[i].Has(access.NoOwner) || sheet.Rows[i].Responsible() != w.reviewer {
		t.Fatalf("the row of a key that got an owner since: %d", i)
	}
	w.Decide(by, id, func(r campaign.SheetRow) campaign.Choice {
		if r.Own {
			return campaign.Choice{}
		}
		return campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed for work", DwellMS: 4000}
	})
	w.Close(w.lead, id)
	w.Pass(time.Hour)
	set(keys[3], "late@example.com", "3mo") // after the closing: not in the evidence
	check(t, w.lead.ClearNote(t.Context(), keys[0], "the key is gone"))
	if h := hints(keys[2]); h[access.ReviewDue] != "" {
		t.Errorf("it was reviewed: %v", h)
	}
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(w.lead.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	result := must(review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{}))
	if !result.OK {
		t.Errorf("%+v", result.Checks)
	}
	stockTools(t, path)
	c := contentOf(t, path)
	notes := rowsOf(t, c.files, "notes")
	if len(notes) != 4 || notes[0]["in_force"] != "true" || notes[0]["reviewed_at"] == "" || notes[3]["owner"] != w.reviewer {
		t.Errorf("notes: %v", notes)
	}
	for _, table := range []string{"population", "decisions"} {
		rows := rowsOf(t, c.files, table)
		i := slices.IndexFunc(rows, func(r map[string]string) bool { return r["item"] == keys[0] })
		if rows[i]["owner"] != w.reviewer || rows[i]["review_every"] != "6mo" || rows[i]["next_review"] == "" || rows[i]["purpose"] != "deploys "+keys[0] {
			t.Errorf("%s: %v", table, rows[i])
		}
	}
}
