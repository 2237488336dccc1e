package share_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
)

// head returns the head of a desk's journal at a line.
func (d *desk) head(writer string, seq int64) record.Head {
	d.Helper()
	lines, err := d.Journal.Lines(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	for _, l := range lines {
		if l.Writer == writer && l.Seq == seq {
			return record.Head{Writer: writer, Seq: seq, Hash: l.Hash}
		}
	}
	d.Fatalf("%s has no line %d of %s", d.name, seq, writer)
	return record.Head{}
}

func path(dir string, parts ...string) string {
	return filepath.Join(append([]string{dir}, parts...)...)
}

// TestWhatDoesNotFitIsRefusedByName changes the shared repository in every way that should not happen. The one who
// looks has read lines 1 to 3 of ann and line 1 of bob, who had seen them.
func TestWhatDoesNotFitIsRefusedByName(t *testing.T) {
	annsFile := "journal/ann.jsonl"
	for name, c := range map[string]struct {
		change func(t *testing.T, dir string, cyd *desk)
		file   string // that is refused
		line   int64
		why    string
		kept   bool
		waits  string // a file that waits, besides
		got    string // what cyd has afterwards; empty: what she had, and dan's line
	}{
		"rewritten": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, annsFile), func([]byte) []byte { return forge(t, "ann", []string{"1", "two", "three", "four"}) })
			},
			file: annsFile, line: 1, why: "rewritten or forked", kept: true,
		},
		"one letter": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, annsFile), func(b []byte) []byte { return bytes.Replace(b, []byte(`"2"`), []byte(`"9"`), 1) })
			},
			file: annsFile, line: 2, why: "its hash is", kept: true,
		},
		"a line of another writer": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, annsFile), func(b []byte) []byte { return append(b, forge(t, "eve", []string{"evil"})...) })
			},
			file: annsFile, line: 4, why: `written by "eve" in the journal of "ann"`, kept: true,
		},
		"a file of another name": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "journal/eve.jsonl"), func([]byte) []byte { return forge(t, "ann", []string{"evil"}) })
			},
			file: "journal/eve.jsonl", line: 1, why: `written by "ann" in the journal of "eve"`, kept: true,
		},
		"a taken name": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "journal/ANN.jsonl"), func([]byte) []byte { return forge(t, "ANN", []string{"evil"}) })
			},
			file: "journal/ANN.jsonl", why: "capital letters", kept: true,
		},
		"our own name": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "journal/cyd.jsonl"), func([]byte) []byte { return forge(t, "cyd", []string{"evil"}) })
			},
			file: "journal/cyd.jsonl", line: 1, why: "under our name", kept: true,
		},
		"a later tuar": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, annsFile), func(b []byte) []byte {
					return append(b, bytes.Replace(forge(t, "ann", []string{"x"}), []byte(`"v":1`), []byte(`"v":2`), 1)...)
				})
			},
			file: annsFile, line: 4, why: "format 2; this tuar reads format 1", kept: true,
		},
		"half a line": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, annsFile), func(b []byte) []byte { return append(b, `{"actor":"ann@`...) })
			},
			file: annsFile, line: 4, why: "not whole", kept: true,
		},
		"a gap": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "journal/eve.jsonl"), func([]byte) []byte {
					lines := bytes.SplitAfter(forge(t, "eve", []string{"a", "b", "c"}), []byte("\n"))
					return slices.Concat(lines[0], lines[2])
				})
			},
			file: "journal/eve.jsonl", line: 2, why: "number 3 where 2 must come", kept: true, got: "1 2 3 b1 dan a",
		},
		"a false witness": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "journal/eve.jsonl"), func([]byte) []byte {
					return forge(t, "eve", []string{"evil"}, record.Head{Writer: "ann", Seq: 2, Hash: strings.Repeat("a", 64)})
				})
			},
			file: "journal/eve.jsonl", line: 1, why: "another line 2 of ann than the one that is here", kept: true,
		},
		"a journal cut off before it was read here": {
			change: func(t *testing.T, dir string, cyd *desk) {
				whole := forge(t, "eve", []string{"e1", "e2", "e3"})
				edit(t, path(dir, "journal/eve.jsonl"), func([]byte) []byte { return firstLines(1)(whole) })
				edit(t, path(dir, "journal/fay.jsonl"), func([]byte) []byte { return forge(t, "fay", []string{"f1"}, headOf(t, whole, 3)) })
			},
			file: "journal/eve.jsonl", why: "it has 1 lines; when fay wrote its line 1 it had 3", kept: true, waits: "journal/fay.jsonl", got: "1 2 3 b1 dan e1",
		},
		"a journal rewritten before it was read here": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "journal/eve.jsonl"), func([]byte) []byte { return forge(t, "eve", []string{"e1", "e2", "e3"}) })
				edit(t, path(dir, "journal/fay.jsonl"), func([]byte) []byte {
					return forge(t, "fay", []string{"f1"}, headOf(t, forge(t, "eve", []string{"e1", "other"}), 2))
				})
			},
			file: "journal/eve.jsonl", line: 1, why: "line 2 is not the one that fay had seen", kept: true, waits: "journal/fay.jsonl",
		},
		"a line that contradicts the record": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "journal/eve.jsonl"), func([]byte) []byte { return forge(t, "eve", []string{"e1", "contradiction", "e3"}) })
				edit(t, path(dir, "journal/fay.jsonl"), func([]byte) []byte {
					return forge(t, "fay", []string{"f1"}, headOf(t, forge(t, "eve", []string{"e1", "contradiction", "e3"}), 3))
				})
			},
			file: "journal/eve.jsonl", line: 2, why: "contradicts everything", kept: true, waits: "journal/fay.jsonl", got: "1 2 3 b1 dan e1",
		},
		"a population under another name": {
			change: func(t *testing.T, dir string, cyd *desk) {
				edit(t, path(dir, "populations", strings.Repeat("a", 64)+".json"), func([]byte) []byte { return []byte("{}") })
				edit(t, path(dir, "journal/fay.jsonl"), func([]byte) []byte { return forgeAbout(t, "fay", "population", strings.Repeat("a", 64)) })
			},
			file: "populations/" + strings.Repeat("a", 64) + ".json", why: "does not check out", kept: true, waits: "journal/fay.jsonl",
		},
		"a link in place of a journal": {
			change: func(t *testing.T, dir string, cyd *desk) {
				if err := os.Symlink("/etc/passwd", path(dir, "journal/eve.jsonl")); err != nil {
					t.Skip(err)
				}
			},
			file: "journal/eve.jsonl", why: "no plain file",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hub, ann, bob, cyd := trio(t)
			ann.write("2", "3")
			ann.sync()
			bob.sync()
			bob.clock.now = bob.clock.now.Add(time.Hour)
			bob.write("b1")
			bob.sync()
			cyd.sync()
			tamper(t, hub, func(dir string) {
				if err := os.MkdirAll(path(dir, "populations"), 0o700); err != nil {
					t.Fatal(err)
				}
				c.change(t, dir, cyd)
				edit(t, path(dir, "journal/dan.jsonl"), func([]byte) []byte { return forge(t, "dan", []string{"dan"}, cyd.head("bob", 1)) })
			})
			cyd.write("own")
			out := cyd.sync()
			i := slices.IndexFunc(out.Refused, func(r share.Refusal) bool { return r.File == c.file })
			if i < 0 {
				t.Fatalf("%s was not refused: %+v", c.file, out.Refused)
			}
			r := out.Refused[i]
			if r.Line != c.line || !strings.Contains(r.Why, c.why) || r.Waits {
				t.Errorf("%+v, want line %d: %s", r, c.line, c.why)
			}
			if _, err := os.Stat(r.Kept); c.kept != (err == nil) {
				t.Errorf("kept in %q: %v", r.Kept, err)
			}
			if r.Writer == "ann" && (r.Good.Seq != 3 && c.line == 4 || r.Good.Hash == "" && c.line > 1 || c.line == 4 && !slices.Contains(r.SeenBy, "bob")) {
				t.Errorf("the last good line is %+v, seen by %v", r.Good, r.SeenBy)
			}
			waiting := slices.IndexFunc(out.Refused, func(r share.Refusal) bool { return r.File == c.waits && r.Waits })
			if c.waits != "" && waiting < 0 {
				t.Errorf("%s does not wait: %+v", c.waits, out.Refused)
			}
			want := c.got
			if want == "" {
				want = "1 2 3 b1 dan"
			}
			got := strings.Fields(cyd.texts())
			slices.Sort(got)
			expected := append(strings.Fields(want), "own")
			slices.Sort(expected)
			if !slices.Equal(got, expected) {
				t.Errorf("cyd has %v, want %v", got, expected)
			}
			if cyd.state().Sound() {
				t.Error("the state says that all is well")
			}
			if c.file != "journal/cyd.jsonl" { // her own lines went out all the same
				if show := run(t, hub, "git", "show", "main:journal/cyd.jsonl"); !strings.Contains(show, "own") {
					t.Errorf("own lines were not sent: %s", show)
				}
			}
			again := cyd.sync() // it is not forgotten, and nothing is sent or taken again
			if len(again.Refused) == 0 && c.file != "journal/eve.jsonl" || again.Taken+again.Sent > 0 {
				t.Errorf("again %+v", again)
			}
			cyd.open()
			cyd.texts()
		})
	}
}

// headOf returns the head of a journal at a line.
func headOf(t *testing.T, data []byte, seq int) record.Head {
	t.Helper()
	l, err := record.Parse(bytes.Split(data, []byte("\n"))[seq-1])
	if err != nil {
		t.Fatal(err)
	}
	return record.Head{Writer: l.Writer, Seq: l.Seq, Hash: l.Hash}
}

// A journal that was shortened or removed in the repository is told, and sent again by whoever has it.
func TestAShortenedJournalIsSentAgain(t *testing.T) {
	hub, ann, _, cyd := trio(t)
	ann.write("2", "3")
	ann.sync()
	cyd.sync()
	for what, change := range map[string]func(dir string){
		"shortened in the shared repository from 3 lines to 1": func(dir string) { edit(t, path(dir, "journal/ann.jsonl"), firstLines(1)) },
		"was removed from the shared repository": func(dir string) {
			if err := os.Remove(path(dir, "journal/ann.jsonl")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		tamper(t, hub, change)
		out := cyd.sync()
		state := cyd.state()
		if out.Sent == 0 || state.Sound() || !strings.Contains(state.Incidents[len(state.Incidents)-1].Text, what) {
			t.Errorf("%s: %+v, %+v", what, out, state.Incidents)
		}
		if got := run(t, hub, "git", "show", "main:journal/ann.jsonl"); strings.Count(got, "\n") != 3 {
			t.Errorf("%s: the repository has\n%s", what, got)
		}
	}
}

// An installation whose own journal is longer in the repository, as after a backup was put back, writes no fork there.
func TestAnOldCopyOfOurselves(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	old, err := os.ReadFile(ann.journal("ann"))
	if err != nil {
		t.Fatal(err)
	}
	ann.write("2", "3")
	ann.sync()
	there := run(t, hub, "git", "show", "main:journal/ann.jsonl")
	if err := os.WriteFile(ann.journal("ann"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	ann.open()
	ann.write("another")
	out := ann.sync()
	if len(out.Refused) != 1 || !strings.Contains(out.Refused[0].Why, "another installation writes under our name") {
		t.Errorf("%+v", out.Refused)
	}
	if got := run(t, hub, "git", "show", "main:journal/ann.jsonl"); got != there {
		t.Error("the journal in the repository was overwritten")
	}
	bob.sync()
	if bob.texts() != "1 2 3" || ann.texts() != "1 another" {
		t.Errorf("%q, %q", bob.texts(), ann.texts())
	}
}
