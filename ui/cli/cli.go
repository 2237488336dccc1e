// Package cli is the command line: the use cases of package review without a screen, for people and for scripts. It
// opens workspaces and files through the functions of Program, and knows neither Torq's API nor the store.
package cli

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
)

// Program is one run of tuar.
type Program struct {
	Args   []string // without the program's name
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	Getenv func(string) string
	Build  Build

	// Open opens a workspace. It makes nothing before something is recorded, and nothing stays open.
	Open func(context.Context, OpenOptions) (*review.Workspace, error)
	// Workspaces returns the local names of the workspaces in a home, sorted; an empty home is the platform's own.
	Workspaces func(home string) ([]string, error)
	// Config returns the path and the bytes of this machine's configuration, no bytes where there is none, and at most
	// limit; nil for no configuration.
	Config func(limit int64) (path string, data []byte, err error)
	// Files reads and writes the files that people name.
	Files review.Files
	// Remake makes populations anew of Torq's raw answers.
	Remake population.Remake

	noKeyring bool // keep secrets in memory only: the demo's
}

// OpenOptions say which workspace to open, and how.
type OpenOptions struct {
	Home        string // folder of all workspaces; empty for the platform's own
	Workspace   string // local name
	As          string // the user as declared by --as; empty without it
	Credentials settings.Credentials
	Webhook     order.HookTarget
	APIURL      string // instead of Torq's own; empty for that
	AuthURL     string
	Build       Build

	Waiting     func()     // told once when the keyring keeps us waiting; may be nil
	ShortOfTime bool       // give a stuck keyring up after a few seconds
	NoKeyring   bool       // keep secrets in memory only
	NoSync      bool       // leave the shared repository alone
	Simulated   bool       // tuar itself runs the Torq that it reads
	Clock       core.Clock // nil for the machine's

	// Trace is told of every request to Torq and to the webhook: its method, address without a query, status, how long it took,
	// and why it failed. It is nil unless they are to be shown, and is called by several goroutines.
	Trace func(method, address string, status int, took time.Duration, err error)
}

// Run runs the program and returns its exit code. It returns early with 130 when ctx ends.
func Run(ctx context.Context, p Program) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &session{Program: p, out: &outlet{w: p.Out, broken: cancel}, err: &outlet{w: p.Err, broken: func() {}}}
	root := s.root()
	s.json = asksJSON(p.Args) // known before the flags are, for their own errors
	root.SetArgs(p.Args)
	root.SetIn(p.In)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := p.isText()
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	if err == nil {
		err = s.out.failure()
	}
	s.carry(ctx)
	code := s.report(ctx, err)
	s.warn(code)
	return code
}

// isText refuses arguments and names in the environment that are not UTF-8: the record could keep them only changed.
func (p Program) isText() error {
	for i, arg := range p.Args {
		if !utf8.ValidString(arg) {
			return usagef("argument %d, %q, is not written in UTF-8", i+1, arg).WithHint("write it in UTF-8; rename a file whose name is not")
		}
	}
	for _, name := range []string{"TUAR_HOME", "TUAR_WORKSPACE", "TUAR_AS"} {
		if value := p.Getenv(name); !utf8.ValidString(value) {
			return usagef("%s=%q is not written in UTF-8", name, value).WithHint("write it in UTF-8")
		}
	}
	return nil
}

// asksJSON reports whether --json is among the arguments.
func asksJSON(args []string) bool {
	asked := false
	for _, arg := range args {
		name, value, given := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			return asked
		case name == "--json":
			on, err := strconv.ParseBool(value)
			asked = !given || err == nil && on
		}
	}
	return asked
}

// session is one run with what its flags say.
type session struct {
	Program
	out, err *outlet

	home, name, as, signWith, theme                                    string
	json, noColor, forceColor, noMouse, accessible, yes, began, noSync bool
	quiet, verbose                                                     bool

	list listed // how lists are to be shown

	command string   // the path of the command, as in "tuar sync"
	names   []string // local names of the workspaces
	several bool     // --workspace names several, or all

	opened []*review.Workspace // whose warnings are still to be said
}

// workspace opens the one workspace that the flags and the environment name; adjust may change how. Several are refused.
func (s *session) workspace(ctx context.Context, adjust ...func(*OpenOptions)) (*review.Workspace, error) {
	if err := s.one(); err != nil {
		return nil, err
	}
	return s.open(ctx, s.name, adjust...)
}

// open opens a workspace by its local name; adjust may change how.
func (s *session) open(ctx context.Context, name string, adjust ...func(*OpenOptions)) (*review.Workspace, error) {
	of, err := s.variables(name)
	if err != nil {
		return nil, err
	}
	opt := OpenOptions{
		Home: s.home, Workspace: name, As: s.as, APIURL: of("TORQ_API_URL"), AuthURL: of("TORQ_AUTH_URL"), Build: s.Build,
		Credentials: settings.Credentials{Region: of("TORQ_REGION"), ClientID: of("TORQ_CLIENT_ID"), Secret: of("TORQ_CLIENT_SECRET")},
		Webhook:     order.HookTarget{URL: s.Getenv("TUAR_WEBHOOK_URL"), Secret: s.Getenv("TUAR_WEBHOOK_SECRET")},
		NoKeyring:   s.noKeyring, NoSync: s.noSync,
		Waiting: func() { s.note("waiting for your keyring to be unlocked; ctrl+c cancels") },
	}
	if s.verbose {
		opt.Trace = s.trace
	}
	for _, change := range adjust {
		change(&opt)
	}
	w, err := s.Open(ctx, opt)
	if err == nil {
		s.opened = append(s.opened, w)
	}
	return w, err
}
