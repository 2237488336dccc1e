package share_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
	store "github.com/tuar-dev/tuar/store/share"
)

// plant pushes a commit with those files over what the repository has, by path; a path is quoted as git fast-import wants
// it where it holds odd bytes.
func plant(t testing.TB, hub string, files map[string][]byte) {
	t.Helper()
	var in bytes.Buffer
	fmt.Fprintf(&in, "commit refs/heads/main\ncommitter eve <eve@example.com> 1 +0000\ndata 7\nplanted\nfrom refs/heads/main^0\n")
	for _, path := range slices.Sorted(mapKeys(files)) {
		fmt.Fprintf(&in, "M 100644 inline %s\ndata %d\n%s\n", path, len(files[path]), files[path])
	}
	cmd := exec.Command("git", "--git-dir", hub, "fast-import", "--quiet")
	cmd.Stdin = &in
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// folded returns options whose Admit counts the lines that are folded, and calls at after each fold.
func (d *desk) folded(lines *int, at func()) share.Options {
	return share.Options{Admit: func(ctx context.Context, choose share.Choose) error {
		return d.Journal.Take(ctx, func(here []record.Line) ([]record.Line, error) {
			return choose(here, func(all []record.Line) error {
				*lines += len(all)
				at()
				return checkHeads(all)
			})
		})
	}}
}

// Thousands of journals that contradict the record cost a bounded time in each sync, which ends with its context; what
// colleagues write comes in all the same, and a newcomer among the rubbish gets in within a few syncs.
func TestThousandsOfBadJournals(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	files := map[string][]byte{"journal/m-newcomer.jsonl": forge(t, "m-newcomer", []string{"hello"})}
	for n := range 1000 {
		writer := fmt.Sprintf("bad-%04d", n)
		files["journal/"+writer+".jsonl"] = forge(t, writer, []string{"contradiction"})
	}
	for n := range 100 { // these contradict in their second line, after all the others by their names
		writer := fmt.Sprintf("z-%03d", n)
		files["journal/"+writer+".jsonl"] = forge(t, writer, []string{"1", "contradiction"})
	}
	plant(t, hub, files)
	bob.Share.Limit(store.Limits{Writers: 100, Unknown: 50})
	ann.write("from ann")
	ann.Share.Limit(store.Limits{Unknown: 10})
	ann.sync()

	ctx, cancel := context.WithCancel(t.Context())
	folds, lines := 0, 0
	if _, err := bob.Share.Sync(ctx, bob.folded(&lines, func() {
		if folds++; folds == 3 {
			cancel()
		}
	})); !errors.Is(err, context.Canceled) || folds > 3 {
		t.Errorf("after %d folds: %v", folds, err)
	}
	lines = 0
	out, err := bob.Share.Sync(t.Context(), bob.folded(&lines, func() {}))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(bob.texts(), "from ann") {
		t.Error("what a colleague wrote was not taken")
	}
	if lines > 2000 {
		t.Errorf("%d lines were folded", lines)
	}
	i := slices.IndexFunc(out.Refused, func(r share.Refusal) bool { return r.File == "journal" })
	if i < 0 || !strings.Contains(out.Refused[i].Why, "no more than 100 are read") {
		t.Errorf("refused: %.300v", out.Refused)
	}
	named := 0
	for _, r := range out.Refused {
		if strings.Contains(r.Why, "contradicts everything") {
			named++
		}
	}
	if named < 40 || len(out.Refused) > 110 {
		t.Errorf("%d of %d are named for what they are", named, len(out.Refused))
	}

	// Where there is room for all, all are looked at in turn.
	bob.Share.Limit(store.Limits{Writers: 5000, Unknown: 1000})
	for n := range 10 {
		bob.sync()
		if strings.Contains(bob.texts(), "hello") {
			break
		} else if n == 9 {
			t.Error("a newcomer does not get in")
		}
	}
	bob.write("own")
	if out := bob.sync(); out.Sent != 1 {
		t.Errorf("%d lines were sent", out.Sent)
	}
}

// One content under many names is read once; what is beyond the limit of a sync comes in with the next ones.
func TestMuchAtOnceComesInLittleByLittle(t *testing.T) {
	hub, _, bob, _ := trio(t)
	files := map[string][]byte{}
	long := strings.Repeat("x", 10000)
	for n := range 30 {
		writer := fmt.Sprintf("w-%02d", n)
		files["journal/"+writer+".jsonl"] = forge(t, writer, []string{fmt.Sprint(n) + long})
	}
	same := forge(t, "w-00", []string{"0" + long})
	for n := range 500 {
		files[fmt.Sprintf("journal/copy-%03d.jsonl", n)] = same
	}
	plant(t, hub, files)
	bob.Share.Limit(store.Limits{Journals: 120_000, Unknown: 1000})
	out := bob.sync()
	if out.Taken == 0 || out.Taken > 12 {
		t.Errorf("%d lines were taken", out.Taken)
	}
	waits := 0
	for _, r := range out.Refused {
		if r.Waits && strings.Contains(r.Why, "in one of the next syncs") {
			waits++
		}
	}
	if waits == 0 {
		t.Error("nothing says that more comes")
	}
	taken := out.Taken
	for range 6 {
		taken += bob.sync().Taken
	}
	if taken != 30 {
		t.Errorf("%d of 30 lines were taken", taken)
	}
	if kept, err := bob.Share.Aside(t.Context()); err != nil || len(kept) != 1 {
		t.Errorf("one content is kept %d times: %v", len(kept), err)
	}
}

// Populations come in within the limits; lines wait for the others, and beyond what is taken in all a sentence says so.
func TestPopulationsWithinLimits(t *testing.T) {
	_, ann, bob, _ := trio(t)
	var names []string
	for n := range 10 {
		names = append(names, ann.savePopulation(time.Date(2026, 1, 1, n, 0, 0, 0, time.UTC)))
		ann.writeAbout("population", names[n])
	}
	ann.sync()
	info, err := os.Stat(filepath.Join(ann.dir(), "populations", names[0]+".json"))
	if err != nil {
		t.Fatal(err)
	}
	size := info.Size()
	bob.Share.Limit(store.Limits{Contents: 4*size + size/2, Overall: 9*size + size/2})
	out := bob.sync()
	if out.Populations != 4 || !slices.ContainsFunc(out.Refused, func(r share.Refusal) bool {
		return r.File == "populations" && strings.Contains(r.Why, "6 files are left for the next syncs")
	}) {
		t.Errorf("%+v", out)
	}
	if out = bob.sync(); out.Populations != 4 {
		t.Errorf("%+v", out)
	}
	bob.sync()
	if out = bob.sync(); out.Populations != 0 || !slices.ContainsFunc(out.Refused, func(r share.Refusal) bool {
		return strings.Contains(r.Why, "came from there in all; find out who pushed so much")
	}) {
		t.Errorf("%+v", out)
	}
	if there, err := bob.Populations.List(); err != nil || len(there) != 9 {
		t.Errorf("%d populations, %v", len(there), err)
	}
	bob.Share.Limit(store.Limits{Overall: 1 << 30})
	if bob.sync(); bob.texts() != ann.texts() {
		t.Errorf("%q, want %q", bob.texts(), ann.texts())
	}
}

// A push that is larger than git may fetch at once is refused, and nothing of it stays on the disk.
func TestTooMuchIsFetched(t *testing.T) {
	hub, _, bob, _ := trio(t)
	noise := make([]byte, 4<<20)
	state := uint64(1)
	for i := range noise {
		state = state*6364136223846793005 + 1442695040888963407
		noise[i] = byte(state >> 56)
	}
	plant(t, hub, map[string][]byte{"noise": noise})
	bob.Share.Limit(store.Limits{Fetched: 1 << 20})
	bob.write("own")
	_, err := bob.Share.Sync(t.Context(), bob.options())
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "at once") || fault.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	for _, pack := range []string{"*.pack", "tmp_*"} {
		packs, _ := filepath.Glob(filepath.Join(bob.dir(), "share.git", "objects", "pack", pack))
		for _, path := range packs {
			if info, err := os.Stat(path); err == nil && info.Size() > 1<<20 {
				t.Errorf("%s is left", path)
			}
		}
	}
	bob.Share.Limit(store.Limits{Fetched: 1 << 30})
	if out := bob.sync(); out.Sent != 1 {
		t.Errorf("%+v", out)
	}
}

// A repository with very many files, and with names that no disk could hold, is read like any other.
func TestVeryManyFilesAndOddNames(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	files := map[string][]byte{
		`"journal/` + strings.Repeat("n", 70_000) + `.jsonl"`: []byte("x"),
		`"journal/a\012b.jsonl"`:                              []byte("x"),
		`"journal/a\000b.jsonl"`:                              []byte("x"),
		`"journal/\377\376.jsonl"`:                            []byte("x"),
		`"journal/\342\200\256.jsonl"`:                        []byte("x"),
		`"populations/` + strings.Repeat("m", 70_000) + `"`:   []byte("x"),
		`"\012\033[2J"`:                                       []byte("x"),
	}
	delete(files, `"journal/a\000b.jsonl"`) // git itself has no such name
	for n := range 25_000 {
		files[fmt.Sprintf("journal/junk-%05d.txt", n)] = []byte("x")
		files[fmt.Sprintf("populations/%064x.json", n)] = []byte("x")
		files[fmt.Sprintf("populations/%02x/%064x.json", n%256, n)] = []byte("x")
	}
	plant(t, hub, files)
	name := ann.savePopulation(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	ann.writeAbout("population", name)
	if out := ann.sync(); out.Sent != 1 || out.Populations != 1 || len(out.Refused) != 0 {
		t.Errorf("%+v", out)
	}
	out := bob.sync()
	if out.Taken != 1 || out.Populations != 1 || len(out.Refused) != 0 {
		t.Errorf("%+v", out)
	}
	if last := out.Ignored[len(out.Ignored)-1]; !strings.HasPrefix(last, "and 2498") {
		t.Errorf("the last that is ignored is %q", last)
	}
	for _, text := range out.Ignored {
		if len(text) > 500 || strings.ContainsAny(text, "\n\x1b\u202e") {
			t.Errorf("ignored %.600q", text)
		}
	}
	if got := run(t, hub, "git", "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "main", "journal"); strings.Count(got, "\n") < 25_000 {
		t.Error("what is no part of the record was removed")
	}
}
