package review_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// settle changes settings, as a process of its own: every change adds one canned reason, and is named on stdout once it
// was acknowledged.
func settle(home, who, count string) error {
	w, err := real(home, "", torqtest.Credential{})
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(count)
	for i := 0; i < n && err == nil; i++ {
		reason := who + "-" + strconv.Itoa(i)
		_, err = w.ChangeSettings(context.Background(), func(s *settings.Settings) error {
			s.CannedReasons = append(s.CannedReasons, reason)
			return nil
		})
		if err == nil {
			fmt.Println(reason)
		}
	}
	return err
}

func settling(t *testing.T, home, who string, count int) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), "TUAR_TEST_APPLY_IN="+home, "TUAR_TEST_SETTLE="+who, "TUAR_TEST_COUNT="+strconv.Itoa(count))
	return c
}

// keptReasons are the canned reasons in force, by the record, after whatever happened; nothing is in force without a
// line.
func keptReasons(t *testing.T, home string) map[string]bool {
	t.Helper()
	w, err := real(home, "", torqtest.Credential{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines, err := w.Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, reason := range s.CannedReasons {
		if slices.Contains(settings.Default().CannedReasons, reason) {
			continue // a default needs no line
		}
		kept[reason] = true
		recorded := false
		for _, l := range lines {
			recorded = recorded || strings.Contains(string(l.Data), reason)
		}
		if !recorded {
			t.Fatalf("%s is in force without a line", reason)
		}
	}
	copied, err := w.SettingsCopy(t.Context())
	if err != nil || copied.Off() {
		t.Fatalf("the copy says what the record never said: %+v, %v", copied, err)
	}
	return kept
}

// Two processes change settings at once: every change that was acknowledged counts.
func TestTwoProcessesChangeSettingsAtOnce(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	var said [2][]byte
	var wait sync.WaitGroup
	for i, who := range []string{"one", "two"} {
		c := settling(t, home, who, 16)
		c.Stderr = os.Stderr
		wait.Go(func() {
			var err error
			if said[i], err = c.Output(); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		})
	}
	wait.Wait()
	kept := keptReasons(t, home)
	for _, reason := range strings.Fields(string(said[0]) + string(said[1])) {
		if !kept[reason] {
			t.Errorf("%s was acknowledged and is lost", reason)
		}
	}
	w, err := real(home, "", torqtest.Credential{})
	if err != nil {
		t.Fatal(err)
	}
	if copied, err := w.SettingsCopy(t.Context()); err != nil || len(copied.Differs) > 0 {
		t.Errorf("the copy is not the record's: %+v, %v", copied, err)
	}
}

// A process is killed between line and file, or anywhere else: what was acknowledged is in force, and nothing else but
// what has a line.
func TestKilledWhileChangingSettings(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	acknowledged := ""
	for i := range 12 {
		c := settling(t, home, fmt.Sprint("round", i), 1000)
		var out strings.Builder
		c.Stdout = &out
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(60*time.Millisecond + rand.N(120*time.Millisecond))
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		var ended *exec.ExitError
		if err := c.Wait(); !errors.As(err, &ended) {
			t.Fatalf("%v", err)
		}
		if i := strings.LastIndexByte(out.String(), '\n'); i >= 0 {
			acknowledged += out.String()[:i+1]
		}
		kept := keptReasons(t, home)
		for reason := range strings.FieldsSeq(acknowledged) {
			if !kept[reason] {
				t.Fatalf("%s was acknowledged and is lost", reason)
			}
		}
	}
	if acknowledged == "" {
		t.Fatal("nothing was ever acknowledged")
	}
	t.Logf("%d changes were acknowledged", len(strings.Fields(acknowledged)))
}
