package secret

import (
	"errors"
	"net"
	"os/exec"
	"strings"

	"github.com/zalando/go-keyring"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// explain describes the keyring's error in plain words. Any error but "not found" means that the keyring cannot be
// used.
func explain(err error) error {
	var refused *net.OpError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return settings.ErrNoSecret
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return fault.New(fault.BadInput, "the secret is too long for this machine's keyring")
	case errors.Is(err, exec.ErrNotFound), errors.As(err, &refused), strings.Contains(err.Error(), "autolaunch"):
		return unavailable("there is no desktop session (D-Bus) to reach it through", err)
	case strings.Contains(err.Error(), "org.freedesktop.secrets was not provided"):
		return unavailable("no secret service is running", err)
	case strings.Contains(err.Error(), "failed to unlock"):
		return unavailable("it is locked", err)
	case strings.Contains(err.Error(), "exit status 36"): // of /usr/bin/security, as over ssh
		return fault.New(fault.NotConnected, "this machine's keyring cannot be used: it is locked (%w)", err).
			WithHint("unlock it with: security unlock-keychain; or set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET in the environment")
	}
	return withEnvironmentHint(fault.New(fault.NotConnected, "this machine's keyring cannot be used: %w", err))
}

func unavailable(why string, err error) error {
	return withEnvironmentHint(fault.New(fault.NotConnected, "this machine's keyring cannot be used: %s (%w)", why, err))
}

func withEnvironmentHint(f *fault.Error) error {
	return f.WithHint("set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET in the environment instead")
}
