package review_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/store"
)

// TestDismissalsInAReview holds that an effective dismissal takes the hint from the row of a campaign, that a reviewer
// cannot make one, and that check.py derives the same table from the pack.
func TestDismissalsInAReview(t *testing.T) {
	t.Parallel()
	w := newRostered(t)
	rows := must(w.lead.Access(t.Context())).Rows
	i := slices.IndexFunc(rows, func(r access.Row) bool { return r.Kind == access.User && r.Has(access.Dormant) })
	if i < 0 {
		t.Fatal("no user is dormant")
	}
	row := rows[i]
	const why, until = "parental leave", "2027-02-28"
	by := w.Open(w.reviewer)
	if _, err := by.DismissHint(t.Context(), row.Item, access.Dormant, why, until); err == nil {
		t.Error("a reviewer dismissed a hint")
	}
	if bar := must(by.BarsDismissal(t.Context(), row.Email)); bar == "" {
		t.Error("a reviewer is not told that they cannot dismiss hints")
	}
	must(w.lead.DismissHint(t.Context(), row.Item, access.Dormant, why, until))
	id := w.Campaign(w.lead, campaign.Plan{Name: "Leave", Scope: `kind == "user"`, Reviewers: []string{w.reviewer}})
	sheet := must(by.Sheet(t.Context(), id))
	at := slices.IndexFunc(sheet.Rows, func(r campaign.SheetRow) bool { return r.Item == row.Item })
	if at < 0 || sheet.Rows[at].Has(access.Dormant) || len(sheet.Rows[at].Dismissed) != 1 {
		t.Fatalf("the row of a dismissed hint: %d", at)
	}
	w.Decide(by, id, func(r campaign.SheetRow) campaign.Choice {
		if r.Own {
			return campaign.Choice{}
		}
		return campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed for work", DwellMS: 4000}
	})
	w.Close(w.lead, id)
	check(t, w.lead.RestoreHint(t.Context(), row.Item, access.Dormant, "back")) // after the closing: not in the evidence
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(w.lead.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	if result := must(review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})); !result.OK {
		t.Errorf("%+v", result.Checks)
	}
	stockTools(t, path)
	table := rowsOf(t, contentOf(t, path).files, "dismissals")
	if len(table) != 1 || table[0]["item"] != row.Item || table[0]["act"] != "dismissed" || table[0]["until"] != until || table[0]["reason"] != why {
		t.Errorf("dismissals: %v", table)
	}
}
