package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
)

func (s *session) remediateCommand() *cobra.Command {
	c := s.family("remediate", `tuar remediate plan q4
tuar remediate apply q4-access
tuar remediate verify q4`,
		"Carry out what a closed campaign decided, and prove it",
		s.remediatePlanCommand(), s.remediateApplyCommand(), s.remediateVerifyCommand(), s.remediateDoneCommand())
	c.Long = `remediate takes away what a closed campaign decided to revoke or reduce. A change counts as done only when a fresh listing of
Torq shows it; Torq's audit log, where the key may read it, says who did it and when.

Torq documents no call that removes a user or changes a role. tuar tries the calls there may be; where Torq answers for two
different people that there is none, it remembers so for 30 days (tuar settings methods) and goes on with the next method: an SSO claim mapping (for people who sign in by SSO,
from their next sign-in on), or a checklist for Torq's console that the next reading ticks off.`
	return c
}

func (s *session) remediatePlanCommand() *cobra.Command {
	var path string
	var undo, force bool
	var words remediation.Words
	c := &cobra.Command{
		Use:   "plan CAMPAIGN [flags]",
		Short: "Show every change, its method, and what will not happen",
		Long: `plan shows who loses what, by which method, what it will not do and why, and what will bring access back. It rests on the
last sync and asks Torq nothing. The file that -o writes can be applied exactly as it is.`,
		Example: `tuar remediate plan q4
tuar remediate plan q4 -o plan.json
tuar remediate plan q4 --undo`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			plan, err := w.PlanRemediationWith(ctx, args[0], undo, words)
			if err != nil {
				return answer{}, err
			}
			if path != "" {
				if err := w.WritePlan(ctx, plan, path, force); err != nil {
					return answer{}, err
				}
			}
			return answer{plan, func(p *printer) {
				p.plan(plan)
				switch {
				case path != "":
					p.linef("written: %s", path)
				case plan.Runnable() > 0:
					p.next("tuar remediate apply " + plan.Campaign + undoFlag(undo))
				}
			}}, onlyBlocked(plan)
		}),
	}
	c.Flags().StringVarP(&path, "output", "o", "", "write the plan to a `file` as well, for: apply --plan")
	c.Flags().BoolVar(&force, "force", false, "replace the file if there is one")
	explicitly(c, &words)
	c.Flags().BoolVar(&undo, "undo", false, "plan to take back what was carried out")
	return c
}

// explicitly adds the flags that allow what is not done by default.
func explicitly(c *cobra.Command, words *remediation.Words) {
	c.Flags().BoolVar(&words.LeavesUnknown, "leaves-unknown", false, "change access though it is not known for certain who can manage users afterwards")
	c.Flags().BoolVar(&words.IncludingChanged, "including-changed", false, "make also the changes that were decided on other facts: signed in since, another role, invited anew, elevated")
	c.Flags().BoolVar(&words.KeyUnknown, "key-unknown", false, "apply though it is not known whose the API key in use is")
}

// onlyBlocked refuses if the only change is blocked.
func onlyBlocked(plan *remediation.Plan) error {
	if len(plan.Changes) == 1 && plan.Changes[0].State == remediation.Blocked {
		return fault.New(fault.Refused, "%s", plan.Changes[0].Blocked)
	}
	return nil
}

func undoFlag(undo bool) string {
	if undo {
		return " --undo"
	}
	return ""
}

func (s *session) remediateApplyCommand() *cobra.Command {
	var path string
	var manualOK bool
	var opt remediation.ApplyOptions
	c := &cobra.Command{
		Use:   "apply CAMPAIGN [flags]",
		Short: "Make the changes, one by one, and prove them",
		Long: `apply reads Torq anew, shows the plan, asks, and makes one change at a time. What it is about to do is on record before each
call, and what became of it after. An answer that was lost is settled by reading Torq, never by asking twice. It stops at
the first surprise; ctrl+c stops between two changes; applying again goes on where it ended.

With --plan it does exactly what the file says, or refuses if access has changed since.

It exits with 0 when a fresh listing shows every change. Otherwise it counts what is not done, and exits with 6 where all of
that is blocked by a rule, else with 1; --manual-ok leaves out what waits for others: a person in Torq's console, a workflow
that promised to do it, the next sign-in.

--undo restores roles, invites removed people again, and makes claim mappings and custom roles anew. Only the owner of
the campaign or of the workspace can, with a --reason, and never their own access; tuar check exits with 11 until a new campaign decided about what was given back.`,
		Example: `tuar remediate apply q4-access
tuar remediate apply q4-access --plan plan.json --yes
tuar remediate apply q4-access --count 45 --yes`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			err := s.canConfirm()
			if err != nil {
				return answer{}, err
			}
			c, err := w.CampaignFirmly(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			if path != "" {
				if opt.Exactly, err = w.ReadPlan(ctx, path); err != nil {
					return answer{}, err
				}
			}
			if opt.Reason, err = s.undoReason(ctx, w, c.ID, opt.Undo, opt.Reason); err != nil {
				return answer{}, err
			}
			return s.remediateApply(ctx, w, c.ID, opt, manualOK)
		}),
	}
	c.Flags().StringVar(&path, "plan", "", "do exactly what this `file` says, or refuse")
	c.Flags().IntVar(&opt.Count, "count", 0, "the `number` of changes, where they are a large part of all access")
	c.Flags().BoolVar(&manualOK, "manual-ok", false, "exit with 0 also where changes wait for a person, a workflow or a sign-in")
	explicitly(c, &opt.Words)
	c.Flags().BoolVar(&opt.KeepGoing, "keep-going", false, "go on after a change that failed")
	c.Flags().BoolVar(&opt.Undo, "undo", false, "take back what was carried out")
	c.Flags().StringVar(&opt.Reason, "reason", "", "why it is taken back; --undo needs it (`text`)")
	return c
}

// undoReason asks for the reason of an undo if none is given and the session is interactive.
func (s *session) undoReason(ctx context.Context, w *review.Workspace, id string, undo bool, reason string) (string, error) {
	switch {
	case !undo && reason != "":
		return "", usagef("--reason says why changes are taken back; it goes with --undo")
	case !undo || reason != "" || !s.interactive():
		return reason, nil
	}
	if err := w.MayUndo(ctx, id); err != nil {
		return "", err
	}
	p := s.printer(s.err)
	fmt.Fprintf(s.err, "%s ", p.bold("Why is it taken back? The reason goes on record:"))
	return readLine(ctx, s.In)
}

func (s *session) remediateApply(ctx context.Context, w *review.Workspace, id string, opt remediation.ApplyOptions, manualOK bool) (answer, error) {
	applied, line := 0, s.printer(s.err)
	opt.Confirm = func(plan *remediation.Plan) (int, error) {
		if !s.yes {
			line.plan(plan)
		}
		return s.agree(ctx, plan, opt.Count)
	}
	opt.Changed = func(c remediation.Change) {
		applied++
		if _, watched := terminal(s.err); watched {
			line.linef("%s %s %s", line.state(c.State), c.Action, c.Title())
		}
	}
	plan, err := w.ApplyRemediation(ctx, id, opt)
	if plan == nil || err != nil && applied == 0 {
		return answer{}, err
	}
	if err == nil {
		err = onlyBlocked(plan)
	}
	if err == nil {
		err = plan.Outstanding(manualOK)
	}
	return answer{plan, func(p *printer) { p.plan(plan) }}, err
}

// agree asks whether to apply, and for the number of changes where it is needed.
func (s *session) agree(ctx context.Context, plan *remediation.Plan, count int) (int, error) {
	question := "Make " + changesOf(plan) + " of " + plan.Campaign + " in Torq?"
	if plan.CountNeeded == 0 || count != 0 || s.yes || !s.interactive() {
		return 0, s.confirm(ctx, question)
	}
	return s.askNumber(ctx, question+" To do so, type how many changes:")
}

func changesOf(plan *remediation.Plan) string { return count(plan.Runnable(), "change") }

func (s *session) remediateVerifyCommand() *cobra.Command {
	var undo bool
	c := &cobra.Command{
		Use:   "verify CAMPAIGN",
		Short: "Read Torq anew and say what is proven and what came back",
		Long: `verify takes a new listing and looks into Torq's audit log. Changes that were made by hand are ticked off by it; access that
came back is named, and tuar check fails until it is dealt with.`,
		Example:           "tuar remediate verify q4",
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			plan, err := w.VerifyRemediation(ctx, args[0], undo, nil)
			return answered(plan, func(p *printer) { p.plan(plan) }, err)
		}),
	}
	c.Flags().BoolVar(&undo, "undo", false, "look at what an undo took back")
	return c
}

func (s *session) remediateDoneCommand() *cobra.Command {
	var undo bool
	var reason string
	c := &cobra.Command{
		Use:   "done CAMPAIGN ITEM...",
		Short: "Say that you made changes by hand in Torq's console",
		Long: `done records your word that you made these changes in Torq's console. They are proven when a listing shows them, which the
next sync or verify tells, also without your word.`,
		Example:           `tuar remediate done q4-access o.reyes@example.com --reason "removed in Okta, ticket IT-4711"`,
		Args:              takes(2, -1, "a campaign and the items"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			c, err := w.CampaignFirmly(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			items, err := w.FindItems(ctx, c.ID, args[1:])
			if err != nil {
				return answer{}, err
			}
			if reason, err = s.undoReason(ctx, w, c.ID, undo, reason); err != nil {
				return answer{}, err
			}
			plan, err := w.DoneByHand(ctx, c.ID, undo, items, reason)
			return answered(plan, func(p *printer) {
				p.plan(plan)
				p.next("tuar remediate verify " + plan.Campaign + undoFlag(undo))
			}, err)
		}),
	}
	c.Flags().BoolVar(&undo, "undo", false, "changes that take one back")
	c.Flags().StringVar(&reason, "reason", "", "why they are taken back; --undo needs it (`text`)")
	return c
}
