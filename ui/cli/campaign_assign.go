package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
)

func (s *session) campaignAssignCommand() *cobra.Command {
	var h handing
	c := &cobra.Command{
		Use:     "assign CAMPAIGN [ITEM...] --to EMAIL --reason TEXT",
		Aliases: []string{"delegate"},
		Short:   "Hand items, or a whole assignment, to another reviewer",
		Long: `assign moves items into another reviewer's assignment, and needs a reason. With --from it moves the whole assignment of that
reviewer, or the items named of it; without --from and items it moves those that are assigned to their own holder, who may
not decide on them. Of a whole assignment, what is the new reviewer's own access stays where it is.

With --second it is the second stage of the items that moves, for good.

With --until it is for a time, as for somebody who is out of office: what has no decision yet moves now, and what has none
after that day goes back with the next act in the campaign. What was decided or signed off by then stays.

Reviewers hand over what is assigned to them; owners, and the manager who made the campaign, hand over anything. The new
reviewer is a verified user of the newest population, a person on record, or has an address in a domain of the company; an
auditor cannot review. To take it back, assign it from the new reviewer to the old one.`,
		Example: `tuar campaign assign q4 --from eva@example.com --to raj@example.com --until 2026-12-11 --reason "out of office"
tuar campaign assign q4 d.ito@example.com key/1234 --to b@example.com --reason "knows them"
tuar campaign assign q4 --to b@example.com --reason "own access"`,
		Args:              takes(1, -1, "a campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			return s.campaignAssign(ctx, w, args[0], slices.Concat(args[1:], h.items), h)
		}),
	}
	c.Flags().StringVar(&h.from, "from", "", "the reviewer whose assignment it is, as an `email` address")
	c.Flags().StringVar(&h.to, "to", "", "the new reviewer, as an `email` address")
	c.Flags().StringSliceVar(&h.items, "items", nil, "only these `items`, with commas between; as after the campaign")
	c.Flags().BoolVar(&h.second, "second", false, "hand over the second stage of the items")
	c.Flags().StringVar(&h.until, "until", "", "the last day, as a `date` (2026-12-11) or from now (5d, 2w); then what has no decision goes back")
	reasonFlag(c, &h.why)
	return c
}

// handing holds the flags of campaign assign.
type handing struct {
	from, to, until, why string
	items                []string
	second               bool
}

// check checks the flags by themselves.
func (h handing) check() (until time.Time, err error) {
	if h.to == "" {
		return until, usagef("tuar campaign assign needs --to EMAIL, the new reviewer")
	}
	for _, email := range []string{h.from, h.to} {
		if email == "" {
			continue
		}
		if err := checkEmail(email); err != nil {
			return until, err
		}
	}
	if _, err := reason.Check("handing over items", h.why); err != nil {
		return until, err
	}
	if h.until == "" {
		return until, nil
	}
	if until, err = campaign.ParseDue(h.until, time.Now()); err != nil {
		return until, fault.New(fault.BadInput, "%q is no day to come", h.until).WithHint("for example: %s, or %s", fault.Again("--until 2026-12-11"), fault.Again("--until 5d"))
	}
	return until, nil
}

func (s *session) campaignAssign(ctx context.Context, w *review.Workspace, id string, named []string, h handing) (answer, error) {
	until, err := h.check()
	if err != nil {
		return answer{}, err
	}
	items, err := w.FindItems(ctx, id, named)
	if err != nil {
		return answer{}, err
	}
	handing := campaign.Handing{From: h.from, To: h.to, Items: items, Until: until, Reason: h.why}
	stage := ""
	if h.second {
		handing.Stage, stage = campaign.SecondStage, "the second stage of "
	}
	moves, err := w.PreviewDelegate(ctx, id, handing)
	if err != nil {
		return answer{}, err
	}
	span := ""
	if h.until != "" {
		span = " until " + until.Format(campaign.DateLayout)
	}
	if err := s.confirm(ctx, "Hand "+stage+count(len(moves), "item")+" to "+h.to+span+"?"); err != nil {
		return answer{}, err
	}
	moved, err := w.Delegate(ctx, id, handing)
	if err != nil {
		return answer{}, err
	}
	summary, err := w.Campaign(ctx, id)
	said := map[string]any{"campaign": summary.ID, "to": h.to, "items": orEmpty(moved)}
	if h.from != "" {
		said["from"] = h.from
	}
	if h.until != "" {
		said["until"] = until.Format(campaign.DateLayout)
	}
	return answered(said, func(p *printer) {
		p.hang(p.good("handed over:"), "%s%s to %s%s: %s", stage, count(len(moved), "item"), h.to, span, strings.Join(moved, ", "))
		back := ""
		if h.second {
			back = " --second"
		}
		if h.from != "" {
			p.next("to take it back: tuar campaign assign " + summary.ID + " --from " + h.to + " --to " + h.from + back + " --items … --reason …")
		}
	}, err)
}
