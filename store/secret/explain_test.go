package secret

import (
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// The texts are those that real machines gave.
func TestWhatAKeyringSaysIsExplained(t *testing.T) {
	tests := []struct {
		err  error
		kind fault.Kind
		want string
		hint string
	}{
		{
			&exec.Error{Name: "dbus-launch", Err: exec.ErrNotFound}, fault.NotConnected, "no desktop session",
			"TORQ_CLIENT_SECRET",
		},
		{
			&net.OpError{Op: "dial", Net: "unix", Err: errors.New("connect: no such file or directory")}, fault.NotConnected,
			"no desktop session", "TORQ_CLIENT_SECRET",
		},
		{
			errors.New("The name org.freedesktop.secrets was not provided by any .service files"), fault.NotConnected,
			"no secret service", "TORQ_CLIENT_SECRET",
		},
		{
			errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), fault.NotConnected,
			"it is locked", "TORQ_CLIENT_SECRET",
		},
		{errors.New("exit status 36"), fault.NotConnected, "it is locked", "security unlock-keychain"},
		{errors.New("unsupported platform: freebsd"), fault.NotConnected, "unsupported platform", "TORQ_CLIENT_SECRET"},
		{keyring.ErrSetDataTooBig, fault.BadInput, "too long", ""},
	}
	for _, tt := range tests {
		err := explain(tt.err)
		if fault.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) ||
			!strings.Contains(fault.HintOf(err), tt.hint) {
			t.Errorf("%v became %v (%s)", tt.err, err, fault.HintOf(err))
		}
		if tt.kind == fault.NotConnected && (!errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.err.Error())) {
			t.Errorf("%v does not say what the system said: %v", err, tt.err)
		}
	}
	if err := explain(fmt.Errorf("wrapped: %w", keyring.ErrNotFound)); !errors.Is(err, settings.ErrNoSecret) {
		t.Errorf("nothing there became %v", err)
	}
	if err := explain(nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}
