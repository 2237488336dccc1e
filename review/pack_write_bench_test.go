package review_test

import (
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/store"
)

// decided100k is a campaign of 100,000 decisions.
func decided100k(b *testing.B) (w *review.Workspace, id string) {
	b.Helper()
	w, id, items := large(b, most())
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
	return w, id
}

// BenchmarkPack100k packs them.
func BenchmarkPack100k(b *testing.B) {
	w, id := decided100k(b)
	path := filepath.Join(b.TempDir(), "pack.zip")
	for b.Loop() {
		got, err := w.PackEvidence(b.Context(), id, evidence.PackOptions{Path: path, Overwrite: true})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(got.Bytes), "bytes/pack")
	}
}

// BenchmarkVerify100k checks such a pack, making all of it anew.
func BenchmarkVerify100k(b *testing.B) {
	w, id := decided100k(b)
	path := filepath.Join(b.TempDir(), "pack.zip")
	if _, err := w.PackEvidence(b.Context(), id, evidence.PackOptions{Path: path}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		result, err := review.VerifyEvidence(b.Context(), store.Files{}, path, evidence.VerifyOptions{})
		if err != nil || !result.OK {
			b.Fatal(err, result)
		}
	}
}
