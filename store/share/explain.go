package share

import (
	"context"
	"errors"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// sayings are what git, ssh and hosts say about failures, and what that means. The first that is found counts.
var sayings = []struct {
	signs []string
	kind  fault.Kind
	text  string
	hint  string
}{
	{
		[]string{"No space left on device", "Disk quota exceeded"},
		fault.Failed,
		"the disk is full", "free some space and try again; nothing is half taken",
	},
	{
		[]string{"dubious ownership"},
		fault.Refused,
		"the folder of the repository belongs to another account, and git does not trust it",
		"reach it by ssh, or have a folder of your own that is shared by other means",
	},
	{
		[]string{"Host key verification failed"},
		fault.NotConnected,
		"ssh does not know the host yet, or its key has changed", "connect to it once with ssh, compare the key, and try again",
	},
	{
		[]string{
			"Authentication failed", "Permission denied", "could not read Username", "could not read Password", "terminal prompts disabled",
			"returned error: 401", "returned error: 403", "Invalid username or password", "access denied", "not authorized",
			"insufficient permission", "unable to create temporary object directory", "unable to write file", "unpacker error",
			"Write access to repository not granted", "denied to",
		},
		fault.NotConnected,
		"the shared repository refuses these credentials, or they may not write there",
		"try it by hand with git ls-remote URL; ask for the right to read and push",
	},
	{
		[]string{
			"Repository not found", "repository not found", "does not appear to be a git repository", "returned error: 404",
			"could not be found", "not a git repository", "does not exist", "no such repository",
		},
		fault.BadInput,
		"there is no repository at that URL, or you may not see it", "make an empty private repository there first, and check the URL",
	},
	{
		[]string{
			"Could not resolve host", "Could not resolve hostname", "Connection refused", "Connection timed out", "Operation timed out", "timed out",
			"Network is unreachable", "No route to host", "unable to access", "Could not read from remote repository", "early EOF",
			"hung up", "Connection reset", "Connection closed", "Failed to connect", "unexpected disconnect",
		},
		fault.Unreachable,
		"the shared repository cannot be reached", "work goes on without it; what is here goes out at the next sync",
	},
	{
		[]string{"fsck error", "fatal: fsck", "error in object", "index-pack failed", "unpack-objects failed"},
		fault.Damaged,
		"the shared repository holds objects that are not sound, and nothing of them was taken",
		"find out who pushed them; the history of the repository says so",
	},
}

// explain returns what a failure of git on the shared repository means.
func (r *repository) explain(err error, doing string) error {
	var failed *result
	if !errors.As(err, &failed) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Unreachable, "%s: it took too long and was given up", doing).
			WithHint("work goes on without it; what is here goes out at the next sync")
	}
	if errors.Is(err, context.Canceled) {
		return fault.New(fault.Failed, "%s: %w", doing, context.Canceled)
	}
	for _, s := range sayings {
		for _, sign := range s.signs {
			if strings.Contains(failed.stderr, sign) {
				return fault.New(s.kind, "%s: %s (git: %s)", doing, s.text, failed.said()).WithHint("%s", s.hint)
			}
		}
	}
	return wrap(err, doing)
}

// wrap returns a failure of git as a fault.
func wrap(err error, doing string) error {
	var failed *result
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed) && strings.Contains(failed.stderr, "No space left on device"):
		return fault.New(fault.Failed, "%s: the disk is full", doing).WithHint("free some space and try again; nothing is half taken")
	case errors.As(err, &failed) && failed.err != nil && errors.Is(failed.err, context.Canceled):
		return fault.New(fault.Failed, "%s: %w", doing, context.Canceled)
	case errors.As(err, &failed):
		return fault.New(fault.Failed, "%s: git %s failed: %s", doing, failed.args[0], failed.said())
	}
	return fault.Wrap(err, "%s", doing)
}
