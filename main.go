// tuar reviews who has which role in a Torq workspace, in the terminal.
package main

import (
	"cmp"
	"context"
	"os"
	"os/signal"
	"os/user"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/trail"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/store/child"
	"github.com/tuar-dev/tuar/store/printer"
	"github.com/tuar-dev/tuar/store/secret"
	"github.com/tuar-dev/tuar/store/signing"
	"github.com/tuar-dev/tuar/store/timer"
	"github.com/tuar-dev/tuar/torq"
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
		Open: open, Workspaces: workspaces, Config: store.ReadConfig, Files: store.Files{}, Remake: torq.Remake,
	})
}

// environment returns a function that reads the environment. Secrets are removed from it, because child processes that
// libraries start inherit it.
func environment() func(string) string {
	taken := map[string]string{}
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); child.IsSecret(name) {
			taken[name] = value
			_ = os.Unsetenv(name)
		}
	}
	return func(name string) string { return cmp.Or(taken[name], os.Getenv(name)) }
}

// endAtOnce returns a function that makes the next signal end the process, whatever it waits for. The first one asks it
// to end; what is on disk is whole at any moment.
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

// workspaces returns the local names of the workspaces in a home.
func workspaces(home string) ([]string, error) {
	dir, err := store.HomeDir(home)
	if err != nil {
		return nil, err
	}
	return store.Workspaces(dir)
}

// open ties the rooms together: a workspace of the domain over the store, the keyring and the client of Torq.
func open(ctx context.Context, opt cli.OpenOptions) (*review.Workspace, error) {
	home, err := store.HomeDir(opt.Home)
	if err != nil {
		return nil, err
	}
	clock := opt.Clock
	if clock == nil {
		clock = machine{}
	}
	kept, err := store.Open(home, opt.Workspace, clock)
	if err != nil {
		return nil, err
	}
	connection, _, err := kept.Settings.Connection(ctx)
	if err != nil {
		return nil, err
	}
	where := place(opt.Build.Version)
	var clockwork elevation.Timer
	if !opt.NoKeyring { // the demo's workspace is gone before a timer could find it
		clockwork = timer.For(home, opt.Workspace)
	}
	log := &trail.Log{}
	if kept.Share != nil {
		kept.Share.Log = log
	}
	return review.New(review.Config{
		Trail: log,
		Name:  opt.Workspace, As: cmp.Or(opt.As, connection.Actor), Env: opt.Credentials, HookEnv: opt.Webhook,
		Tool:    population.Tool{Version: opt.Build.Version, Commit: opt.Build.Commit, Host: where.Host, Simulated: opt.Simulated},
		Machine: where,
		Clock:   clock, Journal: kept.Journal, Populations: kept.Populations, Attachments: kept.Attachments, Storage: kept, Settings: kept.Settings, Files: store.Files{}, Printer: printer.Printer{}, Lock: kept.RemediationLock,
		NoSync: opt.NoSync, Carrier: kept.Share, Timer: clockwork, Keys: signing.Keys{Agent: signing.DefaultAgent()},
		Secrets: secrets(opt), Hook: torq.NewHook("tuar/"+opt.Build.Version, clock.Now, torq.Trace(opt.Trace).Transport()).Logged(log),
		Remake:    torq.Remake,
		OneRegion: opt.AuthURL != "",
		Dial: func(c settings.Credentials) (core.Source, error) {
			return torq.New(torq.Config{
				Region: c.Region, ClientID: c.ClientID, Secret: c.Secret, APIURL: opt.APIURL, AuthURL: opt.AuthURL,
				UserAgent: "tuar/" + opt.Build.Version, Now: clock.Now, Transport: torq.Trace(opt.Trace).Transport(), Log: log,
			})
		},
	}), nil
}

// secrets returns the keyring of the machine, or a store that keeps nothing.
func secrets(opt cli.OpenOptions) core.Secrets {
	if opt.NoKeyring {
		return memory{}
	}
	k := secret.Keyring{Waiting: opt.Waiting}
	if opt.ShortOfTime {
		k.GiveUp = 3 * time.Second
	}
	return k
}

// memory keeps secrets for this run of the program, by their names.
type memory map[string]string

func (m memory) Get(_ context.Context, name string) (string, error) {
	if secret, ok := m[name]; ok {
		return secret, nil
	}
	return "", settings.ErrNoSecret
}

func (m memory) Set(_ context.Context, name, secret string) error {
	m[name] = secret
	return nil
}

func (m memory) Delete(_ context.Context, name string) error {
	delete(m, name)
	return nil
}

// place returns where this process runs. A part that cannot be found out stays empty.
func place(version string) core.Machine {
	m := core.Machine{Version: version, Platform: runtime.GOOS + "/" + runtime.GOARCH}
	m.Host, _ = os.Hostname()
	if account, err := user.Current(); err == nil {
		m.Account = account.Username
	}
	return m
}

// machine is the clock of this machine.
type machine struct{}

func (machine) Now() time.Time { return time.Now() }

// build returns the version of tuar: as set by the linker, else as noted by the Go tool.
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
