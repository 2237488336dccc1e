package share_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/population"
)

// trio makes three machines that share a record: ann began it, and has said "1".
func trio(t testing.TB) (hub string, ann, bob, cyd *desk) {
	t.Helper()
	hub = bare(t)
	ann, bob, cyd = aDesk(t, "ann"), aDesk(t, "bob"), aDesk(t, "cyd")
	ann.write("1")
	ann.init(hub)
	bob.join(hub)
	cyd.join(hub)
	return hub, ann, bob, cyd
}

func TestTheRecordIsTheSameEverywhere(t *testing.T) {
	hub, ann, bob, cyd := trio(t)
	taken := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	name := ann.savePopulation(taken)
	ann.savePopulation(taken.Add(time.Hour)) // no line names it: it stays here
	ann.write("2", "3")
	ann.writeAbout("population", name)
	if out := ann.sync(); out.Sent != 3 || out.Populations != 1 || len(out.Refused) != 0 {
		t.Errorf("%+v", out)
	}
	bob.write("4")
	if out := bob.sync(); out.Sent != 1 || out.Taken != 3 || out.Populations != 1 {
		t.Errorf("%+v", out)
	}
	if _, err := bob.Populations.Load(t.Context(), name); err != nil {
		t.Error(err)
	}
	ann.sync()
	cyd.sync()
	if out := cyd.sync(); out.Taken+out.Sent+out.Populations != 0 {
		t.Errorf("nothing is new, and yet %+v", out)
	}
	for _, d := range []*desk{ann, bob, cyd} {
		d.open()
		if got := d.texts(); got != "1 4 2 3 about" { // bob had not seen 2 when he wrote 4, and his clock was behind
			t.Errorf("%s has %q", d.name, got)
		}
	}
	if got := run(t, hub, "git", "ls-tree", "-r", "--name-only", "main"); got != "README.md\njournal/ann.jsonl\njournal/bob.jsonl\npopulations/"+name[:2]+"/"+name+".json\n" {
		t.Errorf("the repository holds\n%s", got)
	}
	for _, d := range []*desk{ann, bob, cyd} { // nothing was checked out, and no own file came in
		left, _ := filepath.Glob(filepath.Join(d.dir(), "*"))
		for _, path := range left {
			switch filepath.Base(path) {
			case "journal", "populations", "lock", "share.git", "share.json", "share.lock":
			default:
				t.Errorf("%s is left", path)
			}
		}
	}
	before := run(t, hub, "git", "rev-list", "--count", "main")
	bob.sync()
	if after := run(t, hub, "git", "rev-list", "--count", "main"); after != before {
		t.Error("a commit was made where nothing had changed")
	}
}

func TestACompressedPopulationIsCarriedAsItIs(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	name := ann.savePopulation(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if _, err := ann.Populations.Compress(t.Context(), name, false); err != nil {
		t.Fatal(err)
	}
	ann.writeAbout("population", name)
	ann.sync()
	bob.sync()
	if _, err := bob.Populations.Load(t.Context(), name); err != nil {
		t.Error(err)
	}
	if files := run(t, hub, "git", "ls-tree", "-r", "--name-only", "main"); !strings.Contains(files, name+population.CompressedSuffix) {
		t.Error(files)
	}
}

// Two machines that push at once both get through, and neither loses anything.
func TestARace(t *testing.T) {
	_, ann, bob, cyd := trio(t)
	for round := range 3 {
		var all sync.WaitGroup
		for _, d := range []*desk{ann, bob, cyd} {
			d.write(d.name)
			all.Go(func() {
				if _, err := d.Share.Sync(t.Context(), d.options()); err != nil {
					t.Errorf("%s, round %d: %v", d.name, round, err)
				}
			})
		}
		all.Wait()
	}
	for _, d := range []*desk{ann, bob, cyd} {
		d.sync()
	}
	if a, b, c := ann.texts(), bob.texts(), cyd.texts(); a != b || b != c || len(strings.Fields(a)) != 10 {
		t.Errorf("%q, %q, %q", a, b, c)
	}
}

// What a rewritten history has lost of the record is sent again by whoever has it, and told by name. The history itself is
// not sent again, since its owner may have had reason to clean it; it is kept here, also if nothing can be sent just then.
func TestARewrittenHistory(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	first := strings.TrimSpace(run(t, hub, "git", "rev-parse", "main"))
	name := ann.savePopulation(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	ann.write("2")
	ann.writeAbout("population", name)
	ann.sync()
	bob.sync()
	lost := strings.TrimSpace(run(t, hub, "git", "rev-parse", "main"))
	run(t, hub, "git", "update-ref", "refs/heads/main", first)
	bob.write("3")
	noPushes(t, hub, true)
	if out, err := bob.Share.Sync(t.Context(), bob.options()); err == nil || !out.Rewritten {
		t.Errorf("%+v, %v", out, err)
	}
	noPushes(t, hub, false)
	out := bob.sync()
	if out.Sent != 3 || out.Populations != 1 {
		t.Errorf("%+v", out)
	}
	var told []string
	for _, i := range bob.state().Incidents {
		told = append(told, i.Text)
	}
	if text := strings.Join(told, "\n"); len(told) != 2 || !strings.Contains(text, "it no longer has the commit "+lost[:12]) ||
		!strings.Contains(text, "ann was shortened in the shared repository from 3 lines to 1") {
		t.Errorf("told %q", text)
	}
	if _, err := try(hub, "git", "merge-base", "--is-ancestor", lost, "main"); err == nil {
		t.Error("the history that was cleaned is back in the shared repository")
	}
	kept := filepath.Join(bob.dir(), "share.git")
	if got := run(t, kept, "git", "rev-parse", "refs/tuar/lost/"+lost); strings.TrimSpace(got) != lost {
		t.Errorf("the lost history is kept as %s", got)
	}
	ann.sync()
	if ann.texts() != "1 2 about 3" || bob.texts() != "1 2 about 3" {
		t.Errorf("%q, %q", ann.texts(), bob.texts())
	}
	if told := ann.state().Incidents; len(told) == 0 || !strings.Contains(told[0].Text, "was rewritten") {
		t.Errorf("ann, who had known the old history, is told %+v", told)
	}

	run(t, hub, "git", "update-ref", "-d", "refs/heads/main") // the branch is gone altogether
	if out := ann.sync(); !out.Rewritten || out.Sent != 4 || out.Populations != 1 {
		t.Errorf("%+v", out)
	}
	if n, err := ann.Share.Seen(t.Context()); err != nil || n == 0 || !ann.state().Sound() {
		t.Errorf("seen %d, %v", n, err)
	}
	bob.sync()
	if bob.texts() != "1 2 about 3" {
		t.Errorf("%q", bob.texts())
	}
	dan := aDesk(t, "dan")
	dan.join(hub)
	if _, err := dan.Populations.Load(t.Context(), name); err != nil || dan.texts() != "1 2 about 3" {
		t.Errorf("%q, %v", dan.texts(), err)
	}
}

// noPushes keeps all from pushing to the repository, or lets them again.
func noPushes(t *testing.T, hub string, closed bool) {
	t.Helper()
	if !closed {
		run(t, hub, "git", "config", "--unset-all", "transfer.hideRefs")
		run(t, hub, "git", "config", "--unset-all", "uploadpack.hideRefs")
		return
	}
	run(t, hub, "git", "config", "transfer.hideRefs", "refs/heads/main")
	run(t, hub, "git", "config", "uploadpack.hideRefs", "!refs/heads/main")
}

func TestWhereTheRecordCannotBeShared(t *testing.T) {
	hub := bare(t)
	ann := aDesk(t, "ann")
	ann.write("1")
	if _, err := ann.Share.Sync(t.Context(), ann.options()); fault.KindOf(err) != fault.BadInput {
		t.Errorf("not shared: %v", err)
	}
	if _, err := ann.Share.Join(t.Context(), hub, ann.options()); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "empty") {
		t.Errorf("join of an empty repository: %v", err)
	}
	ann.init(hub)
	if _, err := ann.Share.Init(t.Context(), hub, ann.options()); fault.KindOf(err) != fault.Refused {
		t.Errorf("shared twice: %v", err)
	}
	bob := aDesk(t, "bob")
	if _, err := bob.Share.Init(t.Context(), hub, bob.options()); fault.KindOf(err) != fault.Refused || !strings.Contains(fault.HintOf(err), "share join") {
		t.Errorf("init of a repository with a record: %v", err)
	}
	other := bare(t)
	dir := filepath.Join(t.TempDir(), "other")
	run(t, "", "git", "init", "--quiet", "--initial-branch=main", dir)
	edit(t, filepath.Join(dir, "main.c"), func([]byte) []byte { return []byte("int main(void);") })
	run(t, dir, "git", "add", ".")
	run(t, dir, "git", "commit", "--quiet", "--message=code")
	run(t, dir, "git", "push", "--quiet", other, "HEAD:main")
	if _, err := bob.Share.Init(t.Context(), other, bob.options()); fault.KindOf(err) != fault.Refused {
		t.Errorf("init of a repository of code: %v", err)
	}
	if _, err := bob.Share.Join(t.Context(), other, bob.options()); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "no record") {
		t.Errorf("join of a repository of code: %v", err)
	}
	if state, err := bob.Share.State(t.Context()); state != nil || err != nil {
		t.Errorf("something is left: %+v, %v", state, err)
	}
	if _, err := os.Stat(filepath.Join(bob.dir(), "share.git")); err == nil {
		t.Error("a repository is left")
	}
	if _, err := ann.Share.Leave(t.Context()); err != nil {
		t.Error(err)
	}
	if ann.texts() != "1" {
		t.Error("leaving has cost the record")
	}
	ann.join(hub)
}

// Work goes on while the repository cannot be reached, and goes out later.
func TestOffline(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	if err := os.Rename(hub, hub+".away"); err != nil {
		t.Fatal(err)
	}
	ann.write("2")
	if _, err := ann.Share.Sync(t.Context(), ann.options()); err == nil || ann.state().Problem == "" {
		t.Errorf("no repository: %v", err)
	}
	ann.write("3")
	if ahead, _ := ann.state().Count(map[string]int64{"ann": 3}); ahead != 2 {
		t.Errorf("%d lines ahead", ahead)
	}
	if err := os.Rename(hub+".away", hub); err != nil {
		t.Fatal(err)
	}
	ann.sync()
	if ann.state().Problem != "" {
		t.Errorf("the problem stays: %s", ann.state().Problem)
	}
	bob.sync()
	if bob.texts() != "1 2 3" {
		t.Error(bob.texts())
	}
}

// Who may not push still takes what is new.
func TestNoRightToPush(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	ann.write("2")
	ann.sync()
	bob.write("3")
	noPushes(t, hub, true)
	_, err := bob.Share.Sync(t.Context(), bob.options())
	if fault.KindOf(err) != fault.NotConnected || !strings.Contains(fault.HintOf(err), "right to push") {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
	if bob.texts() != "1 3 2" {
		t.Errorf("nothing was taken: %q", bob.texts())
	}
	if ahead, _ := bob.state().Count(map[string]int64{"ann": 2, "bob": 1}); ahead != 1 {
		t.Errorf("%d ahead", ahead)
	}
}
