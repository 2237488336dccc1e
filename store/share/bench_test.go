package share_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// crowd makes a shared repository with the lines of 20 writers, 20,000 in all, each of whom sees the one before.
func crowd(b *testing.B) (hub string, first *desk) {
	b.Helper()
	hub = bare(b)
	first = aDesk(b, "first")
	first.write("begin")
	var seen []record.Head
	for w := range 20 {
		name := fmt.Sprintf("writer-%02d", w)
		var data []byte
		var last record.Line
		for n := range 1000 {
			line, raw, err := record.Make(record.Entry{
				Type: "test.said", Actor: record.Actor{Email: "ann@example.com", Assurance: record.Declared},
				Data: map[string]string{"text": "needed for the job, as every quarter", "item": fmt.Sprintf("user/%d-%d", w, n), "campaign": "q4-2026-access-review-0c32"},
			}, fmt.Sprintf("%s-%d", name, n), name, last.Hash, int64(n+1), time.Date(2026, 11, 23, 10, w, 0, n, time.UTC), seen...)
			if err != nil {
				b.Fatal(err)
			}
			last, seen, data = line, nil, append(append(data, raw...), '\n')
		}
		seen = []record.Head{{Writer: name, Seq: last.Seq, Hash: last.Hash}}
		if err := os.WriteFile(filepath.Join(first.dir(), "journal", name+".jsonl"), data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	first.open()
	first.init(hub)
	return hub, first
}

// BenchmarkJoin takes part in a record of 20,000 lines by 20 writers.
func BenchmarkJoin(b *testing.B) {
	hub, _ := crowd(b)
	for b.Loop() {
		b.StopTimer()
		d := aDesk(b, "joins")
		b.StartTimer()
		if out := d.join(hub); out.Taken < 20000 {
			b.Fatalf("%+v", out)
		}
	}
}

// BenchmarkSync sends one line into that record.
func BenchmarkSync(b *testing.B) {
	_, first := crowd(b)
	for b.Loop() {
		first.write("one more")
		if out := first.sync(); out.Sent != 1 {
			b.Fatalf("%+v", out)
		}
	}
}

// BenchmarkNothingNew syncs that record where nothing is new.
func BenchmarkNothingNew(b *testing.B) {
	_, first := crowd(b)
	for b.Loop() {
		first.sync()
	}
}
