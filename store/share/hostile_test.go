package share_test

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

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// trap writes a program that leaves a mark when it runs.
func trap(t *testing.T, place, mark string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(place, []byte("#!/bin/sh\necho \"$0\" >>'"+mark+"'\ncat\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return place
}

var hooks = []string{
	"pre-push", "post-checkout", "post-merge", "pre-auto-gc", "reference-transaction", "pre-receive", "update", "post-receive", "post-update",
	"proc-receive", "push-to-checkout", "fsmonitor-watchman", "post-index-change", "pre-commit", "post-commit", "post-rewrite",
}

// Hooks, filters and commands run nowhere: not those of the user's configuration, not those of the repository on this
// machine, not those of a shared repository in a folder, whose settings are refused if they could, and not those that its
// files ask for.
func TestNothingPlantedRuns(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "ran")
	user := t.TempDir()
	program := trap(t, filepath.Join(user, "program"), mark)
	for _, hook := range hooks {
		trap(t, filepath.Join(user, "hooks", hook), mark)
		trap(t, filepath.Join(user, "template", "hooks", hook), mark)
	}
	config := filepath.Join(user, "config")
	if err := os.WriteFile(config, []byte(`[core]
	hooksPath = `+user+`/hooks
	fsmonitor = `+program+`
	pager = `+program+`
	attributesFile = `+user+`/attributes
	alternateRefsCommand = `+program+`
	gitProxy = `+program+`
[init]
	templateDir = `+user+`/template
[filter "x"]
	clean = `+program+`
	smudge = `+program+`
	required = true
[diff]
	external = `+program+`
[gpg]
	program = `+program+`
[commit]
	gpgSign = true
[push]
	gpgSign = if-asked
[uploadpack]
	packObjectsHook = `+program+`
[url "ext::`+program+` "]
	insteadOf = /
[alias]
	fetch = !`+program+`
`), 0o600); err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(user, "attributes"), func([]byte) []byte { return []byte("* filter=x\n") })
	hub := bare(t)
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("GIT_TEMPLATE_DIR", filepath.Join(user, "template"))
	t.Setenv("GIT_EXTERNAL_DIFF", program)
	t.Setenv("GIT_DIR", user)
	t.Setenv("GIT_WORK_TREE", user)
	t.Setenv("GIT_CONFIG_PARAMETERS", "'core.hooksPath'='"+user+"/hooks'")
	for _, hook := range hooks {
		trap(t, filepath.Join(hub, "hooks", hook), mark)
	}
	plain, err := os.ReadFile(filepath.Join(hub, "config"))
	if err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(hub, "config"), func(b []byte) []byte {
		return append(b, []byte("[core]\n\thooksPath = "+user+"/hooks\n\tfsmonitor = "+program+"\n\talternateRefsCommand = "+program+
			"\n[receive]\n\tprocReceiveRefs = refs/heads\n[uploadpack]\n\tpackObjectsHook = "+program+"\n")...)
	})
	ann, bob := aDesk(t, "ann"), aDesk(t, "bob")
	ann.write("1")
	if _, err := ann.Share.Init(t.Context(), hub, ann.options()); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "core.hookspath") ||
		!strings.Contains(fault.HintOf(err), "--unset-all core.hookspath") {
		t.Errorf("settings that run programs: %v (%s)", err, fault.HintOf(err))
	}
	if err := os.WriteFile(filepath.Join(hub, "config"), plain, 0o600); err != nil {
		t.Fatal(err)
	}
	ann.init(hub)
	for _, hook := range hooks {
		trap(t, filepath.Join(ann.dir(), "share.git", "hooks", hook), mark)
	}
	bob.join(hub)
	bob.write("2")
	bob.sync()
	ann.write("3")
	ann.sync()
	if ran, err := os.ReadFile(mark); err == nil {
		t.Errorf("this has run:\n%s", ran)
	}
}

// Files that are no part of a record are named, left where they are, and never written to this disk.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	tamper(t, hub, func(dir string) {
		for _, name := range []string{
			".gitattributes", "notes.txt", "journal/.gitattributes", "journal/-rf.jsonl", "journal/lock", "journal/CON.jsonl.txt",
			"connection.json", "journal/deep/x.jsonl", "populations/x.json", "journal/na\x1b[2Jme.jsonl",
		} {
			if err := os.MkdirAll(filepath.Dir(path(dir, name)), 0o700); err != nil {
				t.Fatal(err)
			}
			edit(t, path(dir, name), func([]byte) []byte { return []byte("* filter=lfs diff=lfs\n") })
		}
		for link, to := range map[string]string{"passwd": "/etc/passwd", "journal/up": "../../..", "populations/" + strings.Repeat("b", 64) + ".json": "/etc/hosts"} {
			if err := os.Symlink(to, path(dir, link)); err != nil {
				t.Skip(err)
			}
		}
	})
	ann.write("2")
	out := ann.sync()
	if len(out.Ignored) != 11 || !slices.Contains(out.Ignored, "passwd (a link)") || !slices.Contains(out.Ignored, "journal/deep (a folder)") {
		t.Errorf("ignored %q", out.Ignored)
	}
	if len(out.Refused) != 0 {
		t.Errorf("refused %+v", out.Refused)
	}
	bob.sync()
	if bob.texts() != "1 2" {
		t.Error(bob.texts())
	}
	for _, d := range []*desk{ann, bob} {
		left, _ := filepath.Glob(filepath.Join(d.dir(), "journal", "*"))
		for _, file := range left {
			if base := filepath.Base(file); base != "ann.jsonl" && base != "bob.jsonl" {
				t.Errorf("%s came in", file)
			}
		}
	}
	if files := run(t, hub, "git", "ls-tree", "-r", "--name-only", "main"); !strings.Contains(files, "notes.txt") {
		t.Error("a foreign file was removed")
	}
	if out := aDesk(t, "dan").join(hub); len(out.Ignored) != 11 {
		t.Errorf("%+v", out)
	}
}

func TestURLs(t *testing.T) {
	needGit(t)
	ann := aDesk(t, "ann")
	mark := filepath.Join(t.TempDir(), "ran")
	for _, url := range []string{
		"", "--upload-pack=touch " + mark, "-u", "ext::sh -c touch% " + mark, "fd::17", "EXT::sh", "::x", "git://example.com/x", "ftp://example.com/x",
		"http://example.com/x", "https://user:secret@example.com/x", "ssh://git:secret@example.com/x", "https://example.com/x?token=abc",
		"https://example.com", "https://" + strings.Repeat("t", 40) + "@example.com/x", "https://example.com/x\nhooksPath", "https://exa mple.com/x",
		"ssh://-oProxyCommand=touch/x", "-oProxyCommand=x:y", "git@-oProxyCommand=touch:x", "host:-x", "ssh://example.com/-x", "ssh://a b@example.com/x",
		"file://host/x", "/nowhere/at/all", "~nobody/x", "javascript://x/y", "https://example.com/x\x1b[2J", strings.Repeat("x", 2000), "file://" + os.Args[0],
		"http://127.0.0.1.example.com/x", "transport-helper::https://example.com/x",
	} {
		if _, err := ann.Share.Init(t.Context(), url, ann.options()); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%.60q: %v", url, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q is told: %v", url, err)
		}
		if _, err := os.Stat(filepath.Join(ann.dir(), "share.json")); err == nil {
			t.Fatalf("%q is kept", url)
		}
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("a program has run")
	}
}

func TestWithoutGit(t *testing.T) {
	ann := aDesk(t, "ann")
	t.Setenv("PATH", t.TempDir())
	_, err := ann.Share.Init(t.Context(), t.TempDir(), ann.options())
	if err == nil || !strings.Contains(err.Error(), "no program git") || !strings.Contains(fault.HintOf(err), "install git") {
		t.Errorf("%v", err)
	}
}

// A server that does not answer is given up, and the process that waits for it ends.
func TestAServerThatDoesNotAnswer(t *testing.T) {
	hub, ann, _, _ := trio(t)
	slow := filepath.Join(t.TempDir(), "ssh")
	if err := os.WriteFile(slow, []byte("#!/bin/sh\nexec sleep 60\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_SSH_COMMAND", slow)
	if _, err := ann.Share.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	begun := time.Now()
	_, err := ann.Share.Join(ctx, "git@example.com:x.git", ann.options())
	if fault.KindOf(err) != fault.Unreachable || time.Since(begun) > 20*time.Second {
		t.Errorf("%v after %s", err, time.Since(begun))
	}
	ann.join(hub)
}

// What the user configured about credentials counts, and only that.
func TestTheUsersCredentialsCount(t *testing.T) {
	needGit(t)
	dir := t.TempDir()
	asked := filepath.Join(dir, "asked")
	ssh := filepath.Join(dir, "my-ssh")
	if err := os.WriteFile(ssh, []byte("#!/bin/sh\necho \"$@\" >>'"+asked+"'\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config")
	edit(t, config, func([]byte) []byte { return []byte("[core]\n\tsshCommand = " + ssh + " -i mine\n") })
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	ann := aDesk(t, "ann")
	ann.write("1")
	_, err := ann.Share.Init(t.Context(), "git@example.com:team/x.git", ann.options())
	if err == nil {
		t.Error("there is a server")
	}
	if got, _ := os.ReadFile(asked); !strings.Contains(string(got), "-i mine") || !strings.Contains(string(got), "git@example.com") {
		t.Errorf("ssh was called with %q", got)
	}
}

// A line comes in whole or not at all: an intake that fails in the middle leaves a record that checks out.
func TestAnIntakeThatIsCutOff(t *testing.T) {
	_, ann, bob, cyd := trio(t)
	for i := range 4 {
		ann.write(fmt.Sprintf("a%d", i))
		ann.sync()
		bob.sync()
		bob.write(fmt.Sprintf("b%d", i))
		bob.sync()
		ann.sync()
	}
	whole := ann.texts()
	files := map[string][]byte{}
	for _, w := range []string{"ann", "bob"} {
		files[w], _ = os.ReadFile(ann.journal(w))
	}
	before, _ := os.ReadFile(cyd.journal("ann"))
	errCut := errors.New("cut")
	// lines of both come in turn; cut them off after each
	lines, err := ann.Journal.Lines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < len(lines); n++ {
		err := cyd.Journal.Take(t.Context(), func(here []record.Line) ([]record.Line, error) {
			if len(here) > n {
				return nil, errCut
			}
			return lines[len(here) : n+1], nil
		})
		if err != nil {
			t.Fatal(err)
		}
		cyd.open()
		cyd.texts()
	}
	if got := cyd.texts(); got != whole {
		t.Errorf("%q, want %q", got, whole)
	}
	// a torn line, as a killed intake leaves it, is written over
	if err := os.WriteFile(cyd.journal("ann"), files["ann"][:len(files["ann"])-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(cyd.journal("bob")); err != nil {
		t.Fatal(err)
	}
	cyd.open()
	cyd.sync()
	if got := cyd.texts(); got != whole {
		t.Errorf("%q, want %q", got, whole)
	}
	if torn, _ := filepath.Glob(filepath.Join(cyd.dir(), "journal", "*torn*")); len(torn) > 0 {
		t.Errorf("%v is left", torn)
	}
	if now, _ := os.ReadFile(cyd.journal("ann")); !bytes.Equal(now, files["ann"]) || len(before) == 0 {
		t.Error("the journals differ")
	}
}
