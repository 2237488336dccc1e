//go:build !windows

package share_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const killedHome = "TUAR_TEST_SYNC_HOME"

// TestSyncAsAProcess is what other tests run as a process of its own.
func TestSyncAsAProcess(t *testing.T) {
	home := os.Getenv(killedHome)
	if home == "" {
		t.Skip("other tests start it")
	}
	d := &desk{TB: t, home: home, name: "child", clock: &clock{time.Now()}}
	d.open()
	d.write("by a process")
	_, err := d.Share.Sync(t.Context(), d.options())
	fmt.Printf("synced: %v\n", err)
}

// child returns a process that syncs that home.
func (d *desk) child() *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestSyncAsAProcess$", "-test.v")
	cmd.Env = append(os.Environ(), killedHome+"="+d.home)
	return cmd
}

// After tuar was killed in the middle of a sync, with or without its git, the next sync works, and nothing is lost.
func TestKilledInTheMiddle(t *testing.T) {
	_, ann, bob, _ := trio(t)
	for round := range 10 {
		ann.write(fmt.Sprintf("a%d", round))
		ann.sync()
		cmd := bob.child()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+rand.IntN(400)) * time.Millisecond)
		for _, pid := range childrenOf(cmd.Process.Pid) {
			if round%2 == 0 {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		bob.open()
		bob.sync()
		bob.texts()
	}
	ann.sync()
	if a, b := ann.texts(), bob.texts(); a != b {
		t.Errorf("%q, %q", a, b)
	}
	if left, _ := filepath.Glob(filepath.Join(bob.dir(), "share.git", "*.lock")); len(left) > 0 {
		t.Errorf("%q are left", left)
	}
}

// A git that is killed fails one sync at most.
func TestGitIsKilledInTheMiddle(t *testing.T) {
	_, ann, bob, _ := trio(t)
	for round := range 10 {
		ann.write(fmt.Sprintf("a%d", round))
		ann.sync()
		bob.write(fmt.Sprintf("b%d", round))
		done := make(chan bool)
		stopped := make(chan bool)
		go func() {
			defer close(stopped)
			wait := time.Duration(rand.IntN(150)) * time.Millisecond
			select {
			case <-done:
				return
			case <-time.After(wait):
			}
			for _, pid := range childrenOf(os.Getpid()) {
				if name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); strings.TrimSpace(string(name)) == "git" {
					_ = syscall.Kill(pid, syscall.SIGKILL)
				}
			}
		}()
		_, err := bob.Share.Sync(t.Context(), bob.options())
		close(done)
		<-stopped
		if err != nil && bob.state().Problem == "" {
			t.Errorf("%v is not told", err)
		}
		bob.sync()
	}
	ann.sync()
	if a, b := ann.texts(), bob.texts(); a != b || len(strings.Fields(a)) != 21 {
		t.Errorf("%q, %q", a, b)
	}
}

// childrenOf returns the processes that a process has started, where the system tells them.
func childrenOf(pid int) (pids []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			if child, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
				pids = append(pids, child)
			}
		}
	}
	return pids
}

// Locks and half files that a killed git has left do not stand in the way of the next sync, however young they are.
func TestLeftoversAreClearedAway(t *testing.T) {
	_, ann, bob, _ := trio(t)
	ann.write("2")
	ann.sync()
	bob.write("3")
	git := filepath.Join(bob.dir(), "share.git")
	for i, name := range []string{
		"HEAD.lock", "config.lock", "packed-refs.lock", "refs/tuar/incoming.lock", "refs/tuar/fetched.lock", "refs/tuar/outgoing.lock", "gc.pid",
		"objects/pack/tmp_pack_x", "objects/pack/tmp_idx_x", "objects/tmp_obj_x",
	} {
		path := filepath.Join(git, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if old := time.Now().Add(-time.Hour); i%2 == 0 {
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out := bob.sync(); out.Sent != 1 || out.Taken != 1 {
		t.Errorf("%+v", out)
	}
	for _, pattern := range []string{"*.lock", "gc.pid", "refs/tuar/*.lock", "objects/pack/tmp_*", "objects/tmp_*"} {
		if left, _ := filepath.Glob(filepath.Join(git, pattern)); len(left) > 0 {
			t.Errorf("%q are left", left)
		}
	}
}
