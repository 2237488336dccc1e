//go:build unix

package signing

import (
	"context"
	"io"
	"net"
	"os"

	"github.com/tuar-dev/tuar/review/fault"
)

// DefaultAgent returns the agent that the environment names.
func DefaultAgent() Agent { return Agent(os.Getenv("SSH_AUTH_SOCK")) }

func dial(ctx context.Context, socket string) (io.ReadWriteCloser, error) {
	var d net.Dialer
	return d.DialContext(ctx, "unix", socket)
}

// isPrivate refuses a private key that others may read, as ssh does.
func isPrivate(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return unreadable(path, err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fault.New(fault.BadInput, "others may read the SSH key %s (mode %04o), so its signature would prove little",
			path, mode).
			WithHint("make it yours alone with: chmod 600 %s", path)
	}
	return nil
}
