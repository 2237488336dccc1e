package review_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/store"
)

// TestACertificateLapsesInAWholeWorld goes from a certificate until a day to its lapse: nothing counts before the day has
// passed, afterwards the status and the plan say so, a confirmed lapse is a revocation that is carried out and proven, and
// check.py derives the same from the pack.
func TestACertificateLapsesInAWholeWorld(t *testing.T) {
	t.Parallel()
	w := newRostered(t)
	id := w.Campaign(w.lead, campaign.Plan{
		Name: "Projects", Scope: `kind == "user" && role == "Operator"`, Reviewers: []string{w.reviewer}, Lapse: campaign.LapseRevoke,
	})
	by := w.Open(w.reviewer)
	last := w.Clock.Now().AddDate(0, 0, 10).Format(campaign.DateLayout)
	item, other := "", ""
	w.Decide(by, id, func(r campaign.SheetRow) campaign.Choice {
		choice := campaign.Choice{Verdict: campaign.Certify, Reason: "project until then", DwellMS: 4000}
		switch {
		case r.Own:
			return campaign.Choice{}
		case item == "":
			item, choice.Until = r.Item, last
		case other == "":
			other, choice.Until = r.Item, last
		}
		return choice
	})
	w.Close(w.lead, id)
	const why = "the project is over"
	if err := by.ConfirmLapse(t.Context(), id, []string{item}, why); err == nil || !strings.Contains(err.Error(), "until a day that has passed") {
		t.Errorf("before the day: %v", err)
	}
	notes := func() string {
		t.Helper()
		plan := must(w.lead.PlanRemediation(t.Context(), id, false))
		if len(plan.Changes) > 1 {
			t.Errorf("%d changes", len(plan.Changes))
		}
		return strings.Join(plan.Notes, "\n")
	}
	if n := notes(); strings.Contains(n, "--lapsed") {
		t.Errorf("before the day: %s", n)
	}

	w.Pass(11 * 24 * time.Hour)
	w.Sync(w.lead)
	overview := must(w.lead.Overview(t.Context()))
	said := ""
	for _, a := range overview.Attention {
		if a.Kind == review.NeedsRenewal {
			said = a.Text
		}
	}
	if !strings.Contains(said, "was certified until "+last) || !strings.Contains(said, "and 1 more") {
		t.Errorf("attention: %q", said)
	}
	if n := notes(); strings.Count(n, "--lapsed") != 2 {
		t.Errorf("after the day: %s", n)
	}
	check(t, by.ConfirmLapse(t.Context(), id, []string{item}, why))
	if err := by.ConfirmLapse(t.Context(), id, []string{item}, why); err == nil {
		t.Error("it lapsed twice")
	}
	if n := notes(); strings.Count(n, "--lapsed") != 1 {
		t.Errorf("after one lapsed: %s", n)
	}

	plan := must(w.lead.ApplyRemediation(t.Context(), id, remediation.ApplyOptions{}))
	if len(plan.Changes) != 1 || plan.Changes[0].Item != item || plan.Changes[0].State != remediation.Corroborated {
		t.Errorf("carried out: %+v", plan.Changes)
	}

	path := filepath.Join(t.TempDir(), "pack.zip")
	must(w.lead.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	if result := must(review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})); !result.OK {
		t.Errorf("%+v", result.Checks)
	}
	stockTools(t, path)
	for _, row := range rowsOf(t, contentOf(t, path).files, "decisions") {
		want := map[string]string{item: "revoke", other: "certify"}[row["item"]]
		if want != "" && (row["decision"] != want || want == "revoke" && row["reason"] != why) {
			t.Errorf("decisions: %v", row)
		}
	}
}
