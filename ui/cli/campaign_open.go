package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
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
		Example: `tuar campaign open q4
tuar campaign open q4 --allow-stale --yes`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Draft),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			draft, err := w.Campaign(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			if draft.State == campaign.Draft {
				if err := s.previewOpening(ctx, w, draft.ID); err != nil {
					return answer{}, err
				}
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

// previewOpening writes what opening the draft would give to whom, before the question.
func (s *session) previewOpening(ctx context.Context, w *review.Workspace, id string) error {
	if err := s.canConfirm(); err != nil {
		return err
	}
	plan, err := w.CampaignPlan(ctx, id)
	if err != nil {
		return err
	}
	preview, err := w.PreviewCampaign(ctx, plan)
	if err != nil {
		return err
	}
	if err := nameItems(ctx, w, preview.OwnAccess); err != nil {
		return err
	}
	s.aside().preview(preview, w.Now())
	return nil
}
