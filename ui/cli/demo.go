package cli

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/userpath"
	"github.com/tuar-dev/tuar/ui/app"
	"github.com/tuar-dev/tuar/ui/demo"
)

func (s *session) demoCommand() *cobra.Command {
	var serve bool
	var size, workspaces int
	command := &cobra.Command{
		Use:   "demo [--home DIR]",
		Short: "Try everything on a simulated workspace",
		Long: `demo starts a simulated Torq workspace on this machine, of a company with a review behind it and one to do, and opens the app
on it. Without a terminal it does the whole job, from connecting to the export, and prints each step.

With --serve it starts the workspace alone, prints the environment in which commands of other terminals find it, and waits
for ctrl+c. With --workspaces 2 it serves two, each with keys of its own, which work for no other.

Nothing leaves this machine, no keyring is touched, and what is stored is removed at the end; with --home it stays there.`,
		Example: `tuar demo
# in one terminal
tuar demo --serve --size 1000 > demo.env
# in another one
. ./demo.env
tuar sync && tuar campaign new --name "Try" --due 14d`,
		Args: takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			folder := ""
			if c.Flags().Changed("home") {
				if folder, err = userpath.Expand(s.home); err != nil {
					return err
				}
			}
			switch {
			case serve:
				return s.serveDemo(c.Context(), folder, size, workspaces)
			case size != 0:
				return usagef("--size needs --serve")
			case workspaces != 1:
				return usagef("--workspaces needs --serve")
			}
			d, err := demo.Start(folder)
			if err != nil {
				return err
			}
			defer func() {
				if closing := d.Close(); err == nil {
					err = closing
				}
			}()
			inner := s.inDemo(d)
			d.Open = func(ctx context.Context, email string) (*review.Workspace, error) {
				as := &session{Program: inner, out: s.out, err: s.err, as: email}
				if err := as.resolve(); err != nil {
					return nil, err
				}
				return as.workspace(ctx, silently)
			}
			d.OpenElsewhere = func(ctx context.Context, email string) (*review.Workspace, error) {
				as := &session{Program: inner, out: s.out, err: s.err, as: email, home: d.Elsewhere()}
				if err := as.resolve(); err != nil {
					return nil, err
				}
				return as.workspace(ctx, silently)
			}
			return s.demo(c, d, inner)
		},
	}
	command.Flags().BoolVar(&serve, "serve", false, "only serve the simulated workspace, until ctrl+c")
	command.Flags().IntVar(&size, "size", 0, "how many `users` the served workspace has (default 140)")
	command.Flags().IntVar(&workspaces, "workspaces", 1, "how many workspaces of the company are served, to try --workspace demo,demo2")
	return command
}

// inDemo returns the program as it runs within the demo.
func (s *session) inDemo(d *demo.World) Program {
	p := s.Program
	p.Getenv, p.noKeyring = d.Getenv(s.Getenv), true
	p.Open = func(ctx context.Context, opt OpenOptions) (*review.Workspace, error) {
		opt.Clock, opt.Simulated = d.Clock(), true
		return s.Open(ctx, opt)
	}
	return p
}

// demo shows the app in the demo, or runs the whole job if there is no terminal.
func (s *session) demo(c *cobra.Command, d *demo.World, inner Program) error {
	ctx := c.Context()
	w, err := d.Open(ctx, d.Admin())
	if err != nil {
		return err
	}
	lines, err := w.Journal(ctx)
	if err != nil {
		return err
	}
	if len(lines) > 0 {
		return usagef("%s holds a demo already", d.Folder()).WithHint("name an empty folder with --home, or leave --home away")
	}
	s.aside().linef("a simulated workspace answers at %s; your keyring and your own workspaces are not touched", d.URL())
	if err := d.History(ctx); err != nil {
		return err
	}
	if s.json || !s.onScreen() {
		return s.wholeJob(ctx, d, inner)
	}
	if err := d.Present(ctx); err != nil {
		return err
	}
	err = s.runApp(c, app.Options{Workspace: w, Demo: true, Beside: d.Colleague})
	if err == nil && d.Kept() {
		p := s.aside()
		p.hang(p.good("kept:"), "%s", d.Folder())
		p.howToGoOn(d)
	}
	return err
}

// wholeJob runs a review from start to end and an elevation, with the commands of tuar, printing each.
func (s *session) wholeJob(ctx context.Context, d *demo.World, inner Program) error {
	folder, err := d.Exports()
	if err != nil {
		return fault.New(fault.Failed, "there is no folder for the exports: %w", err)
	}
	err = d.WholeJob(ctx, folder, func(args ...string) error { return s.runInDemo(ctx, inner, d.Secret(), args) }, func(text string) { s.note("%s", text) })
	if err == nil {
		err = s.out.failure()
	}
	if err != nil { // it ended halfway: nothing is left behind
		return errors.Join(err, os.RemoveAll(folder))
	}
	return s.give(answer{map[string]string{"exports": folder}, func(p *printer) {
		p.gap()
		p.hang(p.good("done:"), "the exports are in %s", folder)
		if d.Kept() {
			p.linef("      the record is in %s", d.Folder())
			p.howToGoOn(d)
		}
	}}, nil)
}

// howToGoOn says what can be done with a demo that was kept. Its simulated Torq ended with it.
func (p *printer) howToGoOn(d *demo.World) {
	at := quoted([]string{"--home", d.Folder(), "--workspace", "demo"})
	p.linef("look around again, without the simulated Torq:")
	for _, command := range []string{"tuar " + at, "tuar " + at + " campaign list", "tuar " + at + " journal verify"} {
		p.linef("  %s", p.bold(command))
	}
	p.linef("to decide, sync and elevate with other commands, serve one: tuar demo --serve")
	p.linef("to begin with your own workspace: tuar connect")
}

// runInDemo prints a command and runs it as a person would, with a line to read.
func (s *session) runInDemo(ctx context.Context, inner Program, line string, args []string) error {
	p := s.aside()
	p.gap()
	p.linef("%s", p.bold("$ tuar "+quoted(args)))
	inner.Args, inner.In, inner.Out, inner.Err = args, strings.NewReader(line+"\n"), s.beside(), s.err
	if s.json {
		inner.Args = append(slices.Clone(args), "--json")
	}
	code := Run(ctx, inner)
	if err := s.out.failure(); err != nil {
		return err
	}
	if code != 0 {
		return exit(code)
	}
	return ctx.Err()
}

// quoted writes arguments as one would type them.
func quoted(args []string) string {
	out := make([]string, len(args))
	for i, a := range args {
		if strings.ContainsAny(a, " '\"$&|<>()") {
			a = `"` + a + `"`
		}
		out[i] = a
	}
	return strings.Join(out, " ")
}
