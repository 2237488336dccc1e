package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/ui/cli"
)

// then is a clock that is some time behind.
type then time.Duration

func (d then) Now() time.Time { return time.Now().Add(-time.Duration(d)) }

// cmdAgo runs the program as it would have run some time ago, here and at Torq: "ago 2h ARGS...". Time passes between two
// commands of a script without anybody waiting for it. It must come before any command that runs now, since a record does
// not go back in time.
func cmdAgo(ts *testscript.TestScript, neg bool, args []string) {
	past, err := time.ParseDuration(args[0])
	ts.Check(err)
	server := serverOf(ts)
	server.Advance(-past)
	defer server.Advance(past)
	code := cli.Run(context.Background(), cli.Program{
		Args: args[1:], In: os.Stdin, Out: ts.Stdout(), Err: ts.Stderr(), Getenv: ts.Getenv, Build: cli.Build{Version: "test"},
		Open: func(ctx context.Context, opt cli.OpenOptions) (*review.Workspace, error) {
			return openThen(ctx, opt, filepath.Clean(ts.Getenv("TUAR_HOME")), then(past))
		},
	})
	if (code != 0) != neg {
		ts.Fatalf("exit code %d", code)
	}
}

// openThen opens a workspace with credentials of the environment.
func openThen(_ context.Context, opt cli.OpenOptions, home string, clock core.Clock) (*review.Workspace, error) {
	kept, err := store.Open(home, opt.Workspace, clock)
	if err != nil {
		return nil, err
	}
	return review.New(review.Config{
		Name: opt.Workspace, As: opt.As, Env: opt.Credentials, Tool: population.Tool{Version: "test"}, Clock: clock,
		Journal: kept.Journal, Populations: kept.Populations, Settings: kept.Settings, Files: store.Files{}, Lock: kept.Turn,
		Dial: func(c settings.Credentials) (core.Source, error) {
			return torq.New(torq.Config{
				Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, APIURL: opt.APIURL, AuthURL: opt.AuthURL,
				UserAgent: "tuar/test", Now: clock.Now,
			})
		},
	}), nil
}
