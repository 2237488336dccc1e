package app

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// filled is the connect dialog with a good key typed in, up to the last enter.
func filled(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, false)
	o.start(100, 30)
	o.closeDialogs()
	o.press("c")
	key := o.torq.OwnerKey()
	o.press("enter")
	o.write(key.ClientID)
	o.press("tab")
	o.write(key.Secret)
	return o
}

func TestEscEndsTheTestOfAKeyAndKeepsNothing(t *testing.T) {
	o := filled(t)
	_, try := o.app.Update(keymap.Press("enter"))
	o.shows("asking Torq what this key may read")
	o.press("esc")
	o.run(try)
	if !o.app.overlays.Empty() || o.app.connecting != nil {
		t.Error("the dialog is still there")
	}
	if _, err := o.world.Keyring.Get(t.Context(), "prod"); err == nil {
		t.Error("the secret was kept")
	}
	o.shows("not connected")
}

func TestTheSecretIsNeverShown(t *testing.T) {
	o := filled(t)
	secret := o.torq.OwnerKey().Secret
	for _, unwanted := range []string{secret, secret[:8]} {
		if strings.Contains(o.frame(), unwanted) {
			t.Errorf("%q is to be seen", unwanted)
		}
	}
	o.press("enter")
	o.shows("This key may read")
	if got, _ := o.world.Keyring.Get(t.Context(), "prod"); got != secret {
		t.Errorf("the keyring holds %q", got)
	}
}

func TestConnectIsNotAskedTwice(t *testing.T) {
	o := newOffice(t, false)
	o.start(100, 30)
	first := o.app.connecting
	if first == nil {
		t.Fatal("nobody asked at the first start")
	}
	o.send(screen.Connect{})
	o.run(o.app.stand())
	if o.app.connecting != first {
		t.Error("a second dialog was opened")
	}
	o.closeDialogs()
	o.run(o.app.stand())
	if !o.app.overlays.Empty() {
		t.Error("it came back unasked after it was closed")
	}
}
