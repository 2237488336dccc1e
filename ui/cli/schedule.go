package cli

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/timer"
)

func (s *session) scheduleCommand() *cobra.Command {
	c := s.family("schedule", `tuar schedule install
tuar schedule status`,
		"Have this machine do what is due every minute, also while tuar is closed",
		s.scheduleInstallCommand(), s.scheduleStatusCommand(), s.scheduleRemoveCommand())
	c.Long = `schedule has the operating system run tuar watch --once every minute: by a systemd user timer, a launchd agent, the Task
Scheduler of Windows, or a line for cron, whichever this machine has. It ends elevations, syncs, makes planned campaigns and
sends reminders: see tuar watch --help. A timer of an earlier tuar only ended elevations; install replaces it. The name
tuar elevate schedule, which earlier versions had, still works.`
	return c
}

func (s *session) scheduleInstallCommand() *cobra.Command {
	var kind string
	var dry bool
	c := &cobra.Command{
		Use:   "install [flags]",
		Short: "Show the timer, ask, and install it",
		Long: `install shows the files it will write and the commands it will run, and asks. What was installed before is replaced. The
timer runs this tuar, where it is now, for this workspace; it knows no credentials of your environment, so the key must be
in the keyring (tuar connect).`,
		Example: "tuar schedule install --dry-run\ntuar schedule install --kind cron",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if kind != "" && !slices.Contains(timer.Kinds, kind) {
				return answer{}, usagef("%q is no kind of timer", kind).WithHint("one of %s", strings.Join(timer.Kinds, ", "))
			}
			return s.scheduleInstall(ctx, w, kind, dry)
		}),
	}
	c.Flags().StringVar(&kind, "kind", "", "`kind` of timer (default: what this machine has)")
	c.Flags().BoolVar(&dry, "dry-run", false, "only show it")
	complete(c, "kind", timer.Kinds...)
	return c
}

func (s *session) scheduleInstall(ctx context.Context, w *review.Workspace, kind string, dry bool) (answer, error) {
	timer, err := w.Timer()
	if err != nil {
		return answer{}, err
	}
	plan, err := timer.Plan(ctx, kind)
	if err != nil {
		return answer{}, err
	}
	if plan.Notes, err = s.unknownToTimers(ctx, w, plan.Notes); err != nil {
		return answer{}, err
	}
	if dry {
		return answer{plan, func(p *printer) { p.timerPlan(plan) }}, nil
	}
	if !s.json {
		s.printer(s.err).timerPlan(plan)
	}
	if err := s.confirm(ctx, "Install this "+plan.Kind+" timer?"); err != nil {
		return answer{}, err
	}
	if err := timer.Install(ctx, plan); err != nil {
		return answer{}, err
	}
	return scheduleStatus(ctx, timer)
}

// unknownToTimers adds notes on what the timer lacks: credentials and addresses from the environment, or an unlocked
// keyring.
func (s *session) unknownToTimers(ctx context.Context, w *review.Workspace, notes []string) ([]string, error) {
	o, err := w.Overview(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case o.Credentials == core.FromEnvironment:
		notes = append(notes, "the credentials in use come from the environment, which the timer does not have: it can end no elevation and read nothing until the key is in the keyring of this machine (tuar connect)")
	case o.Credentials == core.FromNowhere:
		notes = append(notes, "this workspace is not connected: the timer can end no elevation and read nothing until it is (tuar connect)")
	case runtime.GOOS == "linux":
		notes = append(notes, "the key is in the keyring, which must be unlocked in your session: while it is locked the timer can end no elevation and read nothing")
	}
	for _, name := range []string{"TORQ_API_URL", "TORQ_AUTH_URL"} {
		if s.Getenv(name) != "" {
			notes = append(notes, name+" is set here; the timer does not have it, and speaks to Torq's own address")
		}
	}
	if s.Getenv("TUAR_WEBHOOK_URL") != "" {
		notes = append(notes, "TUAR_WEBHOOK_URL is set here; the timer does not have it, and gives no reminders unless the webhook is in the keyring (tuar settings webhook)")
	}
	return notes, nil
}

// timerPlan shows a timer before it is made.
func (p *printer) timerPlan(plan timer.Plan) {
	for _, f := range plan.Files {
		p.linef("%s", p.bold("file "+f.Path))
		for line := range strings.SplitSeq(strings.TrimRight(f.Text, "\n"), "\n") {
			p.linef("  %s", line)
		}
		p.gap()
	}
	for _, command := range plan.Commands {
		p.linef("%s", p.bold("$ "+command))
	}
	for _, note := range plan.Notes {
		p.hang(p.warn("note:"), "%s", note)
	}
}

func (s *session) scheduleStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Say whether a timer is installed and runs",
		Example: "tuar schedule status",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			timer, err := w.Timer()
			if err != nil {
				return answer{}, err
			}
			return scheduleStatus(ctx, timer)
		}),
	}
}

func scheduleStatus(ctx context.Context, timer elevation.Timer) (answer, error) {
	status, err := timer.Status(ctx)
	return answered(status, func(p *printer) {
		switch {
		case status.Running:
			p.hang(p.good("running:"), "a %s timer runs tuar watch --once every minute: it ends elevations and does what else is due, also while tuar is closed", status.Kind)
		case status.Installed:
			p.hang(p.bad("not running:"), "the %s timer is installed", status.Kind)
		default:
			p.hang(p.warn("no timer:"), "nothing ends elevations, syncs or reminds while tuar is closed")
		}
		if status.Detail != "" {
			p.hang("  ", "%s", status.Detail)
		}
		if !status.Installed {
			p.next("tuar schedule install")
		}
	}, err)
}

func (s *session) scheduleRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "remove",
		Short:   "Remove the timer",
		Example: "tuar schedule remove",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			timer, err := w.Timer()
			if err != nil {
				return answer{}, err
			}
			kinds, err := timer.Remove(ctx)
			return answered(map[string]any{"removed": orEmpty(kinds)}, func(p *printer) {
				if len(kinds) == 0 {
					p.linef("there was no timer")
					return
				}
				p.hang(p.good("removed:"), "%s; nothing ends elevations, syncs or reminds while tuar is closed", strings.Join(kinds, ", "))
			}, err)
		}),
	}
}
