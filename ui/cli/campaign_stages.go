package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// stageFlags adds the flags about second stages and undecided rows.
func (n *newCampaign) stageFlags(c *cobra.Command) {
	c.Flags().StringArrayVar(&n.second, "second", nil, "rows that a second reviewer decides as well: `SCOPE=EMAIL`, such as 'privileged=p.lang@example.com'; repeatable, the first match wins")
	c.Flags().StringVar((*string)(&n.plan.Disagreement), "disagreement", "", "if both stages disagree: any-revoke-wins, all-must-agree or last-stage-decides; if the last stage abstains, the first counts (default any-revoke-wins)")
	c.Flags().StringVar((*string)(&n.plan.Undecided), "undecided", "", "what becomes of undecided rows at closing: nothing, revoke or fallback (default nothing)")
	if c.Flags().Lookup("fallback") == nil {
		c.Flags().StringVar(&n.plan.Fallback, "fallback", "", "the reviewer of rows on which no other may decide, and of undecided rows with --undecided fallback, as an `email` address")
	}
	c.Flags().StringVar((*string)(&n.plan.Lapse), "lapse", "", "what becomes of access after the last day for which it was certified: nothing, or revoke once a person confirms it (default nothing)")
	complete(c, "lapse", string(campaign.LapseNothing), string(campaign.LapseRevoke))
	complete(c, "disagreement", string(campaign.AnyRevokeWins), string(campaign.AllMustAgree), string(campaign.LastStageDecides))
	complete(c, "undecided", string(campaign.LeaveUndecided), string(campaign.RevokeUndecided), string(campaign.ToFallback))
}

// stages reads the second stages that flags name into the plan.
func (n *newCampaign) stages() error {
	n.plan.Second = nil
	for _, text := range n.second {
		one, err := campaign.ParseSecond(text)
		if err != nil {
			return fault.Wrap(err, "--second %s", text)
		}
		n.plan.Second = append(n.plan.Second, one)
	}
	return nil
}

// copyStages takes from another campaign what no flag says.
func (n *newCampaign) copyStages(old campaign.Plan) {
	if len(n.plan.Second) == 0 {
		n.plan.Second = old.Second
		n.plan.Disagreement = cmp.Or(n.plan.Disagreement, old.Disagreement)
	}
	n.plan.Undecided = cmp.Or(n.plan.Undecided, old.Undecided)
	n.plan.Fallback = cmp.Or(n.plan.Fallback, old.Fallback)
	n.plan.Lapse = cmp.Or(n.plan.Lapse, old.Lapse)
}

// stages writes the second stages and the rules that opening fixes.
func (p *printer) stages(v campaign.Preview) {
	for _, one := range v.Second {
		p.fact("second stage", "%s: %s, after the first reviewer has decided", one.Reviewer, count(len(one.Items), "item"))
	}
	if len(v.Second) > 0 {
		p.fact("disagreement", "%s", v.Disagreement.Words())
	}
	p.undecidedRule(v.Undecided, v.Fallback)
	if len(v.SecondAlone) > 0 {
		p.hang(p.warn("note:"), "%s; the campaign cannot be opened: %s",
			secondMissing(len(v.SecondAlone)), strings.Join(v.SecondAlone, ", "))
		p.hang("     ", "name another second reviewer with --second, or a fallback reviewer with --fallback")
	}
}

// secondMissing says that so many items have no second reviewer.
func secondMissing(n int) string {
	return "no other person may decide in the second stage of " + count(n, "item")
}

// undecidedRule writes what becomes of undecided rows.
func (p *printer) undecidedRule(rule campaign.UndecidedRule, fallback string) {
	if rule != "" {
		p.fact("undecided", "%s", rule.Words(fallback))
	}
}

func (s *session) campaignFallbackCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "fallback CAMPAIGN",
		Short: "Hand what is undecided to the fallback reviewer",
		Long: `fallback hands undecided rows to the fallback reviewer, if the campaign said at opening that they go there: rows that no reviewer decided, also those of assignments that are signed off, and second stages that are
missing or in disagreement. Only an owner or the manager who made the campaign can do it. A campaign with such rows cannot be
closed before.`,
		Example:           "tuar campaign fallback q4-access",
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			before, err := w.CampaignFirmly(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			left, err := w.Leftover(ctx, before.ID)
			if err != nil {
				return answer{}, err
			}
			if len(left.ToFallback) > 0 {
				titles, err := s.titles(ctx, w, before, left.ToFallback)
				if err != nil {
					return answer{}, err
				}
				p := s.aside()
				p.hang(p.warn("undecided:"), "%s:", count(len(titles), "item"))
				p.list(titles, 20)
				if err := s.confirm(ctx, "Hand "+count(len(left.ToFallback), "undecided item")+" of "+fullName(before)+" to "+left.Fallback+"?"); err != nil {
					return answer{}, err
				}
			}
			rows, err := w.FallBack(ctx, before.ID)
			return answered(map[string]any{"campaign": before.ID, "to": left.Fallback, "rows": rows}, func(p *printer) {
				p.hang(p.good("handed over:"), "%s to %s", count(rows, "item"), left.Fallback)
			}, err)
		}),
	}
}
