//go:build !windows

package share_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// sshd starts a real OpenSSH server on a loopback port that knows the keys of those people, and returns its address. The
// key of "reader" may not push.
func sshd(t *testing.T, dir string, people ...string) (address string) {
	t.Helper()
	program, err := exec.LookPath("sshd")
	if err != nil {
		if program = "/usr/sbin/sshd"; !exists(program) {
			t.Skip("there is no program sshd here (package openssh-server)")
		}
	}
	if os.Geteuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Skipf("sshd cannot run here: %v", err)
		}
	}
	reads := filepath.Join(dir, "reads")
	text := "#!/bin/sh\ncase $SSH_ORIGINAL_COMMAND in\ngit-upload-pack*) exec git-shell -c \"$SSH_ORIGINAL_COMMAND\" ;;\nesac\n" +
		"echo 'ERROR: Write access to repository not granted.' >&2\nexit 1\n"
	if err := os.WriteFile(reads, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	var authorized strings.Builder
	for _, who := range append(people, "host") {
		run(t, dir, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", filepath.Join(dir, who))
		public, err := os.ReadFile(filepath.Join(dir, who+".pub"))
		if err != nil {
			t.Fatal(err)
		}
		if who == "reader" {
			fmt.Fprintf(&authorized, "restrict,command=%q ", reads)
		}
		if who != "host" && who != "stranger" {
			authorized.Write(public)
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = free.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf("ListenAddress %s\nHostKey %s/host\nAuthorizedKeysFile %s/authorized\nPidFile none\nStrictModes no\nUsePAM no\n"+
		"PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nLogLevel ERROR\n", address, dir, dir)
	for name, text := range map[string]string{"config": config, "authorized": authorized.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	hostKey, err := os.ReadFile(filepath.Join(dir, "host.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "known"), []byte("[127.0.0.1]:"+port+" "+string(hostKey)), 0o600); err != nil {
		t.Fatal(err)
	}
	server := exec.Command(program, "-D", "-e", "-f", filepath.Join(dir, "config"))
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Skipf("sshd cannot run here: %v", err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("sshd does not answer")
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// The record is shared through a real OpenSSH server, by people with keys who check the host's; who may not read, may not
// push or meets another host is told so.
func TestOverSSH(t *testing.T) {
	hub, dir := bare(t), t.TempDir()
	address := sshd(t, dir, "ann", "bob", "reader", "stranger")
	url := "ssh://" + address + hub
	as := func(key, known string) {
		t.Setenv("SSH_AUTH_SOCK", "")
		t.Setenv("GIT_SSH_COMMAND", fmt.Sprintf("ssh -F none -i %s/%s -o IdentitiesOnly=yes -o UserKnownHostsFile=%s/%s -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes",
			dir, key, dir, known))
	}
	ann, bob, cyd := aDesk(t, "ann"), aDesk(t, "bob"), aDesk(t, "cyd")
	refused := func(_ any, err error, kind fault.Kind, says string) {
		t.Helper()
		if fault.KindOf(err) != kind || !strings.Contains(err.Error(), says) || fault.HintOf(err) == "" {
			t.Errorf("%v (%s), want %q", err, fault.HintOf(err), says)
		}
	}
	ann.write("1")
	as("ann", "unknown")
	out, err := ann.Share.Init(t.Context(), url, ann.options())
	refused(out, err, fault.NotConnected, "ssh does not know the host yet")
	as("stranger", "known")
	out, err = ann.Share.Init(t.Context(), url, ann.options())
	refused(out, err, fault.NotConnected, "refuses these credentials")

	as("ann", "known")
	ann.init(url)
	out, err = cyd.Share.Join(t.Context(), url+"x", cyd.options())
	refused(out, err, fault.BadInput, "no repository at that URL")
	as("bob", "known")
	bob.join(url)
	bob.write("2")
	bob.sync()
	as("ann", "known")
	ann.sync()
	if a, b := ann.texts(), bob.texts(); a != "1 2" || a != b {
		t.Errorf("%q, %q", a, b)
	}

	as("reader", "known")
	cyd.join(url)
	cyd.write("3")
	out, err = cyd.Share.Sync(t.Context(), cyd.options())
	refused(out, err, fault.NotConnected, "may not write there")
	if cyd.texts() != "1 2 3" {
		t.Error(cyd.texts())
	}
	as("bob", "known")
	if cyd.sync(); cyd.state().Problem != "" {
		t.Error(cyd.state().Problem)
	}

	// A hook of the host that refuses a push is quoted.
	hook := filepath.Join(hub, "hooks", "pre-receive")
	if err := os.WriteFile(hook, []byte("#!/bin/sh\necho 'only maintainers may push' >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	cyd.write("4")
	out, err = cyd.Share.Sync(t.Context(), cyd.options())
	refused(out, err, fault.NotConnected, "does not take what is sent: pre-receive hook declined")
}
