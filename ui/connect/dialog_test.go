package connect

import (
	"context"
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// shown is the dialog over a workspace that is not connected.
func shown(t *testing.T) (*reviewtest.World, *uitest.Window) {
	t.Helper()
	t.Parallel()
	w := reviewtest.New(t, torqtest.Options{})
	workspace := review.New(w.Config("p.lang@example.com", settings.Credentials{}))
	win := uitest.OpenDialog(w, func(env *screen.Env) overlay.Dialog {
		return New(env, workspace, "us")
	})
	return w, win
}

// fill fills in the form with a key, up to the last enter.
func fill(win *uitest.Window, id, secret string) {
	win.Press("enter")
	win.Write(id)
	win.Press("enter")
	win.Write(secret)
}

func TestConnectTestsTheKeyAndKeepsTheSecretInTheKeyringOnly(t *testing.T) {
	w, win := shown(t)
	synced := false
	win.Root = func(msg tea.Msg) (tea.Cmd, bool) {
		_, ok := msg.(screen.Sync)
		synced = synced || ok
		return nil, ok
	}
	key := w.Torq.LimitedKey()
	fill(win, key.ClientID, key.Secret)
	win.Misses(key.Secret, key.Secret[:6])
	win.Press("enter")
	win.Sees("connected; the secret is in the keyring", "✓ users", "✗ api-keys", "Read everyone's access now?")
	win.Misses(key.Secret)
	if got := w.Keyring.Secret("prod"); got != key.Secret {
		t.Errorf("the keyring holds %q", got)
	}
	win.Press("enter")
	if !synced || !win.Stack.Empty() {
		t.Errorf("synced %v, closed %v", synced, win.Stack.Empty())
	}
}

func TestConnectSaysWhyAKeyIsRefusedAndKeepsNothing(t *testing.T) {
	w, win := shown(t)
	fill(win, w.Torq.OwnerKey().ClientID, "wrong")
	win.Press("enter")
	win.Sees("Connect to Torq", "refused")
	if w.Keyring.Count() != 0 {
		t.Error("the secret was kept")
	}
	win.Write(w.Torq.OwnerKey().Secret)
	win.Press("enter")
	win.Sees("connected; the secret is in the keyring")
}

func TestConnectLeadsToTheClientIDThatIsMissing(t *testing.T) {
	w, win := shown(t)
	key := w.Torq.OwnerKey()
	fill(win, "", key.Secret)
	win.Press("enter")
	win.Sees("the client ID is missing", "▸ Client ID")
	win.Write(key.ClientID)
	win.Press("ctrl+s")
	win.Sees("connected; the secret is in the keyring")
}

func TestConnectKeepsNothingOfATestThatWasGivenUp(t *testing.T) {
	w, win := shown(t)
	dialog := win.Screen.(interface{ Dialog() overlay.Dialog }).Dialog().(*Dialog)
	key := w.Torq.OwnerKey()
	fill(win, key.ClientID, key.Secret)
	win.Held = true
	win.Press("enter")
	win.Sees("asking Torq what this key may read")
	dialog.Close()
	win.Release()
	win.Misses("connected;")
	if w.Keyring.Count() != 0 {
		t.Error("the secret was kept")
	}
}

func TestConnectSaysWhatItMayBeWaitingFor(t *testing.T) {
	w, win := shown(t)
	key := w.Torq.OwnerKey()
	fill(win, key.ClientID, key.Secret)
	win.Held = true
	win.Press("enter")
	win.Send(stillTrying(1))
	win.Held = false
	win.Sees("still waiting: for Torq, or for your keyring to be unlocked")
}

// locked is a workspace on a machine without a keyring.
type locked struct{ Workspace }

func (locked) CheckSecrets(context.Context) error {
	return errors.New("the keyring cannot be used: no D-Bus session")
}

func TestConnectSaysBeforeTheSecretThatThereIsNoKeyring(t *testing.T) {
	t.Parallel()
	w := reviewtest.New(t, torqtest.Options{})
	workspace := review.New(w.Config("p.lang@example.com", settings.Credentials{}))
	var d *Dialog
	win := uitest.OpenDialog(w, func(env *screen.Env) overlay.Dialog {
		d = New(env, locked{workspace}, "us")
		return d
	})
	win.Sees("computer's keyring")
	win.Run(d.CheckKeyring())
	win.Sees("no keyring: the keyring cannot be used", "either run tuar connect")
	win.Misses("computer's keyring")
}
