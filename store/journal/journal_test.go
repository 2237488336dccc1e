package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/journal"
	"github.com/tuar-dev/tuar/store/lock"
)

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

type note struct {
	Text string `json:"text"`
}

func entry(text string) record.Entry {
	return record.Entry{
		Type: "test.noted", Actor: record.Actor{Email: "a@example.com", Assurance: record.Declared},
		Data: note{text},
	}
}

func open(dir, writer string, c *clock) *journal.Journal {
	return journal.Open(dir, lock.In(dir), func() (string, error) { return writer, nil }, c)
}

func start() *clock { return &clock{time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} }

func add(t testing.TB, j *journal.Journal, texts ...string) []record.Line {
	t.Helper()
	lines, err := j.Append(t.Context(), func([]record.Line) ([]record.Entry, error) {
		entries := make([]record.Entry, len(texts))
		for i, text := range texts {
			entries[i] = entry(text)
		}
		return entries, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func texts(lines []record.Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(string(l.Data), `{"text":"`), `"}`))
	}
	return strings.Join(out, " ")
}

func read(t testing.TB, j *journal.Journal) []record.Line {
	t.Helper()
	lines, err := j.Lines(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestLinesOfAnotherProcessAreSeen(t *testing.T) {
	dir, c := t.TempDir(), start()
	a, b := open(dir, "w", c), open(dir, "w", c)
	add(t, a, "one", "two")
	add(t, b, "three")
	add(t, a, "four")
	if got, want := texts(read(t, b)), "one two three four"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnErrorOfDecideWritesNothing(t *testing.T) {
	dir := t.TempDir()
	j := open(dir, "w", start())
	add(t, j, "one")
	refusal := errors.New("no")
	if _, err := j.Append(t.Context(), func([]record.Line) ([]record.Entry, error) {
		return nil, refusal
	}); !errors.Is(err, refusal) {
		t.Errorf("got %v", err)
	}
	if got := texts(read(t, open(dir, "w", start()))); got != "one" {
		t.Errorf("got %q", got)
	}
}

// A line keeps the time of its writer's clock, and its place after the line before it.
func TestAClockThatJumpsBackKeepsTheOrder(t *testing.T) {
	dir, c := t.TempDir(), start()
	j := open(dir, "w", c)
	add(t, j, "one")
	c.now = c.now.Add(-time.Hour)
	add(t, j, "two")
	lines := read(t, j)
	if got := texts(lines); got != "one two" {
		t.Errorf("got %q", got)
	}
	if !lines[1].Time.Equal(c.now) {
		t.Errorf("written at %s, and the line says %s", c.now, lines[1].Time)
	}
	if w := strings.Join(j.Warnings(), "\n"); !strings.Contains(w, "the clock is 1h0m0s behind") {
		t.Errorf("no warning about the clock: %q", w)
	}
}

func TestATornLineIsSetAside(t *testing.T) {
	dir, c := t.TempDir(), start()
	add(t, open(dir, "w", c), "one")
	path := filepath.Join(dir, "journal", "w.jsonl")
	appendBytes(t, path, `{"actor":"torn`)

	j := open(dir, "w", c)
	if got := texts(read(t, j)); got != "one" {
		t.Errorf("read %q", got)
	}
	if w := strings.Join(j.Warnings(), "\n"); !strings.Contains(w, "torn") {
		t.Errorf("reading does not warn: %q", w)
	}
	add(t, j, "two")
	if got := texts(read(t, open(dir, "w", c))); got != "one two" {
		t.Errorf("read %q", got)
	}
	aside, err := filepath.Glob(path + ".torn-*")
	if err != nil || len(aside) != 1 {
		t.Fatalf("set aside: %v, %v", aside, err)
	}
	if data, err := os.ReadFile(aside[0]); err != nil || string(data) != `{"actor":"torn` {
		t.Errorf("set aside %q, %v", data, err)
	}
}

func appendBytes(t testing.TB, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestDamageIsNamedAndStopsWriting(t *testing.T) {
	whole := func() (string, []byte) {
		dir := t.TempDir()
		add(t, open(dir, "w", start()), "one", "two", "three")
		path := filepath.Join(dir, "journal", "w.jsonl")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return dir, data
	}
	lineOf := func(data []byte, n int) []byte { return bytes.SplitAfter(data, []byte("\n"))[n-1] }
	tests := []struct {
		name string
		edit func(data []byte) []byte
		line int
		why  string
	}{
		{
			"a word changed", func(d []byte) []byte { return bytes.Replace(d, []byte("two"), []byte("TWO"), 1) }, 2,
			"hashes to",
		},
		{"a line dropped", func(d []byte) []byte { return bytes.Replace(d, lineOf(d, 2), nil, 1) }, 2, "number 3 where 2"},
		{"lines swapped", func(d []byte) []byte {
			return bytes.Join([][]byte{lineOf(d, 2), lineOf(d, 1), lineOf(d, 3)}, nil)
		}, 1, "number 2 where 1"},
		{"a line twice", func(d []byte) []byte { return append(d, lineOf(d, 3)...) }, 4, "number 3 where 4"},
		{
			"rubbish between", func(d []byte) []byte { return append(lineOf(d, 1), append([]byte("?\n"), lineOf(d, 2)...)...) },
			2, "not a journal line",
		},
		{
			"white space", func(d []byte) []byte { return bytes.Replace(d, []byte(`,"v":1`), []byte(`, "v":1`), 1) }, 1,
			"canonical",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, data := whole()
			path := filepath.Join(dir, "journal", "w.jsonl")
			if err := os.WriteFile(path, tt.edit(bytes.Clone(data)), 0o600); err != nil {
				t.Fatal(err)
			}
			j := open(dir, "w", start())
			_, err := j.Append(t.Context(), func([]record.Line) ([]record.Entry, error) {
				return []record.Entry{entry("four")}, nil
			})
			where := fmt.Sprintf("%s, line %d: ", path, tt.line)
			if fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), where) ||
				!strings.Contains(err.Error(), tt.why) {
				t.Errorf("got %v, want damage at %s… %s", err, where, tt.why)
			}
			checks, err := j.Check(t.Context())
			if err != nil || len(checks) != 1 || checks[0].OK || checks[0].Lines != tt.line-1 {
				t.Errorf("check: %+v, %v", checks, err)
			}
		})
	}
}

func TestAJournalThatBecameShorterIsDamaged(t *testing.T) {
	dir := t.TempDir()
	j := open(dir, "w", start())
	add(t, j, "one", "two")
	path := filepath.Join(dir, "journal", "w.jsonl")
	if err := os.Truncate(path, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Lines(t.Context()); fault.KindOf(err) != fault.Damaged {
		t.Errorf("shorter: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Lines(t.Context()); fault.KindOf(err) != fault.Damaged && fault.KindOf(err) != fault.Failed {
		t.Errorf("gone: %v", err)
	}
}

// Whatever two installations write in whatever order, everybody folds the same lines in the same order, and what was
// handed out before stays the beginning as long as nothing older came in.
func TestEverybodyFoldsTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		clocks := []*clock{start(), start()}
		writers := []*journal.Journal{open(dir, "alpha", clocks[0]), open(dir, "beta", clocks[1])}
		reader := open(dir, "reader", start())
		var seen []record.Line
		for n := range rapid.IntRange(1, 12).Draw(rt, "acts") {
			i := rapid.IntRange(0, 1).Draw(rt, "writer")
			clocks[i].now = clocks[i].now.Add(time.Duration(rapid.IntRange(-300, 500).Draw(rt, "seconds")) * time.Second)
			add(t, writers[i], fmt.Sprintf("n%d", n))
			if rapid.Bool().Draw(rt, "look") {
				seen = read(t, reader)
			}
		}
		fresh := read(t, open(dir, "fresh", start()))
		for _, j := range append(writers, reader) {
			if got, want := texts(read(t, j)), texts(fresh); got != want {
				rt.Fatalf("one reads %q, another %q", got, want)
			}
		}
		for i, l := range fresh {
			if want := fmt.Sprintf(`{"text":"n%d"}`, i); string(l.Data) != want {
				rt.Fatalf("line %d in order is %s: it was not written then", i, l.Data)
			}
		}
		if len(seen) > len(fresh) || !slices.EqualFunc(seen, fresh[:len(seen)], sameLine) {
			rt.Fatalf("what was handed out, %q, is not the beginning of %q", texts(seen), texts(fresh))
		}
	})
}

// Any changed byte of an acknowledged line is noticed.
func TestAnyFlippedByteIsNoticed(t *testing.T) {
	dir := t.TempDir()
	add(t, open(dir, "w", start()), "one", "zwei ü", "three")
	path := filepath.Join(dir, "journal", "w.jsonl")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(data)-2).Draw(rt, "at") // without the last newline a line is merely torn
		edited := bytes.Clone(data)
		edited[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "flip"))
		if err := os.WriteFile(path, edited, 0o600); err != nil {
			rt.Fatal(err)
		}
		if _, err := open(dir, "w", start()).Lines(t.Context()); fault.KindOf(err) != fault.Damaged {
			rt.Fatalf("byte %d changed, and the answer is %v", at, err)
		}
	})
}
