package signing_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/signing"
)

func answers(passphrase string) signing.Ask {
	return func(context.Context, string) (string, error) { return passphrase, nil }
}

func TestPassphrase(t *testing.T) {
	key := newKey(t, "open sesame", "-t", "ed25519", "-a", "1")
	keys := signing.Keys{}
	signer, err := keys.Open(t.Context(), key, answers("open sesame"))
	if err != nil {
		t.Fatal(err)
	}
	sig, err := signer.Sign(t.Context(), []byte(message))
	if err != nil {
		t.Fatal(err)
	}
	wantGood(t, key, sig)

	_, err = keys.Open(t.Context(), key, answers("open barley"))
	if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "passphrase does not fit") ||
		strings.Contains(err.Error(), "barley") {
		t.Errorf("a wrong passphrase: %v", err)
	}
	_, err = keys.Open(t.Context(), key, nil)
	if fault.KindOf(err) != fault.BadInput || !strings.Contains(fault.HintOf(err), "ssh-add") {
		t.Errorf("nobody to ask: %v", err)
	}
	left := errors.New("left")
	if _, err = keys.Open(t.Context(), key, func(context.Context, string) (string, error) {
		return "",
			left
	}); !errors.Is(err, left) {
		t.Errorf("asked in vain: %v", err)
	}
}

func TestKeysThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key := newKey(t, "", "-t", "ed25519")
	data, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ key, want string }{
		"missing":   {filepath.Join(dir, "none"), "cannot be read"},
		"no key":    {put("text", "hello\n", 0o600), "no private SSH key"},
		"too large": {put("large", strings.Repeat("x", 1<<20), 0o600), "too large"},
		"public":    {key + ".pub", "no SSH agent runs here"},
		"no agent":  {"agent", "no SSH agent runs here"},
		"a folder":  {dir, "cannot be read"},
	}
	if runtime.GOOS != "windows" {
		tests["others may read it"] = struct{ key, want string }{
			put("open", string(data), 0o644),
			"others may read the SSH key",
		}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := signing.Keys{}.Open(t.Context(), tt.key, nil)
			if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAgentThatCannotBeUsed(t *testing.T) {
	one, other := newKey(t, "", "-t", "ed25519"), newKey(t, "", "-t", "ecdsa")
	tests := map[string]struct {
		agent signing.Agent
		key   string
		want  string
	}{
		"nobody listens": {signing.Agent(filepath.Join(t.TempDir(), "none")), "agent", "does not answer"},
		"holds nothing":  {anAgent(t), "agent", "holds no key"},
		"holds several":  {anAgent(t, one, other), "agent", "holds 2 keys"},
		"holds another":  {anAgent(t, other), one + ".pub", "does not hold the key"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := signing.Keys{Agent: tt.agent}.Open(t.Context(), tt.key, nil)
			if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("a locked key that it holds", func(t *testing.T) {
		keys := signing.Keys{Agent: anAgent(t, one)}
		if out, err := run(t, "", "ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-a", "1", "-f", one); err != nil {
			t.Fatal(err, out)
		}
		if _, err := keys.Open(t.Context(), one, nil); err != nil {
			t.Errorf("not signed through the agent: %v", err)
		}
	})
}
