//go:build !windows

// The pseudo-terminals of Windows work another way, and the package that makes them here does not know them.

package app_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"github.com/tuar-dev/tuar/ui/keyboard"
)

// folder is where the program under test is.
var folder string

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// tuar is the program itself, built once for all tests.
var tuar = sync.OnceValues(func() (path string, err error) {
	if folder, err = os.MkdirTemp("", "tuar-terminal-"); err != nil {
		return "", err
	}
	path = filepath.Join(folder, "tuar")
	out, err := exec.Command("go", "build", "-o", path, "github.com/tuar-dev/tuar").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

// terminal is an emulated terminal with the program running in it.
type terminal struct {
	t      *testing.T
	pty    *os.File
	cmd    *exec.Cmd
	screen *vt.SafeEmulator
	ended  chan error // how the program ended, after the last of its output
	burst  bool       // several keys were typed at once
}

// patience is how long a test waits for something to appear.
const patience = 20 * time.Second

// run starts the program in a terminal of the given size.
func run(t *testing.T, width, height int, env []string, args ...string) *terminal {
	t.Helper()
	path, err := tuar()
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, cmd: exec.Command(path, args...), screen: vt.NewSafeEmulator(width, height), ended: make(chan error, 1)}
	term.cmd.Env = env
	term.pty, err = pty.StartWithSize(term.cmd, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // whatever state a failed test left it in
		_ = term.cmd.Process.Kill()
		_ = term.pty.Close()
	})
	go func() { _, _ = io.Copy(term.pty, term.screen) }() // what the terminal answers when it is asked
	go func() {
		for term.draws() {
		}
		term.ended <- term.cmd.Wait()
	}()
	return term
}

// draws puts on the screen what the program draws, to its end. It says whether the emulator gave up before: it does
// where the program draws for a larger screen, having not heard yet that this one is smaller.
func (term *terminal) draws() (more bool) {
	defer func() { more = recover() != nil }()
	_, _ = io.Copy(term.screen, term.pty)
	return false
}

// frame is what is on the screen.
func (term *terminal) frame() string { return ansi.Strip(term.screen.Render()) }

// until waits until the screen is as wanted.
func (term *terminal) until(what string, wanted func(frame string) bool) {
	term.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) {
		frame := term.frame()
		if wanted(frame) {
			return
		}
		if time.Now().After(deadline) {
			term.t.Fatalf("waited for %s; the screen shows:\n%s", what, frame)
		}
	}
}

// sees waits until all texts are on the screen.
func (term *terminal) sees(texts ...string) {
	term.t.Helper()
	for _, text := range texts {
		term.until(text, func(frame string) bool { return strings.Contains(frame, text) })
	}
}

// types sends keys as they come from a keyboard: not right behind the ones before, nor as one that is held down.
// Several at once are text.
func (term *terminal) types(keys string) {
	term.t.Helper()
	pause := 5 * keyboard.Haste
	if term.burst {
		pause = 14 * keyboard.Haste
	}
	term.burst = len(keys) > 2
	time.Sleep(pause)
	if _, err := term.pty.WriteString(keys); err != nil {
		term.t.Fatal(err)
	}
}

// pastes replaces the text of a line by pasting.
func (term *terminal) pastes(text string) {
	term.t.Helper()
	term.types("\x15\x1b[200~" + text + "\x1b[201~")
}

func (term *terminal) resize(width, height int) {
	term.t.Helper()
	term.screen.Resize(width, height)
	if err := pty.Setsize(term.pty, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		term.t.Fatal(err)
	}
}

// ends waits until the program has ended and says how.
func (term *terminal) ends() error {
	term.t.Helper()
	select {
	case err := <-term.ended:
		return err
	case <-time.After(patience):
		term.t.Fatalf("the program does not end; the screen shows:\n%s", term.frame())
		return nil
	}
}
