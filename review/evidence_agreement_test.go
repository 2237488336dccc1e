package review_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

// mishap is what befalls a folder of the record: a crash, a disk, a program that keeps folders in step, a hand.
type mishap struct {
	name string
	do   func(t *rapid.T, folder string, journals []string)
}

func mishaps() []mishap {
	at := func(t *rapid.T, data []byte) int { return rapid.IntRange(0, len(data)-1).Draw(t, "at") }
	edit := func(change func(t *rapid.T, data []byte) []byte) func(*rapid.T, string, []string) {
		return func(t *rapid.T, folder string, journals []string) {
			path := filepath.Join(folder, "journal", rapid.SampledFrom(journals).Draw(t, "journal"))
			if data, err := os.ReadFile(path); err == nil && len(data) > 0 {
				put(t, path, change(t, data))
			}
		}
	}
	litter := []string{
		"._%s", ".DS_Store", "%s~", "#%s#", ".#%s", "%s.swp", ".%s.swp", "%s.bak", "%s (1)", "%s (conflicted copy 2026-11-30)", "%s.sync-conflict-20261130-1-ABC",
		"Copy of %s", "%s.orig", "%s.icloud", "Thumbs.db", "desktop.ini", "%s.tmp", ".nfs000000000001", "..jsonl", ".jsonl", "-x.jsonl", "%s.gz", "JOURNAL.JSONL", "\u202ex.jsonl", "a b.jsonl",
	}
	return []mishap{
		{"the last newline lost", edit(func(_ *rapid.T, d []byte) []byte { return bytes.TrimSuffix(d, []byte("\n")) })},
		{"torn", edit(func(t *rapid.T, d []byte) []byte {
			return d[:len(d)-rapid.IntRange(1, min(len(d), 300)).Draw(t, "bytes")]
		})},
		{"cut at a line", edit(func(t *rapid.T, d []byte) []byte { return d[:bytes.LastIndexByte(d[:at(t, d)+1], '\n')+1] })},
		{"a bit turned", edit(func(t *rapid.T, d []byte) []byte { d[at(t, d)] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit"); return d })},
		{"a blank line", edit(func(_ *rapid.T, d []byte) []byte { return append(d, '\n') })},
		{"half a line", edit(func(_ *rapid.T, d []byte) []byte { return append(d, `{"actor":"`...) })},
		{"zeros, as a disk leaves them", edit(func(_ *rapid.T, d []byte) []byte { return append(d, make([]byte, 512)...) })},
		{"zeros within", edit(func(t *rapid.T, d []byte) []byte { clear(d[at(t, d):]); return d })},
		{"a byte order mark", edit(func(_ *rapid.T, d []byte) []byte { return append([]byte("\ufeff"), d...) })},
		{"ends of lines of another system", edit(func(_ *rapid.T, d []byte) []byte { return bytes.ReplaceAll(d, []byte("\n"), []byte("\r\n")) })},
		{"a line twice", edit(func(t *rapid.T, d []byte) []byte {
			lines := slices.Collect(bytes.Lines(d))
			i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
			return bytes.Join(slices.Insert(lines, i, lines[i]), nil)
		})},
		{"emptied", edit(func(*rapid.T, []byte) []byte { return nil })},
		{"gone", func(t *rapid.T, folder string, journals []string) {
			_ = os.Remove(filepath.Join(folder, "journal", rapid.SampledFrom(journals).Draw(t, "journal")))
		}},
		{"litter", func(t *rapid.T, folder string, journals []string) {
			journal := rapid.SampledFrom(journals).Draw(t, "journal")
			form := rapid.SampledFrom(litter).Draw(t, "name")
			if strings.Contains(form, "%s") {
				form = fmt.Sprintf(form, journal)
			}
			data, _ := os.ReadFile(filepath.Join(folder, "journal", journal))
			put(t, filepath.Join(folder, "journal", form), data[:rapid.IntRange(0, len(data)).Draw(t, "bytes")])
		}},
		{"a copy under another name", func(t *rapid.T, folder string, journals []string) {
			journal := rapid.SampledFrom(journals).Draw(t, "journal")
			data, _ := os.ReadFile(filepath.Join(folder, "journal", journal))
			form := rapid.SampledFrom([]string{"%s-1.jsonl", "%s-Mac.jsonl", "%s_2.jsonl", "x-%s.jsonl"}).Draw(t, "name")
			put(t, filepath.Join(folder, "journal", fmt.Sprintf(form, strings.TrimSuffix(journal, ".jsonl"))), data)
		}},
		{"a folder for a journal", func(_ *rapid.T, folder string, _ []string) {
			_ = os.Mkdir(filepath.Join(folder, "journal", "folder.jsonl"), 0o700)
		}},
		{"a population turned", func(t *rapid.T, folder string, _ []string) {
			found, _ := filepath.Glob(filepath.Join(folder, "populations", "*.json"))
			if len(found) == 0 {
				return
			}
			path := rapid.SampledFrom(found).Draw(t, "population")
			data, _ := os.ReadFile(path)
			data[at(t, data)] ^= 1
			put(t, path, data)
		}},
		{"a line by hand", func(t *rapid.T, folder string, _ []string) {
			data := rapid.SampledFrom([]string{
				`{}`, `{"campaign":"q4-review"}`, `{"a":1e3}`, `{"deci` + "\u017f" + `ion":"revoke"}`, `{"n":9007199254740993}`, `{"heads":[]}`, `{"heads":[{"writer":"x","seq":1,"hash":"y"}]}`,
				`{"signature":1}`, `{"bulk":0}`, `{"bulk":"x","batch":1}`, `{"x":"\ud800"}`, `{"x":"⟨U+FFFFFF⟩"}`, strings.Repeat(`{"a":`, 70) + `1` + strings.Repeat(`}`, 70),
			}).Draw(t, "data")
			kind := rapid.SampledFrom([]string{"decision.made", "campaign.closed", "settings.changed", "settings.adopted", "x.new", "sync.completed", "elevation.requested", "change.sent"}).Draw(t, "type")
			put(t, filepath.Join(folder, "journal", "byhand.jsonl"), byHand("byhand", kind, data))
		}},
	}
}

// byHand is a journal of one line with a hash of its own, whatever its data is.
func byHand(writer, kind, data string) []byte {
	l := record.Line{Actor: "x@example.com", Assurance: record.Declared, Data: []byte(data), ID: "x", Prev: record.Genesis, Seq: 1, Type: kind, V: 1, Writer: writer}
	l.Time.Time = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)
	l.Hash = fmt.Sprintf("%x", sha256.Sum256(bytes.Replace(l.AppendTo(nil), []byte(`,"hash":""`), nil, 1)))
	return append(l.AppendTo(nil), '\n')
}

func put(t *rapid.T, path string, data []byte) {
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

var journalName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}\.jsonl$`)

// Whatever state of a folder tuar packs, tuar and check.py accept the pack; and where they would not, tuar does not
// pack. TUAR_TEST_FOLDERS=500 -rapid.checks=500 tries more.
func TestWhatIsPackedIsAccepted(tt *testing.T) {
	if testing.Short() {
		tt.Skip("it takes long")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		tt.Skip("there is no python3")
	}
	o := newOffice(tt)
	kept := os.DirFS(filepath.Join(o.home, "default"))
	installation := must(os.ReadFile(filepath.Join(o.home, "installation.json")))
	scratch := tt.TempDir()
	runs, made, most := 0, 0, 15
	if n, err := strconv.Atoi(os.Getenv("TUAR_TEST_FOLDERS")); err == nil {
		most = n
	}
	rapid.Check(tt, func(t *rapid.T) {
		if runs++; runs > most {
			return
		}
		d := *o.desk
		d.home = filepath.Join(scratch, fmt.Sprint("home", runs))
		folder := filepath.Join(d.home, "default")
		if err := os.CopyFS(folder, kept); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(d.home, "installation.json"), installation)
		entries := must(os.ReadDir(filepath.Join(folder, "journal")))
		var journals []string
		for _, e := range entries {
			journals = append(journals, e.Name())
		}
		var names []string
		for _, m := range rapid.SliceOfN(rapid.SampledFrom(mishaps()), 1, 2).Draw(t, "mishaps") {
			m.do(t, folder, journals)
			names = append(names, m.name)
		}
		path := filepath.Join(d.home, "pack.zip")
		_, refused := d.open(lead, settings.Credentials{}).PackEvidence(tt.Context(), o.id, evidence.PackOptions{Path: path})
		if refused != nil {
			// A pack of it, made past tuar's refusal, is refused by both.
			c, other := contentOf(tt, o.path), false
			for _, e := range must(os.ReadDir(filepath.Join(folder, "journal"))) {
				switch name := "journal/" + e.Name(); {
				case !strings.HasSuffix(name, ".jsonl"):
				case !e.Type().IsRegular() || !journalName.MatchString(e.Name()):
					return // it is the folder that is at fault, and no pack holds such a journal
				default:
					data := must(os.ReadFile(filepath.Join(folder, "journal", e.Name())))
					other = other || !bytes.Equal(data, c.files[name])
					c.files[name] = data
				}
			}
			for name, was := range c.files {
				data, err := os.ReadFile(filepath.Join(folder, name))
				switch {
				case err == nil && strings.HasPrefix(name, "populations/"):
					other = other || !bytes.Equal(data, was)
					c.files[name] = data
				case err != nil && strings.HasPrefix(name, "journal/"):
					other = true
					delete(c.files, name)
				}
			}
			if !other {
				return // it is the folder or a population that is at fault
			}
			c.relist()
			if out, ok := runCheckPy(t, python, filepath.Join(d.home, "unzipped"), c); ok || strings.Contains(out, "Traceback") {
				t.Fatalf("%v: tuar does not pack it (%v), and check.py says\n%s", names, refused, out)
			}
			if result := verified(tt, c.write(), evidence.VerifyOptions{}); result.OK {
				t.Fatalf("%v: tuar does not pack it (%v), and takes the pack", names, refused)
			}
			return
		}
		made++
		result, err := review.VerifyEvidence(tt.Context(), store.Files{}, path, evidence.VerifyOptions{})
		if err != nil || !result.OK {
			names, said := failed(result)
			t.Fatalf("%v: tuar packed what it refuses: %v %v %v", names, err, names, said)
		}
		out, ok := runCheckPy(t, python, filepath.Join(d.home, "unzipped"), contentOf(tt, path))
		if !ok || strings.Contains(out, "Traceback") {
			t.Fatalf("%v: tuar packed what check.py refuses:\n%s", names, out)
		}
		_ = os.RemoveAll(d.home)
	})
	tt.Logf("%d of %d folders could be packed", made, min(runs, most))
}

// runCheckPy runs check.py in a folder that holds what the pack does.
func runCheckPy(t rapid.TB, python, folder string, c *content) (out string, ok bool) {
	t.Helper()
	for path, data := range c.files {
		full := filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.CommandContext(c.t.Context(), python, "-I", "check.py")
	run.Dir = folder
	said, err := run.CombinedOutput()
	return string(said), err == nil
}
