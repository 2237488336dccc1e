package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
)

// fullName returns a campaign's name and ID, as a question says it before an act that cannot be taken back.
func fullName(c campaign.Summary) string { return c.Name + " (" + c.ID + ")" }

func (s *session) campaignDueCommand() *cobra.Command {
	var why string
	c := &cobra.Command{
		Use:   "due CAMPAIGN DATE --reason TEXT",
		Short: "Move the due date of an open campaign",
		Long: `due moves the due date of an open campaign. The record keeps the old date and the reason, and evidence shows both. Only an
owner or the manager who made the campaign can do it. To change a draft, use tuar campaign edit.`,
		Example:           `tuar campaign due q4 2026-12-18 --reason "two reviewers are on leave"`,
		Args:              takes(2, 2, "a campaign and a date"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			due, err := campaign.ParseDue(args[1], time.Now())
			if err != nil {
				return answer{}, err
			}
			before, err := s.toChange(ctx, w, args[0], "moving a due date", why)
			if err != nil {
				return answer{}, err
			}
			if err := s.confirm(ctx, "Move the due date of "+fullName(before)+" from "+before.Due+" to "+due.Format(campaign.DateLayout)+"?"); err != nil {
				return answer{}, err
			}
			moved, err := w.MoveDue(ctx, before.ID, due, why)
			return answered(moved, func(p *printer) {
				p.hang(p.good("moved:"), "%s is due %s, not %s", moved.ID, moved.Due, before.Due)
			}, err)
		}),
	}
	reasonFlag(c, &why)
	return c
}

func (s *session) campaignVoidCommand() *cobra.Command {
	var why string
	c := &cobra.Command{
		Use:   "void CAMPAIGN --reason TEXT",
		Short: "Void an open campaign: it does not count",
		Long: `void ends an open campaign that was opened by mistake. It stays on record with the reason. It never counts as the last
review, and nothing that was decided in it is carried out. Only an owner can do it. A draft is withdrawn with tuar campaign
close.`,
		Example:           `tuar campaign void q4-access --reason "opened with the wrong scope"`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			before, err := s.toChange(ctx, w, args[0], "voiding a campaign", why)
			if err != nil {
				return answer{}, err
			}
			if err := s.confirm(ctx, "Void "+fullName(before)+" with "+count(before.Decided, "decision")+" for good?"); err != nil {
				return answer{}, err
			}
			void, err := w.VoidCampaign(ctx, before.ID, why)
			return answered(void, func(p *printer) {
				p.hang(p.good("voided:"), "%s; it does not count, and nothing of it is carried out", void.ID)
			}, err)
		}),
	}
	reasonFlag(c, &why)
	return c
}

func (s *session) campaignReopenCommand() *cobra.Command {
	var reviewer, why string
	c := &cobra.Command{
		Use:   "reopen CAMPAIGN --reviewer EMAIL --reason TEXT",
		Short: "Reopen an assignment that was signed off",
		Long: `reopen lets a reviewer change an assignment that they signed off, and sign off again. The sign-off stays on record, and in
exports and evidence, as superseded. Only an owner can do it, and only while the campaign is open.`,
		Example:           `tuar campaign reopen q4-access --reviewer m.cho@example.com --reason "signed off too early"`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if reviewer == "" {
				return answer{}, usagef("tuar campaign reopen needs --reviewer EMAIL, whose assignment it is")
			}
			before, err := s.toChange(ctx, w, args[0], "reopening an assignment", why)
			if err != nil {
				return answer{}, err
			}
			if err := s.confirm(ctx, "Reopen the assignment of "+reviewer+" in "+fullName(before)+"?"); err != nil {
				return answer{}, err
			}
			old, err := w.ReopenAssignment(ctx, before.ID, reviewer, why)
			return answered(map[string]any{
				"campaign": before.ID, "reviewer": old.Reviewer, "signed_at": stamp(&old.Signoff.At), "reopened_at": stamp(&old.At), "reason": old.Reason,
			}, func(p *printer) {
				p.hang(p.good("reopened:"), "the assignment of %s in %s; the sign-off of %s is superseded", old.Reviewer, before.ID, moment(old.Signoff.At))
				p.step(w.Next(ctx, before.ID))
			}, err)
		}),
	}
	c.Flags().StringVar(&reviewer, "reviewer", "", "whose assignment, as an `email` address")
	reasonFlag(c, &why)
	return c
}

func reasonFlag(c *cobra.Command, why *string) {
	c.Flags().StringVar(why, "reason", "", "why, for the record (`text`); needed")
}

// toChange returns the campaign that an act needs a reason for, and can ask about.
func (s *session) toChange(ctx context.Context, w *review.Workspace, id, act, why string) (campaign.Summary, error) {
	if _, err := reason.Check(act, why); err != nil {
		return campaign.Summary{}, err
	}
	c, err := w.CampaignFirmly(ctx, id)
	if err != nil {
		return campaign.Summary{}, err
	}
	if c.State != campaign.Open {
		return campaign.Summary{}, fault.New(fault.Refused, "campaign %s is %s, not open", c.ID, c.State)
	}
	return c, s.canConfirm()
}

func (s *session) campaignEditCommand() *cobra.Command {
	var n newCampaign
	c := &cobra.Command{
		Use:   "edit CAMPAIGN [flags]",
		Short: "Change a draft: everything that new sets",
		Long: `edit changes what a draft plans; what no flag names stays as it is. All rules of assignment are replaced by those given;
--assign '' takes them away, and --fallback '' the fallback. The record keeps how it was planned before. Only an
owner or the manager who made the draft can do it. Once a campaign is open, only its due date can be moved.`,
		Example: `tuar campaign edit q4 --scope 'privileged || dormant' --due 3w
tuar campaign edit q4 --reviewer a@example.com --reviewer b@example.com`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Draft),
	}
	c.RunE = s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
		if err := n.stages(); err != nil {
			return answer{}, err
		}
		plan, err := w.CampaignPlan(ctx, args[0])
		if err != nil {
			return answer{}, err
		}
		set := false
		for flag, copied := range map[string]func() error{
			"name":         func() error { plan.Name = n.plan.Name; return nil },
			"scope":        func() error { plan.Scope = n.plan.Scope; return nil },
			"due":          func() (err error) { plan.Due, err = campaign.ParseDue(n.due, time.Now()); return err },
			"reviewer":     func() error { plan.Reviewers = n.plan.Reviewers; return nil },
			"split":        func() error { plan.Split = n.plan.Split; return nil },
			"assign":       func() (err error) { plan.Assign, err = parseRules(n.assign); return err },
			"apply":        func() error { plan.Apply = n.plan.Apply; return nil },
			"instructions": func() error { plan.Instructions = n.plan.Instructions; return nil },
			"second":       func() error { plan.Second = n.plan.Second; return nil },
			"disagreement": func() error { plan.Disagreement = n.plan.Disagreement; return nil },
			"undecided":    func() error { plan.Undecided = n.plan.Undecided; return nil },
			"fallback":     func() error { plan.Fallback = n.plan.Fallback; return nil },
		} {
			if c.Flags().Changed(flag) {
				set = true
				if err := copied(); err != nil {
					return answer{}, err
				}
			}
		}
		if !set {
			return answer{}, usagef("say what changes").WithHint("with --name, --scope, --due, --reviewer, --split, --assign, --apply, --second, --disagreement, --undecided, --fallback or --instructions")
		}
		edited, err := w.EditCampaign(ctx, args[0], plan)
		return answered(edited, func(p *printer) {
			p.hang(p.good("edited:"), "%s, a draft with %s, due %s", edited.ID, count(edited.Items, "item"), edited.Due)
			p.next("tuar campaign open " + edited.ID)
		}, err)
	})
	n.planFlags(c)
	return c
}
