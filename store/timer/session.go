package timer

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// busOf says why the person's own systemd cannot be reached, as a Refused fault with the way out; nil if it can.
func busOf(ctx context.Context) error {
	_, err := run(ctx, "", "systemctl", "--user", "show", "--property=Version")
	if err == nil || !busless(err.Error()) {
		return err
	}
	return fault.New(fault.Refused,
		"systemd is here, but this session has no bus to your own systemd, as after su, sudo -i, or a login without pam_systemd (%w)", err).
		WithHint("log in as yourself, by SSH or at the console, or with: machinectl shell --uid=$(id -un); where your own systemd runs already, "+
			"export XDG_RUNTIME_DIR=/run/user/$(id -u) is enough; or take cron: %s", fault.Schedule.With("--kind cron"))
}

// busless reports whether systemctl said that there is no user bus.
func busless(said string) bool {
	said = strings.ToLower(said)
	for _, words := range []string{
		"failed to connect to bus", "failed to connect to user scope bus",
		"failed to get d-bus connection", "not been booted with systemd",
	} {
		if strings.Contains(said, words) {
			return true
		}
	}
	return false
}

// lingering says what the person's own systemd does while they are logged out, and how to change it.
func lingering(ctx context.Context, uid string) string {
	const loggedIn = "it runs while you are logged in; what came due meanwhile is ended at the next login"
	if !hasProgram("loginctl") {
		return loggedIn
	}
	switch said, err := run(ctx, "", "loginctl", "show-user", uid, "--property=Linger"); {
	case err != nil:
		return loggedIn + "; to have it run always: loginctl enable-linger"
	case strings.TrimSpace(said) == "Linger=yes":
		return "it runs also while you are logged out, since your user lingers (loginctl)"
	}
	return "your user does not linger: " + loggedIn + "; to have it run always: loginctl enable-linger"
}
