package timer

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/child"
)

// patience bounds how long one of the system's programs may take.
const patience = 20 * time.Second

// run runs one of the system's programs and returns its output. An error quotes what the program said.
func run(ctx context.Context, input string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := child.Command(ctx, args[0], args[1:]...)
	cmd.WaitDelay = time.Second
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	cmd.Stdin = strings.NewReader(input)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	switch {
	case err == nil:
		return out.String(), nil
	case errors.Is(err, exec.ErrNotFound):
		return "", fault.New(fault.Refused, "there is no program %s here: %w", args[0], err)
	case ctx.Err() != nil:
		return "", fault.New(fault.Failed, "%s did not answer: %w", args[0], ctx.Err())
	}
	said := strings.TrimSpace(complaint.String())
	if said == "" {
		said = strings.TrimSpace(out.String())
	}
	return "", fault.New(fault.Failed, "%s: %s (%w)", strings.Join(args, " "), said, err)
}

// hasProgram reports whether there is such a program.
func hasProgram(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// joinOr returns a list in words: "systemd or cron".
func joinOr(list []string) string { return strings.Join(list, " or ") }
