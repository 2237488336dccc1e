package journal_test

import (
	"bytes"
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
)

// bring puts a writer's file into another folder as Git does: under a new file of that name.
func bring(t *testing.T, from, to, writer string) {
	t.Helper()
	data, err := os.ReadFile(journalOf(from, writer))
	if err != nil {
		t.Fatal(err)
	}
	replace(t, journalOf(to, writer), data)
}

func replace(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// seal writes a line that names where all journals ended.
func seal(t *testing.T, j *journal.Journal, text string) {
	t.Helper()
	_, err := j.Append(t.Context(), func(lines []record.Line) ([]record.Entry, error) {
		heads := record.Heads{}
		for _, l := range lines {
			heads.Apply(l)
		}
		e := entry(text)
		e.Type = record.TypeClosed
		e.Binding.Heads = heads.List()
		return []record.Entry{e}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sameLine(a, b record.Line) bool { return a.Hash == b.Hash }

func journalOf(dir, writer string) string { return filepath.Join(dir, "journal", writer+".jsonl") }

func TestOlderLinesFromAnotherMachineFindTheirPlace(t *testing.T) {
	here, there, c := t.TempDir(), t.TempDir(), start()
	mine, theirs := open(here, "mine", c), open(there, "theirs", c)
	step := func(j *journal.Journal, text string) {
		c.now = c.now.Add(time.Second)
		add(t, j, text)
	}
	step(mine, "1")
	step(theirs, "2")
	step(mine, "3")
	before := read(t, mine)
	handedOut := slices.Clone(before)

	bring(t, there, here, "theirs")
	if got := texts(read(t, mine)); got != "1 2 3" {
		t.Errorf("folded %q", got)
	}
	if !slices.EqualFunc(before, handedOut, sameLine) {
		t.Errorf("what was handed out before has changed: %s", texts(before))
	}
	step(theirs, "4")
	bring(t, there, here, "theirs")
	if got := texts(read(t, mine)); got != "1 2 3 4" {
		t.Errorf("folded %q", got)
	}

	// Another history under the same name is no continuation, even where it is longer.
	elsewhere := t.TempDir()
	for range 5 {
		step(open(elsewhere, "theirs", c), "forged")
	}
	bring(t, elsewhere, here, "theirs")
	if _, err := mine.Lines(t.Context()); fault.KindOf(err) != fault.Damaged ||
		!strings.Contains(err.Error(), "theirs.jsonl, line 2: it is not what had been read") {
		t.Errorf("got %v", err)
	}
}

// A decision made in the light of a line is folded after it, though the clock of this machine is behind.
func TestLinesComeAfterThoseTheyWereDecidedOn(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	slow, fast := start(), start()
	fast.now = fast.now.Add(10 * time.Minute)
	mine := open(here, "mine", slow)
	add(t, mine, "1")
	add(t, open(there, "theirs", fast), "2")
	bring(t, there, here, "theirs")
	add(t, mine, "3", "4")
	if got := texts(read(t, open(here, "mine", slow))); got != "1 2 3 4" {
		t.Errorf("folded %q", got)
	}
	if w := strings.Join(mine.Warnings(), "\n"); !strings.Contains(w,
		"10m0s behind the last line of the record, which theirs wrote") {
		t.Errorf("no warning about the clocks: %q", w)
	}
}

// Several machines with clocks of their own bring each other their journals at any time: whoever has all reads one
// order, in which every line comes after those its writer knew, however the files came in.
func TestOneOrderHoweverJournalsComeIn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		names := []string{"alpha", "beta", "gamma"}
		dirs, clocks, journals := map[string]string{}, map[string]*clock{}, map[string]*journal.Journal{}
		for _, name := range append(names, "reader") {
			dirs[name], clocks[name] = t.TempDir(), start()
			journals[name] = open(dirs[name], name, clocks[name])
		}
		var written []string
		for n := range rapid.IntRange(3, 15).Draw(rt, "acts") {
			name := rapid.SampledFrom(names).Draw(rt, "writer")
			clocks[name].now = clocks[name].now.Add(time.Duration(rapid.IntRange(-3, 5).Draw(rt, "hours")) * time.Hour)
			if rapid.IntRange(0, 2).Draw(rt, "seals") == 0 {
				seal(t, journals[name], fmt.Sprint(n))
			} else {
				add(t, journals[name], fmt.Sprint(n))
			}
			written = append(written, fmt.Sprint(n))
			from, to := rapid.SampledFrom(names).Draw(rt, "from"), rapid.SampledFrom(append(names, "reader")).Draw(rt, "to")
			for _, writer := range names { // all that one machine has, as Git brings it
				if data, err := os.ReadFile(journalOf(dirs[from], writer)); err == nil && from != to && writer != to {
					have, _ := os.ReadFile(journalOf(dirs[to], writer))
					if len(data) > len(have) {
						if err := os.MkdirAll(filepath.Join(dirs[to], "journal"), 0o700); err != nil {
							rt.Fatal(err)
						}
						bring(t, dirs[from], dirs[to], writer)
						if rapid.Bool().Draw(rt, "look between") {
							read(t, journals[to])
						}
					}
				}
			}
		}
		for _, writer := range rapid.Permutation(names).Draw(rt, "last") {
			if _, err := os.Stat(journalOf(dirs[writer], writer)); err == nil {
				if err := os.MkdirAll(filepath.Join(dirs["reader"], "journal"), 0o700); err != nil {
					rt.Fatal(err)
				}
				bring(t, dirs[writer], dirs["reader"], writer)
				read(t, journals["reader"])
			}
		}
		got, fresh := read(t, journals["reader"]), read(t, open(dirs["reader"], "fresh", start()))
		if texts(got) != texts(fresh) || len(got) != len(written) {
			rt.Fatalf("read bit by bit %q, at once %q", texts(got), texts(fresh))
		}
		known := record.Hashes{}
		for _, l := range got {
			if err := l.CheckHeads(known.Of); err != nil {
				rt.Fatal(err)
			}
			known.Apply(l)
		}
	})
}

func TestWhatHadBeenReadMustStayAsItIs(t *testing.T) {
	tests := map[string]func(t *testing.T, path string, data []byte){
		"changed in place": func(t *testing.T, path string, data []byte) {
			if err := os.WriteFile(path, bytes.Replace(data, []byte("two"), []byte("owt"), 1), 0o600); err != nil {
				t.Fatal(err)
			}
			later := time.Now().Add(time.Hour) // the clock of the file system may be coarse
			if err := os.Chtimes(path, later, later); err != nil {
				t.Fatal(err)
			}
		},
		"last line changed and more added": func(t *testing.T, path string, data []byte) {
			other := t.TempDir()
			add(t, open(other, "w", start()), "one", "three", "four")
			longer, err := os.ReadFile(journalOf(other, "w"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, longer, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"shorter": func(t *testing.T, path string, data []byte) {
			if err := os.Truncate(path, int64(bytes.IndexByte(data, '\n')+1)); err != nil {
				t.Fatal(err)
			}
		},
		"replaced by less": func(t *testing.T, path string, data []byte) {
			replace(t, path, append(data[:bytes.IndexByte(data, '\n')+1], bytes.Repeat([]byte("x"), 2000)...))
		},
		"gone": func(t *testing.T, path string, _ []byte) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, harm := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			j := open(dir, "w", start())
			add(t, j, "one", "two")
			read(t, j)
			path := journalOf(dir, "w")
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			harm(t, path, bytes.Clone(data))
			for range 2 { // it is not forgotten
				if _, err := j.Lines(t.Context()); fault.KindOf(err) != fault.Damaged {
					t.Errorf("got %v", err)
				}
			}
			replace(t, path, data) // from a backup
			if got := texts(read(t, j)); got != "one two" {
				t.Errorf("restored, and yet %q", got)
			}
		})
	}
}

// One writer's damage hides nothing of the others, neither from the check nor after it was mended.
func TestCheckDoesNotStopAtTheFirstDamage(t *testing.T) {
	dir, c := t.TempDir(), start()
	for _, w := range []string{"a", "b", "c", "d"} {
		add(t, open(dir, w, c), w+"1", w+"2")
	}
	j := open(dir, "d", c)
	whole, err := os.ReadFile(journalOf(dir, "b"))
	if err != nil {
		t.Fatal(err)
	}
	replace(t, journalOf(dir, "a"), []byte("?\n"))
	replace(t, journalOf(dir, "b"), bytes.Replace(whole, []byte(`"b2"`), []byte(`"B2"`), 1))
	appendBytes(t, journalOf(dir, "c"), "half")
	if _, err := j.Lines(t.Context()); fault.KindOf(err) != fault.Damaged {
		t.Errorf("got %v", err)
	}
	checks, err := j.Check(t.Context())
	if err != nil || len(checks) != 4 {
		t.Fatalf("%+v, %v", checks, err)
	}
	for i, want := range []struct {
		lines  int
		ok     bool
		detail string
	}{{0, false, "a.jsonl, line 1: "}, {1, false, "b.jsonl, line 2: its hash"}, {2, true, "is torn"}, {2, true, ""}} {
		c := checks[i]
		if c.Lines != want.lines || c.OK != want.ok || !strings.Contains(c.Detail, want.detail) || want.detail == "" &&
			c.Detail != "" {
			t.Errorf("%+v, want %+v", c, want)
		}
	}
	if err := os.Remove(journalOf(dir, "a")); err != nil {
		t.Fatal(err)
	}
	replace(t, journalOf(dir, "b"), whole)
	if got := texts(read(t, j)); got != "b1 b2 c1 c2 d1 d2" {
		t.Errorf("mended, and yet %q", got)
	}
}

func TestAFileBearsTheNameOfItsWriter(t *testing.T) {
	dir := t.TempDir()
	add(t, open(dir, "w", start()), "one")
	if err := os.Rename(journalOf(dir, "w"), journalOf(dir, "v")); err != nil {
		t.Fatal(err)
	}
	if _, err := open(dir, "w", start()).Lines(t.Context()); fault.KindOf(err) != fault.Damaged ||
		!strings.Contains(err.Error(), `written by "w" in the journal of "v"`) {
		t.Errorf("got %v", err)
	}
}
