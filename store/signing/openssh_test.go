package signing_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/signature"
	"github.com/tuar-dev/tuar/store/signing"
)

// openssh skips where OpenSSH is missing, but not in CI.
func openssh(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		if os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
			t.Fatal("ssh-keygen is required here:", err)
		}
		t.Skip("ssh-keygen is not installed:", err)
	}
}

func run(t *testing.T, stdin, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// newKey makes a real key, and returns the path of its private half.
func newKey(t *testing.T, passphrase string, args ...string) string {
	t.Helper()
	openssh(t)
	path := filepath.Join(t.TempDir(), "id")
	if out, err := run(t, "", "ssh-keygen", append([]string{"-q", "-N", passphrase, "-C", "", "-f", path},
		args...)...); err != nil {
		t.Fatal(err, out)
	}
	return path
}

// anAgent starts a real agent that holds these keys.
func anAgent(t *testing.T, keys ...string) signing.Agent {
	t.Helper()
	dir, err := os.MkdirTemp("", "tuar-agent-") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "ssh-agent", "-D", "-a", socket)
	if err := cmd.Start(); err != nil {
		if os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
			t.Fatal("ssh-agent is required here:", err)
		}
		t.Skip("ssh-agent does not start:", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for i := 0; ; i++ {
		if c, err := net.Dial("unix", socket); err == nil { // that the file is there does not mean that anybody listens
			_ = c.Close()
			break
		}
		if i > 200 {
			t.Fatal("the agent opened no socket")
		}
		_, _ = run(t, "", "sleep", "0.02")
	}
	t.Setenv("SSH_AUTH_SOCK", socket)
	for _, key := range keys {
		if out, err := run(t, "", "ssh-add", "-q", key); err != nil {
			t.Fatal(err, out)
		}
	}
	return signing.DefaultAgent()
}

const message = "what was signed, ünd all of it\n"

// wantGood checks a signature with tuar and with stock ssh-keygen.
func wantGood(t *testing.T, key string, sig signature.Signature) {
	t.Helper()
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	allowed, armoured := filepath.Join(dir, "allowed_signers"), filepath.Join(dir, "message.sig")
	line := "p.lang@example.com " + string(public)
	for path, text := range map[string]string{allowed: line, armoured: sig.Armoured} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(namespace, about string) (string, error) {
		return run(t, about, "ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "p.lang@example.com", "-n", namespace, "-s",
			armoured)
	}
	out, err := verify("tuar", message)
	if err != nil || !strings.Contains(out, sig.Fingerprint) {
		t.Errorf("ssh-keygen says: %s, %v; want %s", out, err, sig.Fingerprint)
	}
	if out, err := verify("git", message); err == nil {
		t.Errorf("ssh-keygen accepts another namespace: %s", out)
	}
	if out, err := verify("tuar", message+"!"); err == nil {
		t.Errorf("ssh-keygen accepts another message: %s", out)
	}
	if got, err := signature.Check([]byte(message), sig.Armoured); err != nil || got.Fingerprint != sig.Fingerprint ||
		!strings.HasPrefix(string(public), sig.PublicKey) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := signature.Check([]byte("else"), sig.Armoured); fault.KindOf(err) != fault.Damaged {
		t.Errorf("another message: %v", err)
	}
}

var kinds = map[string][]string{
	"ed25519": {"-t", "ed25519"}, "rsa": {"-t", "rsa", "-b", "2048"}, "ecdsa": {"-t", "ecdsa"},
	"ecdsa 521":  {"-t", "ecdsa", "-b", "521"},
	"rsa as PEM": {"-t", "rsa", "-b", "2048", "-m", "PEM"},
}

func TestStockToolsCheckWhatIsSigned(t *testing.T) {
	for name, args := range kinds {
		t.Run(name, func(t *testing.T) {
			key := newKey(t, "", args...)
			signer, err := signing.Keys{}.Open(t.Context(), key, nil)
			if err != nil {
				t.Fatal(err)
			}
			sig, err := signer.Sign(t.Context(), []byte(message))
			if err != nil {
				t.Fatal(err)
			}
			wantGood(t, key, sig)
		})
	}
}

func TestStockToolsCheckWhatTheAgentSigns(t *testing.T) {
	for name, args := range kinds {
		t.Run(name, func(t *testing.T) {
			key := newKey(t, "", args...)
			keys := signing.Keys{Agent: anAgent(t, key)}
			for _, by := range []string{"agent", key + ".pub"} {
				signer, err := keys.Open(t.Context(), by, nil)
				if err != nil {
					t.Fatal(by, err)
				}
				sig, err := signer.Sign(t.Context(), []byte(message))
				if err != nil {
					t.Fatal(by, err)
				}
				wantGood(t, key, sig)
			}
		})
	}
}

// An RSA key that can be broken is refused where it signs and where its signatures are checked, and so is a signature with
// lines of text in its head, which ssh-keygen does not read either.
func TestWhatIsTooWeakIsRefused(t *testing.T) {
	key := newKey(t, "", "-t", "rsa", "-b", "1024")
	if _, err := (signing.Keys{}).Open(t.Context(), key, nil); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "of 1024 bits") {
		t.Errorf("signing: %v", err)
	}
	signed := func(key string) string {
		armoured, err := exec.CommandContext(t.Context(), "sh", "-c", `printf %s "$1" | ssh-keygen -q -Y sign -n tuar -f "$0"`, key, message).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(armoured)
	}
	if _, err := signature.Check([]byte(message), signed(key)); fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), "of 1024 bits, and RSA needs 2048") {
		t.Errorf("checking: %v", err)
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := signature.ParseKey(string(public)); fault.KindOf(err) != fault.BadInput {
		t.Errorf("enrolling: %v", err)
	}
	begin, rest, _ := strings.Cut(signed(newKey(t, "", "-t", "ed25519")), "\n")
	for _, head := range []string{"", "Comment: hello\n\n"} {
		if _, err := signature.Check([]byte(message), begin+"\n"+head+rest); (err == nil) != (head == "") {
			t.Errorf("with %q in its head: %v", head, err)
		}
	}
}

// What ssh-keygen signs, tuar checks.
func TestWhatStockToolsSignChecks(t *testing.T) {
	key := newKey(t, "", "-t", "ed25519")
	for namespace, want := range map[string]fault.Kind{"tuar": 0, "git": fault.Damaged} {
		armoured, err := exec.CommandContext(t.Context(), "sh", "-c",
			`printf %s "$2" | ssh-keygen -q -Y sign -n "$1" -f "$0"`, key, namespace, message).Output()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := signature.Check([]byte(message), string(armoured)); fault.KindOf(err) != want {
			t.Errorf("%s: %v", namespace, err)
		}
	}
}
