package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/record"
)

// long is a journal of many pieces in a workspace folder: lines that cross from one into the next, and one that is longer
// than a piece. raws are its lines with their newlines.
func long(t *testing.T) (dir, path string, raws [][]byte) {
	t.Helper()
	prev, at := "", start().now
	for n := range 12_000 {
		entry := decision(n)
		if n == 5_000 {
			entry.Data = map[string]string{"text": strings.Repeat("x", 9<<20)}
		}
		line, raw, err := record.Make(entry, fmt.Sprint(n), "w", prev, int64(n+1), at.Add(1))
		if err != nil {
			t.Fatal(err)
		}
		prev, raws = line.Hash, append(raws, append(raw, '\n'))
	}
	dir = t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "journal"), 0o700); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "journal", "w.jsonl")
	if err := os.WriteFile(path, slices.Concat(raws...), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, path, raws
}

func TestALongJournalIsReadWholeWhateverStandsAtTheEndOfAPiece(t *testing.T) {
	t.Parallel()
	dir, path, raws := long(t)
	same := func(lines []record.Line, want int) {
		t.Helper()
		if len(lines) != want {
			t.Fatalf("%d lines of %d", len(lines), want)
		}
		for i := range lines {
			if !bytes.Equal(append(lines[i].AppendTo(nil), '\n'), raws[i]) {
				t.Fatalf("line %d is %.200s", i+1, lines[i].AppendTo(nil))
			}
		}
	}
	j := open(dir, "w", start())
	lines, err := j.Lines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(lines, len(raws))

	// What is torn is left for later; what lacks only its newline is a line.
	whole := slices.Concat(raws...)
	for cut, want := range map[int]int{1: len(raws), 2: len(raws) - 1, len(raws[len(raws)-1]): len(raws) - 1} {
		if err := os.WriteFile(path, whole[:len(whole)-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		lines, err := open(dir, "w", start()).Lines(t.Context())
		if err != nil {
			t.Fatal(cut, err)
		}
		same(lines, want)
		if checks, err := open(dir, "w", start()).Check(t.Context()); err != nil || !checks[0].OK || checks[0].Lines != want {
			t.Errorf("without the last %d bytes: %+v, %v", cut, checks, err)
		}
	}

	// A changed line is found, wherever it stands.
	for _, n := range []int{1, 5_001, 9_000, len(raws)} {
		begun := len(slices.Concat(raws[:n-1]...))
		changed := bytes.Clone(whole)
		changed[begun+bytes.Index(raws[n-1], []byte("declared"))] = 'D'
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		checks, err := open(dir, "w", start()).Check(t.Context())
		if err != nil || checks[0].OK || checks[0].Lines != n-1 || !strings.Contains(checks[0].Detail, fmt.Sprintf("line %d:", n)) {
			t.Errorf("line %d was changed: %+v, %v", n, checks, err)
		}
		if _, err := open(dir, "w", start()).Lines(t.Context()); err == nil {
			t.Errorf("line %d was changed, and the record is read", n)
		}
	}
}

// TestACheckReadsTheDiskAnew: what was read before, by the same journal, vouches for nothing.
func TestACheckReadsTheDiskAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(dir, "w", start())
	if checks, err := j.Check(t.Context()); err != nil || len(checks) != 0 {
		t.Fatal(checks, err)
	}
	if _, err := j.Append(t.Context(), func([]record.Line) ([]record.Entry, error) {
		return []record.Entry{decision(1), decision(2)}, nil
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "journal", "w.jsonl")
	for _, known := range []bool{true, false} {
		j := open(dir, "w", start())
		if known {
			if _, err := j.Lines(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if checks, err := j.Check(t.Context()); err != nil || !checks[0].OK || checks[0].Lines != 2 {
			t.Fatalf("%+v, %v", checks, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := bytes.Replace(whole, []byte("declared"), []byte("Declared"), 1)
		err = errors.Join(os.WriteFile(path, changed, 0o600), os.Chtimes(path, info.ModTime(), info.ModTime()))
		if err != nil {
			t.Fatal(err)
		}
		if checks, err := j.Check(t.Context()); err != nil || checks[0].OK {
			t.Errorf("changed behind its back: %+v, %v", checks, err)
		}
		if err := errors.Join(os.WriteFile(path, whole, 0o600), os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
			t.Fatal(err)
		}
	}
}
