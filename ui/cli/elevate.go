package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/settings"
)

func (s *session) elevateCommand() *cobra.Command {
	schedule := s.scheduleCommand()
	schedule.Hidden = true // its name in earlier versions
	c := s.family("elevate", `tuar elevate request --role Owner --for 1h --reason "rotate the SSO certificate"
tuar elevate list`,
		"Give a role for a limited time",
		s.elevateRequestCommand(), s.elevateApproveCommand(), s.elevateDenyCommand(), s.elevateListCommand(), s.elevateShowCommand(),
		s.elevateExtendCommand(), s.elevateEndCommand(), s.elevateReapCommand(), schedule)
	c.Long = `elevate gives a person a role for a limited time: they request it, others approve, tuar gives it in Torq and takes it back at
its end. An elevation is active only when a fresh listing of Torq shows the role, and ended only when one shows the role
that was held before. If another person changed the role meanwhile, nothing is overwritten, and the elevation is drifted.

What ends it is tuar, at every command here, every minute in the app, and by the timer of: tuar schedule install.
The rules (who may request and approve which role, for how long, for what reasons) are the setting elevation.rules. A line
of the record by a person who may not has no effect, whatever wrote it: tuar journal list --refused.`
	return c
}

func (s *session) elevateApproveCommand() *cobra.Command {
	var most string
	c := &cobra.Command{
		Use:   "approve ID [flags]",
		Short: "Approve another person's request",
		Long: `approve records your approval, and gives the role if no other is needed. The time runs from then. You can approve if the
rule for the role names you or, if it names no one, you have the right approver or owner; and Torq lists you as a verified
user. The requester and the person who is to have the role cannot, under no address. With --for it is given for a shorter
time than was requested.`,
		Example: `tuar elevate approve el-3fa2c1
tuar elevate approve el-3fa2c1 --for 30m`,
		Args:              takes(1, 1, "one elevation"),
		ValidArgsFunction: s.elevationArgument(elevation.Requested),
		RunE: s.elevate(func(ctx context.Context, w *review.Workspace, id string) (elevation.Outcome, error) {
			d, err := span(most)
			if err != nil {
				return elevation.Outcome{}, err
			}
			return w.ApproveElevation(ctx, id, d)
		}),
	}
	c.Flags().StringVar(&most, "for", "", "for how long at most, a `duration` such as 30m (default: as asked)")
	return c
}

func (s *session) elevateDenyCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:               "deny ID --reason TEXT",
		Short:             "Deny another person's request",
		Long:              "deny records that you refuse the request. A request that is approved but not active yet can be denied too.",
		Example:           `tuar elevate deny el-3fa2c1 --reason "ask the on-call engineer"`,
		Args:              takes(1, 1, "one elevation"),
		ValidArgsFunction: s.elevationArgument(elevation.Requested, elevation.Approved),
		RunE: s.elevate(func(ctx context.Context, w *review.Workspace, id string) (elevation.Outcome, error) {
			if reason == "" {
				return elevation.Outcome{}, usagef("tuar elevate deny needs --reason TEXT: it is what the person who asked reads")
			}
			return w.DenyElevation(ctx, id, reason)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	return c
}

func (s *session) elevateExtendCommand() *cobra.Command {
	var by, reason string
	c := &cobra.Command{
		Use:   "extend ID --for DURATION --reason TEXT",
		Short: "Extend an active elevation",
		Long: `extend moves the end by as much as --for says, within the longest time of the rule. It takes effect when as many people
have said so as must approve the elevation; the shortest of their lengths counts. Where the rule needs no approval, the
person who has the role can extend it.`,
		Example:           "tuar elevate extend el-3fa2c1 --for 30m --reason \"the restore takes longer\"",
		Args:              takes(1, 1, "one elevation"),
		ValidArgsFunction: s.elevationArgument(elevation.Active),
		RunE: s.elevate(func(ctx context.Context, w *review.Workspace, id string) (elevation.Outcome, error) {
			if by == "" {
				return elevation.Outcome{}, usagef("tuar elevate extend needs --for DURATION, such as 30m")
			}
			d, err := span(by)
			if err != nil {
				return elevation.Outcome{}, err
			}
			return w.ExtendElevation(ctx, id, d, reason)
		}),
	}
	c.Flags().StringVar(&by, "for", "", "how much longer, a `duration` such as 30m")
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	return c
}

func (s *session) elevateEndCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "end ID [flags]",
		Short: "End an elevation now: done with it, taken away, or withdrawn",
		Long: `end takes the role back now: the person who has it is done with it; a requester, an approver, a manager or an owner takes
it away, with a reason. A request that was not given yet is withdrawn, with a reason. It does not ask: it takes only what
was given for a time.`,
		Example: `tuar elevate end el-3fa2c1
tuar elevate end el-3fa2c1 --reason "done earlier" --yes`,
		Args:              takes(1, 1, "one elevation"),
		ValidArgsFunction: s.elevationArgument(elevation.Requested, elevation.Approved, elevation.Active, elevation.Overdue),
		RunE: s.elevate(func(ctx context.Context, w *review.Workspace, id string) (elevation.Outcome, error) {
			return w.EndElevation(ctx, id, reason)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	return c
}

func (s *session) elevateReapCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reap",
		Short: "End everything that has expired",
		Long: `reap gives the roles of approved elevations, restores the roles of expired ones, and checks both in Torq's current list.
It prints nothing where nothing is due. It can run as often as you like, also twice at once.`,
		Example: "tuar elevate reap",
		Args:    takes(0, 0, ""),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			reaped, err := w.Reap(ctx, nil)
			return answer{orEmpty(reaped.Rows), func(p *printer) {
				for _, row := range reaped.Rows {
					p.elevationLine(row, time.Now())
				}
			}}, errors.Join(err, reaped.Pending)
		}, s.unattended),
	}
}

// unattended shortens the wait for a locked keyring if no user is there to unlock it.
func (s *session) unattended(o *OpenOptions) {
	if !s.interactive() {
		shortOfTime(o)
	}
}

// elevate returns the RunE of a command that acts on one elevation, and writes its new state. It does so even if the
// act was recorded but the change in Torq failed, which is the error.
func (s *session) elevate(act func(ctx context.Context, w *review.Workspace, id string) (elevation.Outcome, error)) runE {
	return s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
		done, err := act(ctx, w, args[0])
		if err != nil {
			return answer{}, err
		}
		return answer{done.Row, func(p *printer) {
			p.elevationLine(done.Row, time.Now())
			if done.Pending != nil {
				p.hang(p.warn("note:"), "that is on record; what Torq was to do next did not happen, and is tried again by: tuar elevate reap")
			}
		}}, done.Pending
	})
}

// span reads a duration; zero if none was given.
func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return settings.ParseDuration(text)
}
