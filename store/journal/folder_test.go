package journal_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
)

// A line of which only the newline is missing was acknowledged: it counts, for whoever reads, and the next line mends
// it.
func TestALineThatLacksOnlyItsNewlineCounts(t *testing.T) {
	dir, c := t.TempDir(), start()
	running := open(dir, "w", c)
	add(t, running, "one", "two")
	path := journalOf(dir, "w")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	other := open(dir, "w", c)
	for name, j := range map[string]interface {
		Warnings() []string
	}{"a process that read it before": running, "another": other} {
		if w := j.Warnings(); len(w) > 0 {
			t.Errorf("%s warns: %q", name, w)
		}
	}
	if got := texts(read(t, running)); got != "one two" {
		t.Errorf("a process that read it before: %q", got)
	}
	if got := texts(read(t, other)); got != "one two" {
		t.Errorf("another process: %q", got)
	}
	if checks, err := other.Check(t.Context()); err != nil || !checks[0].OK || checks[0].Lines != 2 ||
		!strings.Contains(checks[0].Detail, "lacks its newline") {
		t.Errorf("%+v, %v", checks, err)
	}
	if torn, err := other.Torn(t.Context()); err != nil || len(torn) > 0 {
		t.Errorf("torn: %q, %v", torn, err)
	}
	add(t, open(dir, "w", c), "three")
	for _, j := range []string{texts(read(t, running)), texts(read(t, other)), texts(read(t, open(dir, "w", c)))} {
		if j != "one two three" {
			t.Errorf("mended: %q", j)
		}
	}
	if mended, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(mended), string(whole)) ||
		strings.Count(string(mended), "\n") != 3 {
		t.Errorf("it was not mended: %v\n%s", err, mended)
	}
	if aside, _ := filepath.Glob(path + ".torn-*"); len(aside) > 0 {
		t.Errorf("set aside: %q", aside)
	}
	// What lacks more than that is torn: each way to cut the last line.
	for cut := 2; cut < 40; cut++ {
		if err := os.WriteFile(path, whole[:len(whole)-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if got := texts(read(t, open(dir, "w", c))); got != "one" {
			t.Fatalf("%d bytes cut: %q", cut, got)
		}
	}
}

// What other programs leave in the folder is told by name, and changes nothing.
func TestLitterIsNoJournal(t *testing.T) {
	dir := t.TempDir()
	add(t, open(dir, "vm-1a2b", start()), "one")
	add(t, open(dir, "other", start()), "two")
	folder := filepath.Join(dir, "journal")
	copyOf, err := os.ReadFile(journalOf(dir, "vm-1a2b"))
	if err != nil {
		t.Fatal(err)
	}
	litter := map[string][]byte{
		"._vm-1a2b.jsonl": []byte("\x00\x05\x16\x07Mac OS X\n0081;5f\n"), ".DS_Store": {0}, "vm-1a2b 2.jsonl": copyOf,
		"vm-1a2b (conflicted copy 2026-11-24).jsonl": copyOf, "vm-1a2b.sync-conflict-20261124-090000-ABCDEFG.jsonl": copyOf,
		"vm-1a2b-laptop.jsonl": copyOf,
		"vm-1a2b.jsonl~":       copyOf, ".vm-1a2b.jsonl.swp": {1}, "#vm-1a2b.jsonl#": copyOf, "desktop.ini": nil,
		"vm-1a2b.jsonl.orig": copyOf, "Ünlü.jsonl": copyOf,
	}
	for name, data := range litter {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"vm-1a2b.jsonl.d", "empty"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
		litter[name] = nil
	}
	const lockOfEmacs = ".#vm-1a2b.jsonl"
	if err := os.Symlink("user@host.4711", filepath.Join(folder, lockOfEmacs)); err != nil {
		t.Fatal(err)
	}
	litter[lockOfEmacs] = nil
	if err := os.WriteFile(filepath.Join(folder, "third.jsonl"), []byte(`{"actor":"torn`), 0o600); err != nil {
		t.Fatal(err)
	}

	j := open(dir, "vm-1a2b", start())
	if got := texts(read(t, j)); got != "one two" {
		t.Errorf("read %q", got)
	}
	told := strings.Join(j.Warnings(), "\n")
	for name := range litter {
		if strings.Count(told, name+",") != 1 && strings.Count(told, name+" in ") != 1 {
			t.Errorf("%s is not told once:\n%s", name, told)
		}
	}
	if torn, err := j.Torn(t.Context()); err != nil || len(torn) > 0 {
		t.Errorf("a journal without a line is torn: %q, %v", torn, err)
	}
	if checks, err := j.Check(t.Context()); err != nil || len(checks) != 3 || !checks[0].OK || !checks[1].OK ||
		!checks[2].OK {
		t.Errorf("%+v, %v", checks, err)
	}
	add(t, j, "three")
	if got := texts(read(t, open(dir, "vm-1a2b", start()))); got != "one two three" {
		t.Errorf("after writing: %q", got)
	}
	// A journal whose writer has a name of its own is no litter, whatever is wrong with it.
	if err := os.WriteFile(filepath.Join(folder, "stranger.jsonl"), copyOf, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(dir, "w", start()).Lines(t.Context()); fault.KindOf(err) != fault.Damaged {
		t.Errorf("another's lines in a journal: %v", err)
	}
}

// A journal that was renamed is missing from the record, and what is missing is said.
func TestAJournalInCapitalLettersIsDamage(t *testing.T) {
	dir := t.TempDir()
	add(t, open(dir, "vm-1a2b", start()), "one")
	folder := filepath.Join(dir, "journal")
	if err := os.Rename(filepath.Join(folder, "vm-1a2b.jsonl"), filepath.Join(folder, "VM-1A2B.JSONL")); err != nil {
		t.Fatal(err)
	}
	_, err := open(dir, "w", start()).Lines(t.Context())
	if fault.KindOf(err) != fault.Damaged || !strings.Contains(fault.HintOf(err), "vm-1a2b.jsonl") {
		t.Errorf("%v; %s", err, fault.HintOf(err))
	}
}

// A home is found whatever its name looks like to a pattern, and is told about if others can write in it.
func TestFolderOfTheRecord(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps no modes, and has other names")
	}
	dir := filepath.Join(t.TempDir(), "a[b-]*?\\")
	add(t, open(dir, "w", start()), "one")
	torn := filepath.Join(dir, "journal", "w.jsonl.torn-20261124T090000Z")
	if err := os.WriteFile(torn, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[fs.FileMode]string{0o700: "", 0o755: "", 0o777: "every account", 0o777 | fs.ModeSticky: "", 0o2770: ""} {
		if mode == 0o2770 {
			mode = 0o770 | fs.ModeSetgid
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		j := open(dir, "w", start())
		if got, err := j.Torn(t.Context()); err != nil || len(got) != 1 {
			t.Errorf("torn: %v, %v", got, err)
		}
		told := strings.Join(j.Warnings(), "\n")
		if !strings.Contains(told, torn) {
			t.Errorf("%v: what was set aside is not told:\n%s", mode, told)
		}
		if strings.Contains(told, "chmod 700") != (want != "") || !strings.Contains(told, want) {
			t.Errorf("%v: told\n%s", mode, told)
		}
	}
}

// A disk that leaves something else where the last newline stood takes no acknowledged line away.
func TestALineBeforeWhatIsNoNewlineCounts(t *testing.T) {
	for _, end := range []string{
		"\x00", "\x0b", "J", "\r", " ", strings.Repeat("\x00", 512), "\x00}", "{\"actor\":\"x",
		"}",
	} {
		dir, c := t.TempDir(), start()
		running := open(dir, "w", c)
		add(t, running, "one", "two")
		path := journalOf(dir, "w")
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(whole[:len(whole)-1:len(whole)-1], end...), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := texts(read(t, running)); got != "one two" {
			t.Errorf("%q: a process that read it before: %q", end, got)
		}
		other := open(dir, "w", c)
		if got := texts(read(t, other)); got != "one two" {
			t.Errorf("%q: another process: %q", end, got)
		}
		add(t, other, "three")
		for _, j := range []string{texts(read(t, running)), texts(read(t, other)), texts(read(t, open(dir, "w", c)))} {
			if j != "one two three" {
				t.Errorf("%q: mended: %q", end, j)
			}
		}
		if aside, _ := filepath.Glob(path + ".torn-*"); len(aside) != 1 {
			t.Errorf("%q: set aside: %q", end, aside)
		}
	}
}

// Copies of a journal that programs make beside it, as to merge it, are told and change nothing.
func TestCopiesOfAJournalAreNone(t *testing.T) {
	for _, form := range []string{"-2", "-DESKTOP-AB12", "_BACKUP_1234", "_LOCAL_1234", "_2"} {
		dir, c := t.TempDir(), start()
		add(t, open(dir, "w", c), "one", "two")
		data, err := os.ReadFile(journalOf(dir, "w"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(journalOf(dir, "w"+form), data, 0o600); err != nil {
			t.Fatal(err)
		}
		j := open(dir, "w", c)
		if got := texts(read(t, j)); got != "one two" || !strings.Contains(strings.Join(j.Warnings(), "\n"),
			"w"+form+".jsonl") {
			t.Errorf("%s: %q, %q", form, got, j.Warnings())
		}
	}
}
