//go:build !windows

package share_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// A folder that is no repository, only leads to one, or belongs to another account is refused with a way out.
func TestFoldersThatAreRefused(t *testing.T) {
	hub, ann, _, _ := trio(t)
	dan := aDesk(t, "dan")
	refused := func(url string, kind fault.Kind, says string) {
		t.Helper()
		_, err := dan.Share.Join(t.Context(), url, dan.options())
		if fault.KindOf(err) != kind || !strings.Contains(fmt.Sprint(err), says) || fault.HintOf(err) == "" {
			t.Errorf("%s: %v (%s)", url, err, fault.HintOf(err))
		}
	}
	plain := strings.TrimSuffix(hub, ".git")
	if err := os.Mkdir(plain, 0o700); err != nil { // git itself would go on to hub.git
		t.Fatal(err)
	}
	refused(plain, fault.BadInput, "is no Git repository")
	if err := os.WriteFile(filepath.Join(plain, ".git"), []byte("gitdir: "+hub+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(plain, fault.Refused, "whose repository is elsewhere")
	for _, key := range []string{"core.fsmonitor", "core.sshCommand", "uploadpack.packObjectsHook", "include.path", "remote.x.uploadpack", "remote.x.promisor", "hook.x.command", "gc.recentObjectsHook", "filter.x.clean", "extensions.partialClone", "extensions.worktreeConfig"} {
		run(t, hub, "git", "config", "--file", "config", key, "false")
		refused(hub, fault.Refused, strings.ToLower(key))
		if _, err := ann.Share.Sync(t.Context(), ann.options()); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s: a sync goes on: %v", key, err)
		}
		run(t, hub, "git", "config", "--file", "config", "--unset-all", key)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(filepath.Join(hub, "config"), 61001, 61001); err != nil {
			t.Fatal(err)
		}
		refused(hub, fault.Refused, "belongs to another account")
		if err := os.Chown(filepath.Join(hub, "config"), 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	if dan.join(hub); dan.texts() != "1" {
		t.Error(dan.texts())
	}
}

// A colleague whose clock is a year ahead: lines come in by what they have seen, and who follows is not held up.
func TestAClockOfNextYear(t *testing.T) {
	_, ann, bob, cyd := trio(t)
	bob.clock.now = bob.clock.now.AddDate(1, 0, 0)
	bob.write("next year")
	bob.sync()
	ann.sync()
	ann.write("after it")
	ann.sync()
	cyd.write("beside it")
	cyd.sync()
	bob.sync()
	if out := ann.sync(); len(out.Refused) != 0 {
		t.Errorf("%+v", out.Refused)
	}
	for _, d := range []*desk{ann, bob, cyd} {
		if got := d.texts(); got != "1 beside it next year after it" {
			t.Errorf("%s has %q", d.name, got)
		}
	}
}

const accountHome = "TUAR_TEST_ACCOUNT_HOME"

// TestActAsAnAccount is what TestAccountsThatShareAHome runs as another OS account.
func TestActAsAnAccount(t *testing.T) {
	home := os.Getenv(accountHome)
	if home == "" {
		t.Skip("it runs as another account, started by TestAccountsThatShareAHome")
	}
	d := &desk{TB: t, home: home, name: "account", clock: &clock{time.Now()}}
	d.open()
	for _, act := range strings.Fields(os.Getenv("TUAR_TEST_ACTS")) {
		what, arg, _ := strings.Cut(act, "=")
		switch what {
		case "write":
			d.write(arg)
		case "init":
			d.init(arg)
		case "sync":
			out := d.sync()
			fmt.Printf("taken %d, sent %d\n", out.Taken, out.Sent)
			for _, r := range out.Refused {
				fmt.Printf("refused %s\n", r)
			}
		case "texts":
			fmt.Printf("texts %s\n", d.texts())
		}
	}
	writer, err := d.Journal.Writer()
	fmt.Printf("writer %s %v\n", writer, err)
}

// Where OS accounts share a home, a line for the journal of another account comes from the disk or not at all, and a file
// that cannot be written holds up its own writer alone.
func TestAccountsThatShareAHome(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can act as two OS accounts")
	}
	needGit(t)
	const group = 61000
	top := t.TempDir()
	test, home, hub := filepath.Join(top, "share.test"), filepath.Join(top, "home"), filepath.Join(top, "hub.git")
	program, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(test, program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	for folder := top; folder != os.TempDir() && folder != "/"; folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o755); err != nil { // for other accounts to pass
			t.Fatal(err)
		}
	}
	for _, err := range []error{os.Mkdir(home, 0o700), os.Chown(home, 0, group), os.Chmod(home, 0o770|fs.ModeSetgid)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	as := func(account uint32, acts string) (said, writer string) {
		t.Helper()
		own := filepath.Join(top, fmt.Sprint(account))
		_ = os.Mkdir(own, 0o700)
		if err := os.Chown(own, int(account), group); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(test, "-test.v", "-test.run", "^TestActAsAnAccount$")
		cmd.Dir, cmd.Env = top, append(os.Environ(), accountHome+"="+home, "TUAR_TEST_ACTS="+acts, "XDG_DATA_HOME="+own, "HOME="+own)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: account, Gid: account, Groups: []uint32{group}}}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("account %d, %s: %v\n%s", account, acts, err, out)
		}
		_, rest, _ := strings.Cut(string(out), "writer ")
		writer, _, _ = strings.Cut(rest, " ")
		return string(out), writer
	}
	run(t, "", "git", "init", "--quiet", "--bare", "--initial-branch=main", hub)
	run(t, "", "chown", "-R", "61001", hub)
	_, other := as(61002, "write=b1")
	as(61001, "write=a1 init="+hub)
	said := run(t, "", "git", "-c", "safe.directory=*", "--git-dir", hub, "show", "main:journal/"+other+".jsonl")
	if !strings.Contains(said, "b1") {
		t.Fatalf("what the other account wrote was not sent:\n%s", said)
	}

	// A stranger adds a line to the journal of the other account, and two journals of their own.
	forged := forgeOn(t, []byte(said), "forged")
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "safe.directory")
	t.Setenv("GIT_CONFIG_VALUE_0", "*")
	plant(t, hub, map[string][]byte{
		"journal/" + other + ".jsonl": forged, "journal/cyd.jsonl": forge(t, "cyd", []string{"c1"}), "journal/dan.jsonl": forge(t, "dan", []string{"d1"}),
	})
	run(t, "", "chown", "-R", "61001", hub)
	out, _ := as(61001, "sync texts")
	if !strings.Contains(out, "taken 2") || !strings.Contains(out, "another account of this machine writes it") || strings.Contains(out, "forged") {
		t.Errorf("%s", out)
	}
	out, _ = as(61002, "write=b2 texts")
	if !strings.Contains(out, "b2") {
		t.Errorf("the other account cannot go on: %s", out)
	}

	// A journal that cannot be written holds up its own writer alone.
	cyd := filepath.Join(home, "default", "journal", "cyd.jsonl")
	if err := os.Chmod(cyd, 0o440); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(cyd, 61001, group); err != nil {
		t.Fatal(err)
	}
	plant(t, hub, map[string][]byte{"journal/cyd.jsonl": forge(t, "cyd", []string{"c1", "c2"}), "journal/dan.jsonl": forge(t, "dan", []string{"d1", "d2"})})
	run(t, "", "chown", "-R", "61001", hub)
	out, _ = as(61001, "write=a2 sync texts")
	if !strings.Contains(out, "taken 1") || !strings.Contains(out, "it cannot be written on this machine") || !strings.Contains(out, "d2") ||
		!strings.Contains(out, "b2") || strings.Contains(out, " c2") {
		t.Errorf("%s", out)
	}
}

// forgeOn adds a line to a journal, which follows its last one.
func forgeOn(t *testing.T, journal []byte, text string) []byte {
	t.Helper()
	lines := bytes.Split(bytes.TrimSuffix(journal, []byte("\n")), []byte("\n"))
	last := headOf(t, journal, len(lines))
	return append(bytes.Clone(journal), nextLine(t, last, text)...)
}
