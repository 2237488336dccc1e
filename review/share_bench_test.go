package review_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
)

// installed names the installation of a home.
func installed(b *testing.B, home, name string) string {
	b.Helper()
	if err := os.WriteFile(filepath.Join(home, "installation.json"), fmt.Appendf(nil, `{"writer":%q}`, name), 0o600); err != nil {
		b.Fatal(err)
	}
	return home
}

// sharedCampaign is a campaign of 20,000 items that 20 reviewers have decided on 20 installations, in a shared repository;
// a twentieth of it with -short. w is the last of the installations.
func sharedCampaign(b *testing.B) (open func(home, as string) *review.Workspace, url string, w *review.Workspace, id string, mine []campaign.Choice) {
	b.Helper()
	url = hub(b)
	users := 20_000
	if testing.Short() {
		users = 1_000
	}
	var reviewers []string
	for n := range 20 {
		reviewers = append(reviewers, fmt.Sprintf("reviewer%02d@example.com", n))
	}
	home, open, w, id, _ := largeOf(b, users, reviewers...)
	sheet, err := w.Sheet(b.Context(), id)
	if err != nil {
		b.Fatal(err)
	}
	for n, as := range reviewers {
		installed(b, home, fmt.Sprintf("desk-%02d", n))
		w, mine = open(home, as), nil
		for _, r := range sheet.Rows {
			if r.Reviewer == as {
				mine = append(mine, campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed for the job, as every quarter"})
			}
		}
		if _, err := w.Decide(b.Context(), id, mine); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.InitShare(b.Context(), url, false); err != nil {
		b.Fatal(err)
	}
	return open, url, w, id, mine
}

// BenchmarkJoinCampaign takes part in it, from nothing to a folded record.
func BenchmarkJoinCampaign(b *testing.B) {
	open, url, _, _, _ := sharedCampaign(b)
	for b.Loop() {
		b.StopTimer()
		w := open(installed(b, b.TempDir(), "joins"), "eve@example.com")
		b.StartTimer()
		if _, err := w.JoinShare(b.Context(), url, false); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSyncCampaign sends one decision into it.
func BenchmarkSyncCampaign(b *testing.B) {
	_, _, w, id, mine := sharedCampaign(b)
	for b.Loop() {
		b.StopTimer()
		if _, err := w.Decide(b.Context(), id, mine[:1]); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if out, err := w.SyncShare(b.Context(), false); err != nil || out.Sent != 1 {
			b.Fatalf("%+v, %v", out, err)
		}
	}
}
