//go:build !windows

package app_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/term"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// company starts a simulated workspace, an hour behind the time, and is the environment of somebody who reviews it.
func company(t *testing.T) (server *torqtest.Server, env []string) {
	t.Helper()
	return companyAt(t, time.Now().Add(-time.Hour))
}

// companyAt starts it with that time.
func companyAt(t *testing.T, now time.Time) (server *torqtest.Server, env []string) {
	t.Helper()
	server, err := torqtest.Start(torqtest.Options{Seed: 1, Now: now, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	home, key := t.TempDir(), server.OwnerKey()
	return server, []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TERM=xterm-256color", "LANG=C.UTF-8", "TUAR_HOME=" + filepath.Join(home, "store"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(home, "no-bus"), // the keyring of whoever runs the tests stays out of it
		"TORQ_API_URL=" + server.URL(), "TORQ_AUTH_URL=" + server.URL(),
		"TORQ_CLIENT_ID=" + key.ClientID, "TORQ_CLIENT_SECRET=" + key.Secret, "TUAR_AS=" + server.Admin(),
	}
}

// TestTheWholeJobInATerminal goes from nothing to a signed and exported review by keys alone, in the real program.
func TestTheWholeJobInATerminal(t *testing.T) {
	t.Parallel()
	server, env := company(t)
	term := run(t, 120, 40, env)
	term.sees("[1 Home]", "S sync")
	term.types("S")
	term.sees("synced 140 people", "Owner")

	term.types("3")
	term.sees("There is no campaign yet")
	term.types("n")
	term.sees("New campaign")
	term.pastes("Spring review")
	term.sees("Spring review", " items · ")
	term.types("\x13")
	term.sees("Open Spring review with")
	term.types("y")
	term.sees("Spring review · due", "by risk", "0 of ")

	verbs := []string{"c", "r", "a", "d"}
	for i := range 20 {
		verb := verbs[i%len(verbs)]
		term.types(verb)
		if verb == "d" {
			term.sees("type to filter")
			term.types("\r")
		}
		term.sees(fmt.Sprintf(" %d of ", i+1))
	}
	term.types("u")
	term.sees("took back: reduce ", " 19 of ")

	term.resize(80, 24)
	term.until("the pane below the list", func(frame string) bool {
		lines := strings.Split(frame, "\n")
		return len(lines) == 24 && strings.Contains(lines[0], "[3 Reviews]") && strings.Contains(frame, "\n── ") && !strings.Contains(frame, "│")
	})
	term.resize(200, 45)
	term.until("the pane beside the list", func(frame string) bool {
		lines := strings.Split(frame, "\n")
		return len(lines) == 45 && strings.Contains(lines[0], "[3 Reviews]") && strings.Count(frame, "│") == 39
	})

	term.types("s")
	term.sees("Sign off Spring review", "I have reviewed", "self-declared")
	term.types("\r")
	term.sees("undecided?")
	term.types("y")
	term.sees("you signed off your assignment", "Head code", "Save this code outside tuar")
	term.types("\r")
	result := filepath.Join(t.TempDir(), "result.csv")
	term.types("e")
	term.sees("Export Spring review")
	term.types("\r")
	term.sees(".csv")
	term.pastes(result)
	term.sees("result.csv")
	term.types("\r")
	term.sees("written to")
	term.types("q")
	if err := term.ends(); err != nil {
		t.Fatalf("it ended with %v:\n%s", err, term.frame())
	}
	if term.screen.IsAltScreen() || term.screen.CursorHidden() {
		t.Errorf("it left the terminal like this:\n%s", term.frame())
	}
	checkResult(t, result, server.Admin())

	verify := exec.Command(term.cmd.Path, "journal", "verify", "--json")
	verify.Env = env
	if out, err := verify.Output(); err != nil || !strings.Contains(string(out), `"ok":true`) && !strings.Contains(string(out), `"ok": true`) {
		t.Errorf("the journal: %s, %v", out, err)
	}
}

// checkResult holds the exported rows to what was decided.
func checkResult(t *testing.T, path, reviewer string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 140 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	column := func(name string) int {
		i := slices.Index(rows[0], name)
		if i < 0 {
			t.Fatalf("no column %s in %v", name, rows[0])
		}
		return i
	}
	decision, to, by, at, hash := column("decision"), column("to_role"), column("reviewer"), column("decided_at"), column("journal_hash")
	counts := map[string]int{}
	for _, row := range rows[1:] {
		counts[row[decision]]++
		decided := row[decision] != "undecided"
		if decided && row[by] != reviewer || decided != (row[at] != "") || decided != (row[hash] != "") || (row[to] != "") != (row[decision] == "reduce") {
			t.Errorf("a row does not hold together: %v", row)
		}
	}
	// 20 decisions, the last of them, a reduction, taken back
	want := map[string]int{"certify": 5, "revoke": 5, "abstain": 5, "reduce": 4, "undecided": len(rows) - 1 - 19}
	if !reflect.DeepEqual(counts, want) {
		t.Errorf("exported %v, want %v", counts, want)
	}
}

func TestSignalsRestoreTheTerminal(t *testing.T) {
	t.Parallel()
	_, env := company(t)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		app := run(t, 80, 24, env)
		app.sees("[1 Home]")
		if !app.screen.IsAltScreen() {
			t.Fatal("the app is not on the alternate screen")
		}
		raw, err := term.GetState(int(app.pty.Fd()))
		if err != nil {
			t.Fatal(err)
		}
		if err := app.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = app.ends()
		if app.screen.IsAltScreen() || app.screen.CursorHidden() {
			t.Errorf("%v leaves the terminal on the alternate screen or without a cursor", signal)
		}
		if after, err := term.GetState(int(app.pty.Fd())); err == nil && reflect.DeepEqual(raw, after) {
			t.Errorf("%v leaves the terminal raw", signal)
		}
	}
}
