package review_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
)

// years makes the record of a workspace of 5,000 users after so many quarterly campaigns, in which every item was decided:
// 20 make about 100,000 lines, 200 a million. open opens the workspace anew, as each process does. If the environment
// variable TUAR_BENCH_HOME names a folder, the home stays there in a folder of that number, for the program itself:
//
//	TUAR_BENCH_HOME=/tmp/years go test ./review -run '^$' -bench 'ListCampaigns/20$' -benchtime 1x
//	TUAR_HOME=/tmp/years/20 tuar status
func years(b *testing.B, quarters int) (open func() *review.Workspace) {
	b.Helper()
	users := 5_000
	if testing.Short() {
		users, quarters = 50, 2
	}
	d, openAt, w, id, items := largeOf(b, users, rita)
	for q := range quarters {
		if q > 0 {
			id = quarter(b, w, fmt.Sprint("Quarter ", q+1))
		}
		choices := make([]campaign.Choice, len(items))
		for i, item := range items {
			choices[i] = campaign.Choice{Item: item, Verdict: campaign.Certify, Reason: "needed for the job, as every quarter", DwellMS: 2314}
			if i%5 == 0 {
				choices[i].Verdict, choices[i].Reason = campaign.Revoke, "left the company"
			}
		}
		if _, err := w.Decide(b.Context(), id, choices); err != nil {
			b.Fatal(err)
		}
		if _, err := w.SignOff(b.Context(), id, "I looked at all of it."); err != nil {
			b.Fatal(err)
		}
		if q == quarters-1 {
			break
		}
		if _, err := w.CloseCampaign(b.Context(), id, ""); err != nil {
			b.Fatal(err)
		}
	}
	if kept := os.Getenv("TUAR_BENCH_HOME"); kept != "" {
		if err := os.CopyFS(filepath.Join(kept, fmt.Sprint(quarters)), os.DirFS(d)); err != nil {
			b.Fatal(err)
		}
	}
	return func() *review.Workspace { return openAt(d, rita) }
}

// quarter opens the next campaign over all users.
func quarter(b *testing.B, w *review.Workspace, name string) (id string) {
	b.Helper()
	draft, err := w.NewCampaign(b.Context(), campaign.Plan{Name: name, Scope: "all", Due: w.Now().AddDate(0, 0, 14), Reviewers: []string{rita}})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := w.OpenCampaign(b.Context(), draft.ID, false); err != nil {
		b.Fatal(err)
	}
	return draft.ID
}

// BenchmarkListCampaigns lists the campaigns in a process of its own, as shell completion does: it costs the reading and
// the folding of the record, and nothing else.
func BenchmarkListCampaigns(b *testing.B) {
	for _, quarters := range []int{20, 200} {
		b.Run(fmt.Sprint(quarters), func(b *testing.B) {
			open := years(b, quarters)
			b.ReportAllocs()
			for b.Loop() {
				if list, err := open().ListCampaigns(b.Context()); err != nil || len(list) == 0 {
					b.Fatal(len(list), err)
				}
			}
		})
	}
}

// BenchmarkCheckJournal verifies the whole record, in a process of its own.
func BenchmarkCheckJournal(b *testing.B) {
	open := years(b, 20)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := open().CheckJournal(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
