package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/access"
	"github.com/tuar-dev/tuar/ui/config"
	"github.com/tuar-dev/tuar/ui/elevations"
	"github.com/tuar-dev/tuar/ui/evidence"
	"github.com/tuar-dev/tuar/ui/home"
	"github.com/tuar-dev/tuar/ui/journal"
	"github.com/tuar-dev/tuar/ui/keyboard"
	"github.com/tuar-dev/tuar/ui/reviews"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Options say how to run the app.
type Options struct {
	Workspace *review.Workspace
	Estate    *estate.Estate // all workspaces, of which Workspace is in front at first; nil for one
	Campaign  string         // go straight into the review of that campaign
	Demo      bool           // say that the workspace is a simulated one
	Config    config.Config  // of this machine
	Faults    []error        // of that configuration: told once
	// Beside is called again and again while the app is open, and does something outside of it; nil for nothing. It says
	// when it is done.
	Beside  func(context.Context) (done bool, err error)
	NoMouse bool      // leave the mouse to the terminal
	NoSync  bool      // leave the shared repository alone
	NoColor bool      // no colour whatever the terminal can do; NO_COLOR in Env says the same
	Input   io.Reader // the keyboard; nil is standard input
	Output  io.Writer // the terminal; nil is standard output
	Env     []string  // of the terminal, KEY=value; nil is this process's
}

// Run shows the app until the person leaves it, which is no error however they do it. The terminal is restored in any
// case; a programming error comes back as a Failed fault.
func Run(ctx context.Context, o Options) error {
	if o.Env == nil {
		o.Env = os.Environ()
	}
	if o.Input == nil {
		o.Input = os.Stdin
	}
	if o.Output == nil {
		o.Output = os.Stdout
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m := o.model(ctx, o.Workspace)
	var root tea.Model = m
	var all *spaces
	if o.Estate != nil {
		all = newSpaces(ctx, o)
		m, root = all.models[0], all
	}
	if o.Campaign != "" {
		m.start = m.visit(screen.Navigate{Section: screen.Reviews, Campaign: o.Campaign, Joined: all != nil})
	}
	p := tea.NewProgram(root, o.program(ctx)...)
	m.env.Send = p.Send
	if all != nil {
		all.sendThrough(p.Send)
	}
	_, err := p.Run()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return fault.New(fault.Failed, "the app failed and had to stop: %w", err).WithHint("everything you decided is on disk; please report what is printed above")
	case err != nil && ctx.Err() == nil && !errors.Is(err, tea.ErrInterrupted):
		return fault.New(fault.Failed, "the app had to stop: %w", err)
	}
	if all != nil {
		m = all.models[all.at]
	}
	if id := m.resume(); id != "" && !o.Demo && o.Workspace.Pack() == nil {
		_, err = fmt.Fprintf(o.Output, "resume with: %s\n", fault.Review.On(id))
		return err
	}
	return nil
}

// model makes the root over one workspace.
func (o Options) model(ctx context.Context, w *review.Workspace) *model {
	env := &screen.Env{Context: ctx, Now: time.Now}
	if pack := w.Pack(); pack != nil { // time stands still in it
		env.Now = func() time.Time { return pack.AsOf }
	}
	m := newModel(env, w, lookOf(o))
	m.beside = o.Beside
	m.demo, m.noMouse, m.sharing.off = o.Demo, o.NoMouse, o.NoSync
	mouse := o.Config.Mouse
	m.noMouse = m.noMouse || mouse != nil && !*mouse
	if settings, err := w.Settings(ctx); err == nil && mouse == nil { // what is wrong with them, the app will say
		m.noMouse = m.noMouse || settings.MouseOff()
	}
	m.mouseless, m.mouseKept = o.NoMouse || mouse != nil && !*mouse, mouse != nil
	if len(o.Faults) > 0 {
		m.status = status{text: "config: " + told(o.Faults), level: screen.Warn}
	}
	if i := slices.IndexFunc(m.tabs, func(t tab) bool { return strings.EqualFold(string(t.section), o.Config.Start) }); i >= 0 {
		m.front = i
	}
	m.far = o.getenv("SSH_TTY") != "" || o.getenv("SSH_CONNECTION") != "" || o.getenv("SSH_CLIENT") != ""
	m.term = terminal{name: o.getenv("TERM"), vte: o.getenv("VTE_VERSION") != ""}
	return m
}

// told returns the first fault in one line, and how many more there are.
func told(faults []error) string {
	text := faults[0].Error()
	if hint := fault.HintOf(faults[0]); hint != "" {
		text += "; " + hint
	}
	if more := len(faults) - 1; more > 0 {
		text += fmt.Sprintf(" (%d more)", more)
	}
	return text
}

// sections makes the screen of each section.
func sections(env *screen.Env, w *review.Workspace) []tab {
	return []tab{
		{section: screen.Home, screen: home.New(env, w)},
		{section: screen.Access, screen: access.New(env, w)},
		{section: screen.Reviews, screen: reviews.New(env, w)},
		{section: screen.Elevations, screen: elevations.New(env, w)},
		{section: screen.Evidence, screen: evidence.New(env, w)},
		{section: screen.Journal, screen: journal.New(env, w)},
	}
}

// resume returns the campaign that was open when the app ended.
func (m *model) resume() string {
	if r, ok := m.screen().(screen.Resumer); ok {
		return r.Resume()
	}
	return ""
}

func lookOf(o Options) look {
	chosen := o.Config.Theme
	l := look{
		dark: chosen.Background != "light", pinned: chosen.Background != "", unicode: theme.DetectUnicode(o.getenv),
		palette: chosen.Palette, named: chosen.Named, bound: o.Config.Keys, still: o.Config.Still, refresh: o.Config.Refresh,
	}
	if _, back, ok := strings.Cut(o.getenv("COLORFGBG"), ";"); ok && !l.pinned { // as terminals say that cannot be asked
		back = back[strings.LastIndexByte(back, ';')+1:]
		l.dark = back != "7" && back != "15"
	}
	return l
}

func (o Options) getenv(name string) string {
	for i := len(o.Env) - 1; i >= 0; i-- {
		if key, value, ok := strings.Cut(o.Env[i], "="); ok && key == name {
			return value
		}
	}
	return ""
}

func (o Options) program(ctx context.Context) []tea.ProgramOption {
	env := o.Env
	if o.NoColor {
		env = append(slices.Clip(env), "NO_COLOR=1")
	}
	return []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(keyboard.Reader(o.Input)), tea.WithOutput(o.Output), tea.WithEnvironment(env),
		tea.WithFilter((&filter{wheel: newWheel(), size: measure(o.Output)}).message),
	}
}
