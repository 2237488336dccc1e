package signing

import (
	"cmp"
	"context"
	"io"
	"os"
)

// DefaultAgent returns the agent that the environment names, else the one of Windows.
func DefaultAgent() Agent {
	return Agent(cmp.Or(os.Getenv("SSH_AUTH_SOCK"), `\\.\pipe\openssh-ssh-agent`))
}

func dial(_ context.Context, pipe string) (io.ReadWriteCloser, error) {
	return os.OpenFile(pipe, os.O_RDWR, 0)
}

// isPrivate relies on the protection of the profile: Windows has no file mode with read permissions.
func isPrivate(string) error { return nil }
