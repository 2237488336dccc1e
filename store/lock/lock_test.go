package lock_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/lock"
)

// TestMain turns the test binary into a process that keeps the lock until its input ends.
func TestMain(m *testing.M) {
	dir := os.Getenv("TUAR_TEST_LOCK")
	if dir == "" {
		os.Exit(m.Run())
	}
	release, err := lock.In(dir).Take(context.Background())
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for { // until it has said who it is
		if _, err := os.Stat(filepath.Join(dir, "lock.holder")); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	fmt.Println("locked")
	_ = bufio.NewScanner(os.Stdin).Scan()
	release()
}

func TestWhoHasTheLockIsSaid(t *testing.T) {
	dir := t.TempDir()
	other := exec.Command(os.Args[0], "decide", "q4")
	other.Env = append(os.Environ(), "TUAR_TEST_LOCK="+dir)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if said := bufio.NewScanner(out); !said.Scan() || said.Text() != "locked" {
		t.Fatalf("the other process said %q", said.Text())
	}

	l := lock.In(dir)
	l.WriteWait, l.ReadWait = 30*time.Millisecond, time.Millisecond
	_, err = l.Take(t.Context())
	if fault.KindOf(err) != fault.Failed || fault.HintOf(err) == "" {
		t.Errorf("got %v", err)
	}
	for _, part := range []string{fmt.Sprintf("process %d on ", other.Process.Pid), " decide q4\"", "since 20"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	l.Share(t.Context())() // a reader does not wait for ever

	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Wait(); err != nil {
		t.Fatal(err)
	}
	release, err := l.Take(t.Context())
	if err != nil {
		t.Fatalf("released, and yet: %v", err)
	}
	release()
	if _, err := os.Stat(filepath.Join(dir, "lock.holder")); !os.IsNotExist(err) {
		t.Errorf("who had the lock is still said: %v", err)
	}
}

func TestAHolderThatDoesNotSayWhoItIs(t *testing.T) {
	dir := t.TempDir()
	silent := flock.New(filepath.Join(dir, "lock"))
	if ok, err := silent.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer func() { _ = silent.Unlock() }()
	l := lock.In(dir)
	l.WriteWait = time.Millisecond
	if _, err := l.Take(t.Context()); fault.KindOf(err) != fault.Failed ||
		!strings.Contains(err.Error(), "does not say who it is") {
		t.Errorf("got %v", err)
	}
}

func TestWaitingCanBeCancelled(t *testing.T) {
	dir := t.TempDir()
	release, err := lock.In(dir).Take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lock.In(dir).Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSharingMakesNoFile(t *testing.T) {
	dir := t.TempDir()
	lock.In(dir).Share(t.Context())()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("made %v, %v", entries, err)
	}
}
