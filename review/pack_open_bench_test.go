package review_test

import (
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/store"
)

// BenchmarkOpenPack100k opens a pack of 100,000 decisions, which checks it, and then follows and draws in it.
func BenchmarkOpenPack100k(b *testing.B) {
	w, id := decided100k(b)
	path := filepath.Join(b.TempDir(), "pack.zip")
	if _, err := w.PackEvidence(b.Context(), id, evidence.PackOptions{Path: path}); err != nil {
		b.Fatal(err)
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			p, err := review.OpenPack(b.Context(), store.Files{}, path)
			if err != nil || !p.Result.OK {
				b.Fatal(err, p.Wrong())
			}
			if err := p.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	p, err := review.OpenPack(b.Context(), store.Files{}, path)
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	sheet, err := p.Workspace.Sheet(b.Context(), id)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("trace", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Workspace.Trace(b.Context(), id, sheet.Rows[0].Item); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sample", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Workspace.Sample(b.Context(), id, evidence.SampleOptions{Seed: "2026Q3", Size: 25}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
