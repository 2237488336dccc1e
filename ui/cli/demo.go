package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/userpath"
)

// Simulation is a simulated Torq workspace that answers on this machine.
type Simulation interface {
	URL() string                     // in place of both of Torq's addresses
	Credentials() review.Credentials // of the admin's own key
	Admin() string                   // e-mail address
	Colleague() string               // another Owner's e-mail address
	Leavers() []string               // users who left the company
	AdvanceQuarter()                 // three months pass
	Close()
}

// quarter is how much time passes in the demo between its two reviews.
const quarter = 90 * 24 * time.Hour

func (s *session) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo [--home DIR]",
		Short: "Try everything on a simulated workspace",
		Long: `demo starts a simulated Torq workspace on this machine, of a company with a review behind it and one to do, and opens the app
on it. Without a terminal it does the whole job, from connecting to the export, and prints each step.

Nothing leaves this machine, no keyring is touched, and what is stored is removed at the end; with --home it stays there.`,
		Args: takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			d, err := s.newDemo(c.Flags().Changed("home"))
			if err != nil {
				return err
			}
			defer func() {
				if closing := d.close(); err == nil {
					err = closing
				}
			}()
			return d.show(c)
		},
	}
}

// demo is a simulated workspace and a store to go with it.
type demo struct {
	*session
	sim    Simulation
	clock  *shiftedClock
	folder string // of the store
	kept   bool
}

func (s *session) newDemo(keep bool) (*demo, error) {
	home, err := userpath.Expand(s.home)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	sim, err := s.Simulate(now.Add(-quarter))
	if err != nil {
		return nil, fault.New(fault.Failed, "the simulated workspace does not start: %w", err)
	}
	d := &demo{session: s, sim: sim, clock: &shiftedClock{}, folder: home, kept: keep}
	d.clock.shift.Store(int64(-quarter))
	if !keep {
		if d.folder, err = os.MkdirTemp("", "tuar-demo-store-"); err != nil {
			sim.Close()
			return nil, fault.New(fault.Failed, "there is no room for a throw-away store: %w", err)
		}
	}
	return d, nil
}

func (d *demo) close() error {
	d.sim.Close()
	if d.kept {
		return nil
	}
	return os.RemoveAll(d.folder)
}

// show builds the history and then shows the app, or does the whole job where there is no terminal.
func (d *demo) show(c *cobra.Command) error {
	ctx := c.Context()
	w, err := d.workspaceOf(ctx, d.sim.Admin())
	if err != nil {
		return err
	}
	lines, err := w.Journal(ctx)
	if err != nil {
		return err
	}
	if len(lines) > 0 {
		return usagef("%s holds a demo already", d.folder).WithHint("name an empty folder with --home, or leave --home away")
	}
	d.aside().linef("a simulated workspace answers at %s; your keyring and your own workspaces are not touched", d.sim.URL())
	if err := d.history(ctx); err != nil {
		return err
	}
	if d.json || !d.onScreen() {
		return d.wholeJob(ctx)
	}
	if err := d.present(ctx); err != nil {
		return err
	}
	err = d.runApp(c, AppOptions{Workspace: w, Demo: true})
	if err == nil && d.kept {
		d.note("kept: %s; look at it with: tuar --home %s --workspace demo journal list", d.folder, d.folder)
	}
	return err
}

// exports is the folder for what is left to the person.
func (d *demo) exports() (string, error) {
	if !d.kept {
		return os.MkdirTemp("", "tuar-demo-")
	}
	folder := filepath.Join(d.folder, "exports")
	return folder, os.MkdirAll(folder, 0o700)
}

// getenv is the environment in which the demo's commands run.
func (d *demo) getenv(name string) string {
	key := d.sim.Credentials()
	switch name {
	case "TUAR_HOME":
		return d.folder
	case "TUAR_WORKSPACE":
		return "demo"
	case "TUAR_AS":
		return d.sim.Admin()
	case "TORQ_REGION":
		return key.Region
	case "TORQ_CLIENT_ID":
		return key.ClientID
	case "TORQ_CLIENT_SECRET":
		return key.Secret
	case "TORQ_API_URL", "TORQ_AUTH_URL":
		return d.sim.URL()
	}
	return d.Getenv(name)
}

// open opens a place in the demo's time.
func (d *demo) open(ctx context.Context, place Place) (*review.Workspace, error) {
	place.Clock = d.clock
	return d.Open(ctx, place)
}

// inner is the program as it runs within the demo.
func (d *demo) inner() Program {
	p := d.Program
	p.Getenv, p.Open, p.noKeyring = d.getenv, d.open, true
	return p
}

// workspaceOf opens the demo's workspace as that person.
func (d *demo) workspaceOf(ctx context.Context, email string) (*review.Workspace, error) {
	inner := &session{Program: d.inner(), out: d.out, err: d.err, as: email}
	inner.resolve()
	return inner.workspace(ctx, silently)
}

// shiftedClock is the machine's clock, some time ago.
type shiftedClock struct{ shift atomic.Int64 }

// Now is the time in the demo.
func (c *shiftedClock) Now() time.Time { return time.Now().Add(time.Duration(c.shift.Load())) }

// pass lets time pass in the demo, never beyond the present.
func (c *shiftedClock) pass(d time.Duration) {
	c.shift.Store(min(0, c.shift.Load()+int64(d)))
}

// quarterName is what a review at that time is called.
func quarterName(t time.Time) string {
	return fmt.Sprintf("Q%d %d access review", (int(t.Month())+2)/3, t.Year())
}
