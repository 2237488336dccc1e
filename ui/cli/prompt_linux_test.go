// The keyring of other systems is always there, and a test must not write into it.

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// typist is a person at a terminal in which the program runs, beside a simulated Torq and without a keyring.
type typist struct {
	*testing.T
	server   *torqtest.Server
	home     string
	cmd      *exec.Cmd
	keyboard *os.File
	before   *term.State // of the terminal

	mu    sync.Mutex
	shown strings.Builder
	ended chan struct{}
}

// sit starts the program in a terminal.
func sit(t *testing.T, args ...string) *typist {
	t.Helper()
	server, err := torqtest.Start(torqtest.Options{Seed: 7, Users: 25, Now: time.Now(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	p := &typist{T: t, server: server, home: filepath.Join(t.TempDir(), "home"), ended: make(chan struct{})}
	p.cmd = exec.Command(filepath.Join(bin, "tuar"), args...)
	p.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + p.home, "TUAR_HOME=" + p.home, "TERM=xterm", "TORQ_API_URL=" + server.URL(),
		"TORQ_AUTH_URL=" + server.URL(), "DBUS_SESSION_BUS_ADDRESS=unix:path=" + p.home + "/no-bus",
	}
	keyboard, screen, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if p.before, err = term.GetState(int(screen.Fd())); err != nil {
		t.Fatal(err)
	}
	p.keyboard = keyboard
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = screen, screen, screen
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = screen.Close()
	t.Cleanup(func() { _, _ = p.cmd.Process.Kill(), p.keyboard.Close() })
	go func() {
		defer close(p.ended)
		for piece := make([]byte, 4096); ; {
			n, err := p.keyboard.Read(piece)
			p.mu.Lock()
			p.shown.Write(piece[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

// sees waits until each text was shown, and returns all that was.
func (p *typist) sees(texts ...string) string {
	p.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		p.mu.Lock()
		shown := p.shown.String()
		p.mu.Unlock()
		missing := ""
		for _, text := range texts {
			if !strings.Contains(shown, text) {
				missing = text
			}
		}
		switch {
		case missing == "":
			return shown
		case time.Now().After(deadline):
			p.Fatalf("waited for %q; the terminal shows:\n%s", missing, shown)
		}
	}
}

// answers waits for a question and types the answer.
func (p *typist) answers(question, keys string) {
	p.Helper()
	p.sees(question)
	p.types(keys)
}

func (p *typist) types(keys string) {
	p.Helper()
	if _, err := p.keyboard.WriteString(keys); err != nil {
		p.Fatal(err)
	}
}

// hides waits until the terminal does not show what is typed, or does so again.
func (p *typist) hides(hidden bool) {
	p.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		now, err := term.GetState(int(p.keyboard.Fd()))
		if err != nil {
			p.Fatal(err)
		}
		if reflect.DeepEqual(now, p.before) != hidden {
			return
		}
		if time.Now().After(deadline) {
			p.Fatalf("the terminal hides what is typed, or does not: want %v", hidden)
		}
	}
}

// ends waits for the end and returns the exit code and all that was shown.
func (p *typist) ends() (int, string) {
	p.Helper()
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		p.Fatalf("the program does not end; the terminal shows:\n%s", p.sees())
	}
	_ = p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode(), p.sees()
}

// fills answers the questions of connect with the key, after answers that cannot be taken.
func (p *typist) fills() {
	p.Helper()
	p.answers("Region [us]:", "mars\r")
	p.answers("the region is us or eu", "\r")
	p.answers("Client ID:", "\r")
	p.answers("it is missing", p.server.OwnerKey().ClientID+"\r")
	p.sees("Client secret:")
	p.hides(true)
}

func TestConnectAsksInATerminal(t *testing.T) {
	for _, args := range [][]string{{"connect"}, {"connect", "--accessible"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			p := sit(t, args...)
			p.fills()
			p.types(p.server.OwnerKey().Secret + "\r")
			p.answers("Owners:", "\r")
			p.answers("Your e-mail address:", "rita\r")
			p.answers("not an e-mail address", "rita@example.com\r")
			p.answers("Open the app now?", "n\r")
			code, shown := p.ends()
			if code != 0 || strings.Contains(shown, p.server.OwnerKey().Secret) || len(p.server.Requests()) < 5 {
				t.Errorf("code %d, the secret is shown, or nothing was read (%d requests):\n%s", code, len(p.server.Requests()), shown)
			}
			if before, _, _ := strings.Cut(shown, "Client secret:"); !strings.Contains(before, "no keyring:") || !strings.Contains(before, "for this run only") {
				t.Errorf("the secret is asked for before it is said that there is no keyring:\n%s", shown)
			}
			who := exec.Command(filepath.Join(bin, "tuar"), "whoami", "--json")
			who.Env = p.cmd.Env
			if said, err := who.Output(); !strings.Contains(string(said), `"email": "rita@example.com"`) {
				t.Errorf("a later command does not know who acts: %s, %v", said, err)
			}
		})
	}
}

func TestConnectLeftHalfwayKeepsNothing(t *testing.T) {
	for _, test := range []struct {
		name, question, keys string
		code                 int
		says                 string
	}{
		{"ctrl+c at a question", "Region", "e\x03", 130, ""},
		{"ctrl+c at a secret", "", "sec\x03", 130, ""},
		{"end of input", "Region", "\x04", 1, "nothing was done"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := sit(t, "connect")
			if test.question == "" {
				p.fills()
			} else {
				p.sees(test.question + " [us]:")
			}
			p.types(test.keys)
			code, shown := p.ends()
			if code != test.code || !strings.Contains(shown, test.says) || len(p.server.Requests()) > 0 {
				t.Errorf("code %d, %d requests:\n%s", code, len(p.server.Requests()), shown)
			}
			p.hides(false)
			if _, err := os.Stat(p.home); err == nil {
				t.Error("something was written")
			}
		})
	}
}

func TestWebhookIsAskedForUnseen(t *testing.T) {
	p := sit(t, "settings", "webhook")
	url := p.server.URL() + torqtest.WorkflowPath
	p.sees("Webhook URL:")
	p.hides(true)
	p.types("\r")
	p.sees("it is missing")
	p.hides(true)
	p.types(url + "\r")
	p.sees("Signing secret:")
	p.hides(true)
	p.types(torqtest.WorkflowSecret + "\r")
	_, shown := p.ends()
	asked := p.server.Requests()
	if strings.Contains(shown, url) || strings.Contains(shown, torqtest.WorkflowSecret) || len(asked) != 1 {
		t.Errorf("a secret is shown, or the workflow got no test order (%d requests):\n%s", len(asked), shown)
	}
}
