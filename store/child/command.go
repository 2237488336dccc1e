// Package child runs other programs: editors, pagers, the system's own. None of them is handed tuar's secrets.
package child

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/scrub"
)

// Command is exec.CommandContext with an environment without secrets. All children of tuar are made by it.
func Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = Env(os.Environ())
	return cmd
}

// IsSecret reports whether tuar reads a secret from the variable. TORQ_CLIENT_SECRET_NAME has that of one workspace.
func IsSecret(name string) bool {
	name = strings.ToUpper(name)
	return slices.Contains(secrets, name) || strings.HasPrefix(name, "TORQ_CLIENT_SECRET_")
}

var secrets = []string{"TORQ_CLIENT_SECRET", "TUAR_WEBHOOK_URL", "TUAR_WEBHOOK_SECRET"}

// Env returns the environment without the variables that hold a secret of tuar's, under any name.
func Env(environment []string) []string {
	return slices.DeleteFunc(slices.Clone(environment), func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return IsSecret(name) || scrub.Holds(value)
	})
}
