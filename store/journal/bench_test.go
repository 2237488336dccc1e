package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

func decision(n int) record.Entry {
	return record.Entry{
		Type: campaign.TypeDecided, Actor: record.Actor{Email: "p.lang@example.com", Assurance: record.Declared},
		Data: campaign.Decided{
			Campaign: "q4-2026-access-review-1a2b", Item: fmt.Sprintf("user/74e19393-3e94-48d2-8b60-%012d", n),
			Decision: campaign.Certify,
			Reason:   "needed for current duties", DwellMS: 2314, Bulk: 1, Hints: []string{"dormant"}, Batch: "8f3a5c1d2e4b6a70",
		},
	}
}

func BenchmarkAppendDecision(b *testing.B) {
	j := open(b.TempDir(), "w", start())
	n := 0
	for b.Loop() {
		n++
		if _, err := j.Append(b.Context(), func([]record.Line) ([]record.Entry, error) {
			return []record.Entry{decision(n)}, nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareWriteFsync writes and syncs the bytes of one decision's line, with nothing around it.
func BenchmarkBareWriteFsync(b *testing.B) {
	_, raw, err := record.Make(decision(1), "0193589a-7b2e-7c3d-8e4f-5a6b7c8d9e0f", "w", "", 1, start().now)
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(b.TempDir(), "bare"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	raw = append(raw, '\n')
	for b.Loop() {
		if _, err := f.Write(raw); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendBulk100(b *testing.B) {
	j := open(b.TempDir(), "w", start())
	bulk := make([]record.Entry, 100)
	for i := range bulk {
		bulk[i] = decision(i)
	}
	for b.Loop() {
		if _, err := j.Append(b.Context(), func([]record.Line) ([]record.Entry, error) { return bulk, nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad100k(b *testing.B) {
	dir := b.TempDir()
	var file bytes.Buffer
	prev, at := "", start().now
	for n := range 100_000 {
		at = at.Add(1)
		line, raw, err := record.Make(decision(n), fmt.Sprint(n), "w", prev, int64(n+1), at)
		if err != nil {
			b.Fatal(err)
		}
		prev = line.Hash
		file.Write(append(raw, '\n'))
	}
	if err := os.MkdirAll(filepath.Join(dir, "journal"), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "journal", "w.jsonl"), file.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if lines, err := open(dir, "w", start()).Lines(b.Context()); err != nil || len(lines) != 100_000 {
			b.Fatal(len(lines), err)
		}
	}
}
