package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reason"
)

func (s *session) campaignOpenCommand() *cobra.Command {
	var allowStale bool
	c := &cobra.Command{
		Use:   "open CAMPAIGN [flags]",
		Short: "Open a draft: freeze the population and let reviewers decide",
		Long: `open freezes what is reviewed: the items of the last population that are in scope, and who decides on which. It cannot be
undone; an owner can void the campaign. A population older than two days, or one that the last sync failed to renew, is refused unless you allow it; the
record keeps that you did. If the API key may read Torq's audit log, the population is held against it first; see tuar evidence
reconcile.`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Draft),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			draft, err := w.Campaign(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			if draft.State == campaign.Draft {
				if err := s.confirm(ctx, "Open "+draft.Name+" with "+count(draft.Items, "item")+"?"); err != nil {
					return answer{}, err
				}
			}
			opened, err := w.OpenCampaign(ctx, draft.ID, allowStale)
			return answered(opened, func(p *printer) {
				p.hang(p.good("opened:"), "%s with %s, due %s", opened.ID, count(opened.Items, "item"), opened.Due)
				if r, ok, err := w.Reconciliation(ctx, opened.Population); err == nil && ok {
					p.reconciled(r)
				}
				p.step(w.Next(ctx, opened.ID))
			}, err)
		}),
	}
	c.Flags().BoolVar(&allowStale, "allow-stale", false, "although the last sync is old or failed")
	return c
}

func (s *session) campaignDelegateCommand() *cobra.Command {
	var to, why string
	c := &cobra.Command{
		Use:     "delegate CAMPAIGN [ITEM...] --to EMAIL --reason TEXT",
		Aliases: []string{"assign"},
		Short:   "Hand items to another reviewer",
		Long: `delegate assigns items to another reviewer, and needs a reason. Without items it moves those that are assigned to their own
holder, who may not decide on them. Reviewers hand over what is assigned to them; owners, and the manager who made the
campaign, hand over anything. The new reviewer is a verified user of the newest population, a person on record, or has an
address in a domain of the company; an auditor cannot review.`,
		Example: `tuar campaign delegate q4 --to b@example.com --reason "own access"
tuar campaign delegate q4 d.ito@example.com key/1234 --to b@example.com --reason "on leave"`,
		Args:              takes(1, -1, "a campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if to == "" {
				return answer{}, usagef("tuar campaign delegate needs --to EMAIL, the new reviewer")
			}
			if err := checkEmail(to); err != nil {
				return answer{}, err
			}
			if _, err := reason.Check("handing over items", why); err != nil {
				return answer{}, err
			}
			items, err := w.FindItems(ctx, args[0], args[1:])
			if err != nil {
				return answer{}, err
			}
			what := "the items reviewers hold themselves"
			if len(items) > 0 {
				what = count(len(items), "item")
			}
			if err := s.confirm(ctx, "Hand "+what+" to "+to+"?"); err != nil {
				return answer{}, err
			}
			moved, err := w.Delegate(ctx, args[0], items, to, why)
			if err != nil {
				return answer{}, err
			}
			summary, err := w.Campaign(ctx, args[0])
			return answered(map[string]any{"campaign": summary.ID, "to": to, "items": orEmpty(moved)}, func(p *printer) {
				p.hang(p.good("handed over:"), "%s to %s: %s", count(len(moved), "item"), to, strings.Join(moved, ", "))
			}, err)
		}),
	}
	c.Flags().StringVar(&to, "to", "", "the new reviewer, as an `email` address")
	reasonFlag(c, &why)
	return c
}
