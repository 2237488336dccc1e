package share_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/store"
)

// needGit skips a test where there is no git.
func needGit(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no program git here")
	}
}

type clock struct{ now time.Time }

func (c *clock) Now() time.Time {
	c.now = c.now.Add(time.Second)
	return c.now
}

// desk is one machine with a store, and the way to the shared repository.
type desk struct {
	testing.TB
	*store.Store
	home, name string
	clock      *clock
}

// aDesk makes a machine whose installation has that name.
func aDesk(t testing.TB, name string) *desk {
	t.Helper()
	d := &desk{TB: t, home: t.TempDir(), name: name, clock: &clock{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}}
	if err := os.WriteFile(filepath.Join(d.home, "installation.json"), []byte(`{"writer":"`+name+`"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	d.open()
	return d
}

// open opens the store anew, as another process does.
func (d *desk) open() {
	d.Helper()
	var err error
	if d.Store, err = store.Open(d.home, "default", d.clock); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) dir() string { return filepath.Join(d.home, "default") }

func (d *desk) journal(writer string) string {
	return filepath.Join(d.dir(), "journal", writer+".jsonl")
}

// options admits lines that fit by what every line says of others; what lines mean is not known here.
func (d *desk) options() share.Options {
	return share.Options{Admit: func(ctx context.Context, choose share.Choose) error {
		return d.Journal.Take(ctx, func(here []record.Line) ([]record.Line, error) { return choose(here, checkHeads) })
	}}
}

func checkHeads(all []record.Line) error {
	known := record.Hashes{}
	for _, l := range record.Order(all) {
		if err := l.CheckHeads(known.Of); err != nil {
			return err
		}
		if strings.Contains(string(l.Data), "contradiction") {
			return l.Damaged("it contradicts everything")
		}
		known.Apply(l)
	}
	return nil
}

// write writes lines, each with a text.
func (d *desk) write(texts ...string) {
	d.Helper()
	var entries []record.Entry
	for _, text := range texts {
		entries = append(entries, record.Entry{
			Type: "test.said", Actor: record.Actor{Email: "ann@example.com", Assurance: record.Declared}, Data: map[string]string{"text": text},
		})
	}
	_, err := d.Journal.Append(d.Context(), func([]record.Line) ([]record.Entry, error) { return entries, nil })
	if err != nil {
		d.Fatal(err)
	}
}

// writeAbout writes a line that names a population or an attachment.
func (d *desk) writeAbout(key, name string) {
	d.Helper()
	_, err := d.Journal.Append(d.Context(), func([]record.Line) ([]record.Entry, error) {
		return []record.Entry{{
			Type: "test.said", Actor: record.Actor{Email: "ann@example.com", Assurance: record.Declared},
			Data: map[string]string{key: name, "text": "about"},
		}}, nil
	})
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) sync() share.Outcome {
	d.Helper()
	out, err := d.Share.Sync(d.Context(), d.options())
	if err != nil {
		d.Fatalf("%s: %v", d.name, err)
	}
	return out
}

func (d *desk) init(url string) share.Outcome {
	d.Helper()
	out, err := d.Share.Init(d.Context(), url, d.options())
	if err != nil {
		d.Fatalf("%s: %v", d.name, err)
	}
	return out
}

func (d *desk) join(url string) share.Outcome {
	d.Helper()
	out, err := d.Share.Join(d.Context(), url, d.options())
	if err != nil {
		d.Fatalf("%s: %v", d.name, err)
	}
	return out
}

func (d *desk) state() *share.State {
	d.Helper()
	state, err := d.Share.State(d.Context())
	if err != nil || state == nil {
		d.Fatalf("%s is not shared: %v", d.name, err)
	}
	return state
}

// texts returns the texts of all lines in fold order.
func (d *desk) texts() string {
	d.Helper()
	lines, err := d.Journal.Lines(d.Context())
	if err != nil {
		d.Fatalf("%s: %v", d.name, err)
	}
	if err := checkHeads(lines); err != nil {
		d.Fatalf("%s has a record that does not check out: %v", d.name, err)
	}
	var all []string
	for _, l := range lines {
		said, _ := record.Glance[struct {
			Text string `json:"text"`
		}](l)
		all = append(all, said.Text)
	}
	return strings.Join(all, " ")
}

func (d *desk) savePopulation(at time.Time) string {
	d.Helper()
	name, err := d.Populations.Save(d.Context(), &population.Population{V: 1, Workspace: "default", Region: "us", TakenAt: at})
	if err != nil {
		d.Fatal(err)
	}
	return name
}

// bare makes an empty bare repository.
func bare(t testing.TB) string {
	t.Helper()
	needGit(t)
	dir := filepath.Join(t.TempDir(), "hub.git")
	run(t, "", "git", "init", "--quiet", "--bare", "--initial-branch=main", dir)
	return dir
}

// run runs a program as a person does, with a configuration that holds nothing.
func run(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	out, err := try(dir, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func try(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=eve", "GIT_AUTHOR_EMAIL=eve@example.com", "GIT_COMMITTER_NAME=eve", "GIT_COMMITTER_EMAIL=eve@example.com")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// tamper clones the shared repository, lets change change the files, and pushes what became of it.
func tamper(t testing.TB, hub string, change func(dir string)) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "clone")
	run(t, "", "git", "clone", "--quiet", hub, dir)
	change(dir)
	run(t, dir, "git", "add", "--all", "--force")
	run(t, dir, "git", "commit", "--quiet", "--allow-empty", "--message=tampered")
	run(t, dir, "git", "push", "--quiet", "origin", "HEAD:main")
}

// edit changes a file.
func edit(t testing.TB, path string, change func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// firstLines returns a func that keeps the first n lines of a journal.
func firstLines(n int) func([]byte) []byte {
	return func(data []byte) []byte { return bytes.Join(bytes.SplitAfter(data, []byte("\n"))[:n], nil) }
}

// forgeAbout returns a journal with one line, which names a population or an attachment.
func forgeAbout(t testing.TB, writer, key, name string) []byte {
	t.Helper()
	_, raw, err := record.Make(record.Entry{
		Type: "test.said", Actor: record.Actor{Email: "eve@example.com", Assurance: record.Declared},
		Data: map[string]string{"text": "x", key: name},
	}, writer+"-0", writer, "", 1, time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return append(raw, '\n')
}

// forge returns a journal with lines of that writer, which have seen those heads.
func forge(t testing.TB, writer string, texts []string, seen ...record.Head) []byte {
	t.Helper()
	var data []byte
	prev := ""
	for i, text := range texts {
		l, raw, err := record.Make(record.Entry{
			Type: "test.said", Actor: record.Actor{Email: "eve@example.com", Assurance: record.Declared}, Data: map[string]string{"text": text},
		}, fmt.Sprintf("%s-%d", writer, i), writer, prev, int64(i+1), time.Date(2026, 11, 23, 10, 0, i, 0, time.UTC), seen...)
		if err != nil {
			t.Fatal(err)
		}
		prev, seen = l.Hash, nil
		data = append(append(data, raw...), '\n')
	}
	return data
}

// nextLine returns the line that follows the last one of a journal.
func nextLine(t testing.TB, last record.Head, text string) []byte {
	t.Helper()
	_, raw, err := record.Make(record.Entry{
		Type: "test.said", Actor: record.Actor{Email: "eve@example.com", Assurance: record.Declared}, Data: map[string]string{"text": text},
	}, text, last.Writer, last.Hash, last.Seq+1, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return append(raw, '\n')
}
