package secret_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store/secret"
)

// needSecretService skips where no Secret Service answers, unless it has to: CI requires it.
func needSecretService(t *testing.T) {
	t.Helper()
	_, err := secret.Keyring{GiveUp: 5 * time.Second}.Get(t.Context(), "tuar-test-nothing")
	if errors.Is(err, settings.ErrNoSecret) {
		return
	}
	if os.Getenv("TUAR_TEST_SECRET_SERVICE") == "required" {
		t.Fatalf("no Secret Service, though it is required: %v", err)
	}
	t.Skipf("no Secret Service on this machine (%v); run: .ci/with-secret-service go test ./store/...", err)
}

func TestSecretServiceKeepsOneSecretPerWorkspace(t *testing.T) {
	needSecretService(t)
	var k secret.Keyring
	ctx := t.Context()
	for workspace, s := range map[string]string{"tuar-test-a": "s3cret ü", "tuar-test-b": strings.Repeat("x", 2000)} {
		if err := k.Set(ctx, workspace, s); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = k.Delete(context.Background(), workspace) })
		if got, err := k.Get(ctx, workspace); err != nil || got != s {
			t.Errorf("%s: got %q, %v", workspace, got, err)
		}
		if got, err := keyring.Get("tuar", workspace); err != nil || got != s {
			t.Errorf("%s is not under the service tuar: %q, %v", workspace, got, err)
		}
	}
	if err := k.Delete(ctx, "tuar-test-a"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Get(ctx, "tuar-test-a"); !errors.Is(err, settings.ErrNoSecret) {
		t.Errorf("deleted, and yet: %v", err)
	}
	if err := k.Delete(ctx, "tuar-test-a"); !errors.Is(err, settings.ErrNoSecret) {
		t.Errorf("deleting nothing: %v", err)
	}
}

// A machine without a keyring gets a sentence and the way out. It is tried in a process of its own, since the
// environment of this one may have a keyring.
func TestNoKeyringIsSaidWithTheWayOut(t *testing.T) {
	if os.Getenv("TUAR_TEST_NO_BUS") == "" {
		cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), "TUAR_TEST_NO_BUS=1", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	if !usesDBus {
		t.Skip("this system's keyring is not reached through D-Bus")
	}
	_, err := secret.Keyring{}.Get(t.Context(), "prod")
	if fault.KindOf(err) != fault.NotConnected || !strings.Contains(err.Error(), "keyring cannot be used") {
		t.Errorf("got %v", err)
	}
	if hint := fault.HintOf(err); !strings.Contains(hint, "TORQ_CLIENT_ID and TORQ_CLIENT_SECRET") {
		t.Errorf("the hint names no way out: %q", hint)
	}
}
