package cli

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/timer"
	"github.com/tuar-dev/tuar/ui/words"
)

// elevateRequestFlags holds the flags of request.
type elevateRequestFlags struct {
	elevation.Request
	howLong, start string
}

func (s *session) elevateRequestCommand() *cobra.Command {
	var f elevateRequestFlags
	c := &cobra.Command{
		Use:   "request --role ROLE --for DURATION --reason TEXT [flags]",
		Short: "Ask for a role for a time",
		Long: `request asks for a role under the rules of the workspace: for yourself or, as an owner, manager or approver, for
another verified user. The role is given when enough other people have approved it: those that the rule for the role
names or, if it names none, holders of the right approver or owner. If too few people can, the request is refused and says
so. A rule can give a role without approval (auto_approve; a privileged role only with auto_approve_privileged).

--break-glass takes the role at once, without approval, if its rule names you under break_glass. The record says so, the
owners are told, and it is an item of the next campaign.`,
		Example: `tuar elevate request --role Owner --for 2h --reason "rotate the SSO certificate" --ticket OPS-4711
tuar elevate request --role Contributor --user d.ito@example.com --for 30m --start 14:00 --reason "publish the fix"`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			return s.elevateRequest(ctx, w, f)
		}),
	}
	c.Flags().StringVar(&f.Role, "role", "", "the `role` to give, by name or ID")
	c.Flags().StringVar(&f.User, "user", "", "who is to have it, as an `email` address (default: you)")
	c.Flags().StringVar(&f.howLong, "for", "", "for how long, a `duration` such as 30m, 2h or 1h30m")
	c.Flags().StringVar(&f.Reason, "reason", "", "why; the approver and the auditor read it")
	c.Flags().StringVar(&f.Ticket, "ticket", "", "the ticket it is for")
	c.Flags().StringVar(&f.start, "start", "", "`time` from when on: 14:00 or \"2026-12-01 14:00\" (UTC), RFC 3339, or 30m from now (default: when it is approved)")
	c.Flags().BoolVar(&f.BreakGlass, "break-glass", false, "skip approval in an emergency; it is reviewed afterwards")
	s.completeLending(c)
	return c
}

func (s *session) elevateRequest(ctx context.Context, w *review.Workspace, f elevateRequestFlags) (answer, error) {
	switch {
	case f.Role == "":
		return answer{}, usagef("tuar elevate request needs --role ROLE").WithHint("for the roles there are: tuar access list")
	case f.howLong == "":
		return answer{}, usagef("tuar elevate request needs --for DURATION, such as 2h")
	}
	var err error
	if f.For, err = settings.ParseDuration(f.howLong); err != nil {
		return answer{}, err
	}
	if f.start != "" {
		if f.StartsAt, err = elevation.ParseStart(f.start, time.Now()); err != nil {
			return answer{}, err
		}
	}
	if f.BreakGlass {
		who := f.User
		if who == "" {
			who = "yourself"
		}
		if err := s.confirm(ctx, fmt.Sprintf("BREAK-GLASS: take %s for %s, for %s, without approval? It is reviewed afterwards.", f.Role, who, f.howLong)); err != nil {
			return answer{}, err
		}
	}
	asked, err := w.RequestElevation(ctx, f.Request)
	if err != nil {
		return answer{}, err
	}
	row := asked.Row
	if s.json {
		return answer{json: row}, asked.Pending
	}
	env, unread := w.RequestContext(ctx)
	known, unseen := w.InspectElevation(ctx, row.ID)
	if unread = cmp.Or(unread, unseen); unread != nil {
		return answer{}, unread
	}
	return answer{lines: func(p *printer) { p.requested(row, env, known) }}, asked.Pending
}

// requested writes the recorded request, the next step, how the elevation ends, and the effect of SSO on it.
func (p *printer) requested(row elevation.Row, env elevation.RequestContext, known elevation.Inspection) {
	if row.BreakGlass {
		p.hang(p.bad("BREAK-GLASS:"), "%s is taken without approval; that is on record, and an item of the next campaign", row.Role)
	}
	p.elevationLine(row, time.Now())
	if row.State == elevation.Requested {
		p.fact("needed", "%s", approvalsOf(known))
		p.fact("expires", "%s, unless it is approved and given by then", moment(row.Until))
	}
	if row.State.Live() {
		p.fact("ending", "%s", endingOf(env.Timer))
		for _, text := range known.SignIn {
			p.fact("sign-in", "%s", text)
		}
	}
	if row.State == elevation.Requested {
		p.next("tuar elevate approve " + row.ID)
	}
}

// approvalsOf names the required approvers.
func approvalsOf(i elevation.Inspection) string {
	text := count(i.Needed-i.Given, "approval") + ", " + words.Approvers(i.Row)
	if i.Assurance == record.Declared {
		text += "; identities are self-declared"
	}
	return text
}

// endingOf says plainly what ends an elevation.
func endingOf(t timer.Status) string {
	switch {
	case t.Installed && t.Running:
		return "a timer (" + t.Kind + ") ends it, also while tuar is closed"
	case t.Installed:
		return "there is a timer (" + t.Kind + "), but it does not run: " + t.Detail
	case t.Detail != "":
		return "nothing is known that ends it while tuar is closed: " + t.Detail
	}
	return "no timer is installed: if tuar is closed, the role stays past its end; to install one: tuar schedule install"
}
