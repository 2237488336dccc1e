// tuar reviews who has which role in a Torq workspace, in the terminal.
package main

import (
	"cmp"
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/store/child"
	"github.com/tuar-dev/tuar/store/secret"
	"github.com/tuar-dev/tuar/store/signing"
	"github.com/tuar-dev/tuar/store/timer"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/app"
	"github.com/tuar-dev/tuar/ui/cli"
)

// Set by the linker for releases.
var version, commit, date string

func main() { os.Exit(run()) }

func run() int {
	// A closed pipe is an error to handle, not a reason to die with files left behind.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, endAtOnce())
	return cli.Run(ctx, cli.Program{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: environment(), Build: build(),
		Open: open, Files: store.Files{}, Simulate: simulate, App: runApp,
	})
}

// environment returns what reads the environment. Secrets are taken out of it, for children that libraries make inherit it.
func environment() func(string) string {
	taken := map[string]string{}
	for _, name := range child.Secrets {
		taken[name] = os.Getenv(name)
		_ = os.Unsetenv(name)
	}
	return func(name string) string { return cmp.Or(taken[name], os.Getenv(name)) }
}

// endAtOnce returns what makes the next signal end the process, whatever it waits for. The first one asks it to end; what is
// on disk is whole at any moment.
func endAtOnce() func() {
	restore := terminalState()
	return func() {
		again := make(chan os.Signal, 1)
		signal.Notify(again, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		go func() {
			<-again
			restore()
			os.Exit(130)
		}()
	}
}

// terminalState returns what gives the terminal back as it is now.
func terminalState() (restore func()) {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return func() {}
	}
	return func() {
		_ = term.Restore(fd, state)
		_, _ = os.Stdout.WriteString("\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[<u\r\n")
	}
}

// open ties the rooms together: a workspace of the domain over the store, the keyring and the client of Torq.
func open(ctx context.Context, place cli.Place) (*review.Workspace, error) {
	home, err := store.HomeDir(place.Home)
	if err != nil {
		return nil, err
	}
	clock := place.Clock
	if clock == nil {
		clock = machine{}
	}
	kept, err := store.Open(home, place.Workspace, clock)
	if err != nil {
		return nil, err
	}
	connection, _, err := kept.Settings.Connection(ctx)
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname() // a population without its host is still one
	var clockwork review.Timer
	if !place.NoKeyring { // the demo's workspace is gone before a timer could find it
		clockwork = timer.For(home, place.Workspace)
	}
	return review.New(review.Config{
		Name: place.Workspace, As: cmp.Or(place.As, connection.Actor), Env: place.Credentials, HookEnv: place.Webhook,
		Tool:  population.Tool{Version: place.Build.Version, Commit: place.Build.Commit, Host: host},
		Clock: clock, Journal: kept.Journal, Populations: kept.Populations, Storage: kept, Settings: kept.Settings, Files: store.Files{}, Turn: kept.Turn,
		Timer: clockwork, Keys: signing.Keys{Agent: signing.DefaultAgent()},
		Secrets: secrets(place), Hook: torq.NewHook("tuar/"+place.Build.Version, clock.Now, nil),
		OneRegion: place.AuthURL != "",
		Dial: func(c review.Credentials) (review.Source, error) {
			return torq.New(torq.Config{
				Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, APIURL: place.APIURL, AuthURL: place.AuthURL,
				UserAgent: "tuar/" + place.Build.Version, Now: clock.Now,
			})
		},
	}), nil
}

// secrets is the keyring of the machine, or nothing that lasts.
func secrets(place cli.Place) review.Secrets {
	if place.NoKeyring {
		return nowhere{}
	}
	k := secret.Keyring{Waiting: place.Waiting}
	if place.ShortOfTime {
		k.GiveUp = 3 * time.Second
	}
	return k
}

// nowhere keeps no secrets. Who uses it gives the credentials anew each time.
type nowhere struct{}

func (nowhere) Get(context.Context, string) (string, error) { return "", review.ErrNoSecret }
func (nowhere) Set(context.Context, string, string) error   { return nil }
func (nowhere) Delete(context.Context, string) error        { return nil }

// machine is the clock of this machine.
type machine struct{}

func (machine) Now() time.Time { return time.Now() }

func runApp(ctx context.Context, o cli.AppOptions) error {
	return app.Run(ctx, app.Options{
		Workspace: o.Workspace, Campaign: o.Campaign, Demo: o.Demo, NoColor: o.NoColor, NoMouse: o.NoMouse, Input: o.In, Output: o.Out,
	})
}

// simulation is a simulated Torq workspace as the demo wants it.
type simulation struct{ *torqtest.Server }

func simulate(made time.Time) (cli.Simulation, error) {
	server, err := torqtest.Start(torqtest.Options{Seed: 1, Now: made, Clock: time.Now})
	if err != nil {
		return nil, err
	}
	return simulation{server}, nil
}

func (s simulation) Credentials() review.Credentials {
	key := s.AdminKey()
	return review.Credentials{Region: "us", ClientID: key.ClientID, Secret: key.Secret}
}

// Colleague is the head of security.
func (s simulation) Colleague() string { return s.People()[0].Email }

func (s simulation) AdvanceQuarter() { s.Server.AdvanceQuarter() }

// build says which tuar this is: what the linker set, else what the Go tool noted.
func build() cli.Build {
	b := cli.Build{Version: version, Commit: commit, Date: date}
	info, ok := debug.ReadBuildInfo()
	if !ok || b.Version != "" {
		b.Version = cmp.Or(b.Version, "unknown")
		return b
	}
	b.Version = cmp.Or(info.Main.Version, "(devel)")
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value[:min(len(s.Value), 12)]
		case "vcs.time":
			b.Date = s.Value
		}
	}
	return b
}
