package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/ui/cli"
)

// then is a clock that is some time behind.
type then time.Duration

func (d then) Now() time.Time { return time.Now().Add(-time.Duration(d)) }

// cmdAgo runs the program as it would have run some time ago, here and at Torq: "ago 2h ARGS...". Time passes between
// two commands of a script without anybody waiting for it. It must come before any command that runs now, since a
// record does not go back in time.
func cmdAgo(ts *testscript.TestScript, neg bool, args []string) {
	past, err := time.ParseDuration(args[0])
	ts.Check(err)
	server := serverOf(ts)
	server.Advance(-past)
	defer server.Advance(past)
	code := cli.Run(context.Background(), cli.Program{
		Args: args[1:], In: os.Stdin, Out: ts.Stdout(), Err: ts.Stderr(), Getenv: ts.Getenv, Build: cli.Build{Version: "test"},
		Open: func(ctx context.Context, opt cli.OpenOptions) (*review.Workspace, error) {
			config, err := reviewtest.ConfigOf(filepath.Clean(ts.Getenv("TUAR_HOME")), opt.Workspace, then(past), func(string) string { return server.URL() })
			config.As, config.Env = opt.As, opt.Credentials
			return review.New(config), err
		},
	})
	if (code != 0) != neg {
		ts.Fatalf("exit code %d", code)
	}
}
