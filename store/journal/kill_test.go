package journal_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// TestMain turns the test binary into a writer when asked to: it appends and prints the id of each line as soon as the
// journal has acknowledged it.
func TestMain(m *testing.M) {
	dir := os.Getenv("TUAR_TEST_APPEND_TO")
	if dir == "" {
		os.Exit(m.Run())
	}
	j := open(dir, "w", &clock{time.Now()})
	acts, err := strconv.Atoi(os.Getenv("TUAR_TEST_ACTS"))
	if err != nil {
		panic(err)
	}
	for n := range acts {
		lines, err := j.Append(context.Background(), func([]record.Line) ([]record.Entry, error) {
			return slices.Repeat([]record.Entry{entry("one of some")}, 1+n%3), nil
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for _, l := range lines {
			fmt.Println(l.ID)
		}
	}
}

// appender starts a writer, and delivers the ids it has acknowledged once it is dead.
func appender(t *testing.T, dir string, acts int) (cmd *exec.Cmd, acknowledged func() []string) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TUAR_TEST_APPEND_TO="+dir, "TUAR_TEST_ACTS="+strconv.Itoa(acts))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var failure strings.Builder
	cmd.Stderr = &failure
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ids := make(chan []string)
	go func() {
		var got []string
		for s := bufio.NewScanner(out); s.Scan(); {
			got = append(got, s.Text())
		}
		ids <- got
	}()
	return cmd, func() []string {
		got := <-ids
		_ = cmd.Wait() // it was killed
		if failure.Len() > 0 {
			t.Error(failure.String())
		}
		return got
	}
}

func TestKilledAtAnyMomentNothingAcknowledgedIsLost(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	dir := t.TempDir()
	var acknowledged []string
	for n := 0; n < rounds || len(acknowledged) < rounds && n < 10*rounds; n++ { // a loaded machine needs longer to begin
		cmd, ids := appender(t, dir, 1_000_000)
		time.Sleep(time.Duration(20+rand.IntN(60)) * time.Millisecond * time.Duration(1+n/rounds))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		acknowledged = append(acknowledged, ids()...)
	}
	if len(acknowledged) < rounds {
		t.Fatalf("only %d lines were acknowledged in %d rounds", len(acknowledged), rounds)
	}
	expectAll(t, dir, acknowledged)
}

func TestTwoProcessesAtOnceLoseNothing(t *testing.T) {
	dir := t.TempDir()
	const acts = 60
	_, idsA := appender(t, dir, acts)
	_, idsB := appender(t, dir, acts)
	ofA, ofB := idsA(), idsB()
	if len(ofA) != 2*acts || len(ofB) != 2*acts {
		t.Fatalf("%d and %d lines were acknowledged, not %d each", len(ofA), len(ofB), 2*acts)
	}
	expectAll(t, dir, append(ofA, ofB...))
}

func expectAll(t *testing.T, dir string, ids []string) {
	t.Helper()
	j := open(dir, "w", &clock{time.Now()})
	add(t, j, "after the crash")
	on := map[string]bool{}
	for _, l := range read(t, j) {
		on[l.ID] = true
	}
	for _, id := range ids {
		if !on[id] {
			t.Errorf("line %s was acknowledged and is lost", id)
		}
	}
	checks, err := j.Check(t.Context())
	if err != nil || len(checks) != 1 || !checks[0].OK {
		t.Errorf("check: %+v, %v", checks, err)
	}
	t.Logf("%d lines acknowledged, all there", len(ids))
}
