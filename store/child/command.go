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

// Command is exec.CommandContext with an environment without secrets. All of tuar's children are made by it.
func Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = Env(os.Environ())
	return cmd
}

// Secrets are the variables that tuar reads secrets from.
var Secrets = []string{"TORQ_CLIENT_SECRET", "TUAR_WEBHOOK_URL", "TUAR_WEBHOOK_SECRET"}

// Env is the environment without the variables that hold a secret of tuar's, under whatever name.
func Env(environment []string) []string {
	return slices.DeleteFunc(slices.Clone(environment), func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return slices.Contains(Secrets, strings.ToUpper(name)) || scrub.Holds(value)
	})
}
