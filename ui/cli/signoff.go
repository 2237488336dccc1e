package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

func (s *session) signoffCommand() *cobra.Command {
	var statement, key string
	c := &cobra.Command{
		Use:   "signoff CAMPAIGN [flags]",
		Short: "Sign off what is assigned to you in a campaign",
		Long: `signoff shows what you decided and what you leave undecided, and closes your assignment in the campaign. After that nothing in
it changes.

With --sign-with it is signed with your SSH key; so it is without, if "signing_key" in connection.json names one. The head
code at the end is for somebody else to keep: the hash chain of the record shows that what is there fits together, and only
a witness outside shows that it is what was there.`,
		Example: `tuar signoff q4-access
tuar signoff q4-access --statement "I reviewed every row" --sign-with ~/.ssh/id_ed25519`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			return s.signoff(ctx, w, args[0], statement, key)
		}),
	}
	c.Flags().StringVar(&statement, "statement", "", "what you state instead of the usual sentence")
	signWithFlag(c, &key)
	return c
}

func (s *session) signoff(ctx context.Context, w *review.Workspace, id, statement, key string) (answer, error) {
	summary, err := w.CampaignFirmly(ctx, id)
	if err != nil {
		return answer{}, err
	}
	assignment, err := w.Assignment(ctx, summary.ID)
	if err != nil {
		return answer{}, err
	}
	if err := w.SignWith(ctx, key, s.askPassphrase); err != nil {
		return answer{}, err
	}
	if summary.State == campaign.Open && assignment.Signed == nil && assignment.Items > 0 {
		left, err := s.titles(ctx, w, summary, assignment.Undecided)
		if err != nil {
			return answer{}, err
		}
		if err := s.canConfirm(); err != nil {
			return answer{}, err
		}
		s.aside().assignment(assignment, left)
		sheet, err := w.Sheet(ctx, summary.ID)
		if err != nil {
			return answer{}, err
		}
		s.aside().contradictions(sheet, func(item string) bool {
			return slices.ContainsFunc(sheet.Rows, func(r campaign.SheetRow) bool {
				return r.Item == item && sheet.People.Same(r.Reviewer, assignment.Reviewer)
			})
		})
		if err := s.confirm(ctx, "Sign off your assignment in "+fullName(summary)+"?"); err != nil {
			return answer{}, err
		}
	}
	sign, err := w.SignOff(ctx, summary.ID, statement)
	if err != nil {
		return answer{}, err
	}
	return answer{
		map[string]any{
			"campaign": summary.ID, "reviewer": sign.Reviewer, "assurance": sign.Assurance, "statement": sign.Statement,
			"signed_at": stamp(&sign.At), "decided": sign.Decided, "undecided": sign.Undecided,
			"key": sign.Key, "line": sign.Line.Hash, "head_code": record.HeadCode(sign.Line.Hash),
		},
		func(p *printer) {
			p.hang(p.good("signed off:"), "%s by %s (%s)", summary.ID, sign.Reviewer, sign.Known)
			p.text("  ", sign.Statement)
			p.witness(record.HeadCode(sign.Line.Hash), sign.Key)
			step, err := w.Next(ctx, summary.ID)
			p.step(step, err)
			if err == nil && step.Way.Act == "" { // here; there may be another campaign
				if elsewhere, err := w.NextInWorkspace(ctx); err == nil && elsewhere.Way.Act != "" {
					p.step(elsewhere, nil)
				}
			}
		},
	}, nil
}

// assignment writes what a reviewer is about to sign.
func (p *printer) assignment(assignment campaign.AssignmentSummary, left []string) {
	p.linef("%s, %s: %s", p.bold(assignment.Reviewer), count(assignment.Items, "item"), campaign.Tally(assignment.Counts))
	if assignment.Bulk > 0 {
		p.linef("  %s together with others", count(assignment.Bulk, "decision"))
	}
	if assignment.Fast > 0 {
		p.linef("  %s on a row seen for less than two seconds", count(assignment.Fast, "decision"))
	}
	if assignment.InPlace > 0 {
		p.linef("  %s by another person in your place", count(assignment.InPlace, "decision"))
	}
	if len(left) > 0 {
		p.hang(p.warn("left:"), "%s undecided:", count(len(left), "item"))
		p.list(left, 20)
	}
}
