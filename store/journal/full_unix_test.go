//go:build !windows

package journal_test

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// A process may be forbidden to let files grow, which fails in the middle of a write, as a full disk does. It is done
// in a process of its own.
func TestAFullDiskRecordsAllOrNothing(t *testing.T) {
	if os.Getenv("TUAR_TEST_FULL") == "" {
		cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), "TUAR_TEST_FULL=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	dir := t.TempDir()
	j := open(dir, "w", start())
	add(t, j, "one")
	before, err := os.ReadFile(journalOf(dir, "w"))
	if err != nil {
		t.Fatal(err)
	}

	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	tight := limit
	tight.Cur = uint64(len(before) + len(before)/2) // room for half a line more
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight); err != nil {
		t.Fatal(err)
	}
	_, err = j.Append(t.Context(), func([]record.Line) ([]record.Entry, error) {
		return []record.Entry{entry("two"), entry("three")}, nil
	})
	if fault.KindOf(err) != fault.Failed || !errors.Is(err, syscall.EFBIG) ||
		!strings.Contains(err.Error(), "nothing was recorded") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(fault.HintOf(err), "free some space") {
		t.Errorf("the hint is %q", fault.HintOf(err))
	}
	if after, err := os.ReadFile(journalOf(dir, "w")); err != nil || string(after) != string(before) {
		t.Errorf("half of it stayed: %q, %v", after[min(len(before), len(after)):], err)
	}

	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	add(t, j, "four")
	if got := texts(read(t, open(dir, "w", start()))); got != "one four" {
		t.Errorf("with room again: %q", got)
	}
}
