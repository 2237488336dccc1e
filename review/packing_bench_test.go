package review_test

import (
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
)

// BenchmarkPack100k is a pack of 100,000 decisions.
func BenchmarkPack100k(b *testing.B) {
	w, id, items := large(b, 100_000)
	for len(items) > 0 {
		choices := make([]campaign.Choice, min(1000, len(items)))
		for i := range choices {
			choices[i] = campaign.Choice{Item: items[i], Verdict: campaign.Certify, Reason: "needed for current duties", DwellMS: int64(i)}
		}
		items = items[len(choices):]
		if _, err := w.Decide(b.Context(), id, choices); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), "pack.zip")
	for b.Loop() {
		got, err := w.PackEvidence(b.Context(), id, review.PackOptions{Path: path, Overwrite: true})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(got.Bytes), "bytes/pack")
	}
}
