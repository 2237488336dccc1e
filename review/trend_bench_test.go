package review_test

import (
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/archive"

	"github.com/tuar-dev/tuar/review"
)

// decided80k returns a workspace with that many closed campaigns of 10,000 decisions each.
func decided80k(b *testing.B, campaigns int) *review.Workspace {
	b.Helper()
	w, id, items := large(b, most()/10)
	for n := range campaigns {
		if n > 0 {
			draft, err := w.NewCampaign(b.Context(), campaign.Plan{Name: "again", Scope: "all", Due: time.Now().AddDate(2, 0, 0), Reviewers: []string{rita, sam}})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := w.OpenCampaign(b.Context(), draft.ID, false); err != nil {
				b.Fatal(err)
			}
			id = draft.ID
		}
		for left := items; len(left) > 0; {
			choices := make([]campaign.Choice, min(1000, len(left)))
			for i := range choices {
				choices[i] = campaign.Choice{Item: left[i], Verdict: campaign.Certify, Reason: "needed for current duties", DwellMS: int64(i)}
			}
			left = left[len(choices):]
			if _, err := w.Decide(b.Context(), id, choices); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := w.CloseCampaign(b.Context(), id, ""); err != nil {
			b.Fatal(err)
		}
	}
	return w
}

// BenchmarkTrend80k compares 8 campaigns of 10,000 items each.
func BenchmarkTrend80k(b *testing.B) {
	w := decided80k(b, 8)
	for b.Loop() {
		if _, err := w.Trend(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkArchive archives 2 and 8 campaigns of 10,000 items each, and reports the largest heap that was met.
func BenchmarkArchive(b *testing.B) {
	for _, n := range []int{2, 8} {
		b.Run(map[int]string{2: "2 campaigns", 8: "8 campaigns"}[n], func(b *testing.B) {
			w := decided80k(b, n)
			o := evidence.ArchiveOptions{Period: archive.Period{From: time.Unix(0, 0).UTC(), To: time.Now().AddDate(9, 0, 0)}}
			o.Path, o.Overwrite = filepath.Join(b.TempDir(), "archive.zip"), true
			var most atomic.Uint64
			done := make(chan struct{})
			go func() {
				for {
					select {
					case <-done:
						return
					case <-time.After(20 * time.Millisecond):
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						most.Store(max(most.Load(), m.HeapAlloc))
					}
				}
			}()
			for b.Loop() {
				made, err := w.ArchiveEvidence(b.Context(), o)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(made.Bytes), "bytes/archive")
			}
			close(done)
			b.ReportMetric(float64(most.Load())/(1<<20), "heap-MB")
		})
	}
}
