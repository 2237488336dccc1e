//go:build !windows

package app_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAPackInATerminal opens a pack in the real program, on a machine without a workspace and without a network,
// presses every key that acts in each section, and holds the pack, and the machine, to be as they were.
func TestAPackInATerminal(t *testing.T) {
	t.Parallel()
	server, env := company(t)
	folder := t.TempDir()
	pack := filepath.Join(folder, "evidence.zip")
	tool, err := tuar()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"sync", "campaign new --name Review --scope all", "campaign open Review --yes", "signoff Review --yes", "campaign close Review --yes",
		"evidence pack Review -o " + pack,
	} {
		cmd := exec.Command(tool, strings.Fields(args)...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
	before, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	asked := len(server.Requests())

	home := t.TempDir() // of an auditor, who has the credentials all the same
	for i, e := range env {
		if strings.HasPrefix(e, "HOME=") {
			env[i] = "HOME=" + home
		}
		if strings.HasPrefix(e, "TUAR_HOME=") {
			env[i] = "TUAR_HOME=" + filepath.Join(home, "store")
		}
	}
	term := run(t, 120, 40, env, "evidence", "open", pack)
	term.sees("pack · read-only", "source: made from 127.0.0.1: not Torq", "an evidence pack, to be looked at only", "Review")
	refused := func(keys ...string) {
		t.Helper()
		for _, k := range keys {
			term.types(k)
			term.sees("a pack is read-only")
			term.types("g") // clears what was said
			term.until("no message", func(frame string) bool { return !strings.Contains(frame, "a pack is read-only") })
		}
	}
	refused("S", "c", "i")
	term.types("2")
	term.sees("[2 Access]", "Operator")
	refused("S")
	term.types("3")
	term.sees("[3 Reviews]", "Review")
	refused("n", "s", "y", "h", "C")
	term.types("\r")
	term.sees("Review · ", "closed")
	refused("c", "r", "d", "a", "n", "u", "s", "h")
	term.types("\x1b")
	term.sees("enter review")
	term.types("p")
	term.sees("remediation")
	refused("x", "v", "d")
	term.types("4")
	term.sees("[4 Elevations]")
	refused("n", "R")
	term.types("5")
	term.sees("[5 Evidence]", "fail: likely audit finding")
	refused("p")
	term.types("d")
	term.sees("decisions (")
	term.types("jt")
	term.sees("trace of", "populations/")
	term.types("j")
	term.sees("sha256_of_raw_body")
	term.types("s")
	term.sees("Seed, how many rows")
	term.pastes("2026Q3 5")
	term.types("\r")
	term.sees("sample: 5 of ", "seed 2026Q3")
	term.types("6v")
	term.sees("[6 Journal]", "campaign.closed")
	term.types("q")
	if err := term.ends(); err != nil {
		t.Fatalf("it ended with %v:\n%s", err, term.frame())
	}

	if after, err := os.ReadFile(pack); err != nil || !bytes.Equal(after, before) {
		t.Error("the pack is another one now")
	}
	for _, where := range []string{folder, home} {
		found, err := os.ReadDir(where)
		if err != nil || len(found) != map[string]int{folder: 1}[where] {
			t.Errorf("in %s there are %v, %v", where, found, err)
		}
	}
	if n := len(server.Requests()); n != asked {
		t.Errorf("Torq was asked %d times", n-asked)
	}
}
