package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

func (s *session) campaignCloseCommand() *cobra.Command {
	var statement, key string
	var counted int
	c := &cobra.Command{
		Use:   "close CAMPAIGN [flags]",
		Short: "Close a campaign for good",
		Long: `close says what is left undecided and who has not signed off, and closes the campaign. Nothing in it changes after. Items
without a decision stay as they are in Torq and are exported as undecided. A campaign can say at opening that they count as
revoked, or go to the fallback reviewer; see tuar campaign new. close names them. The number of those that count as revoked
has to be typed, or given with --confirm-count, if it is more than remediation.count_percent of all access.`,
		Example: `tuar campaign close q4-access
tuar campaign close q4-access --statement "reviewed by all heads of department" --yes`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Draft),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			return s.campaignClose(ctx, w, args[0], statement, key, counted)
		}),
	}
	c.Flags().StringVar(&statement, "statement", "", "what you state; the record keeps it")
	c.Flags().IntVar(&counted, "confirm-count", 0, "the `number` of undecided items that count as revoked, where it has to be typed")
	signWithFlag(c, &key)
	return c
}

func (s *session) campaignClose(ctx context.Context, w *review.Workspace, id, statement, key string, counted int) (answer, error) {
	before, err := w.CampaignFirmly(ctx, id)
	if err != nil {
		return answer{}, err
	}
	if err := w.SignWith(ctx, key, s.askPassphrase); err != nil {
		return answer{}, err
	}
	if !before.Ended() {
		if err := s.canConfirm(); err != nil {
			return answer{}, err
		}
		left, err := w.Leftover(ctx, before.ID)
		if err != nil {
			return answer{}, err
		}
		titles, err := s.titles(ctx, w, before, left.Undecided)
		if err != nil {
			return answer{}, err
		}
		privileged, err := s.titles(ctx, w, before, left.Privileged)
		if err != nil {
			return answer{}, err
		}
		s.aside().leftover(left, titles, privileged)
		question := "Close " + fullName(before) + " for good?"
		if before.State == campaign.Draft {
			question = "Withdraw the draft " + fullName(before) + "?"
		}
		if err := s.confirmCounted(ctx, left, counted); err != nil {
			return answer{}, err
		}
		if err := s.confirm(ctx, question); err != nil {
			return answer{}, err
		}
	}
	closed, err := w.CloseCampaign(ctx, before.ID, statement)
	return answered(closed, func(p *printer) {
		if before.State == campaign.Draft {
			p.hang(p.good("withdrawn:"), "%s", closed.ID)
			return
		}
		p.hang(p.good("closed:"), "%s, %d of %s decided", closed.ID, closed.Decided, count(closed.Items, "item"))
		p.witness(closed.HeadCode, closed.Key)
		p.step(w.Next(ctx, closed.ID))
	}, err)
}

// titles returns what people call the items of a campaign.
func (s *session) titles(ctx context.Context, w *review.Workspace, c campaign.Summary, items []string) ([]string, error) {
	if len(items) == 0 {
		return nil, nil
	}
	sheet, err := w.Sheet(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	byItem := make(map[string]string, len(sheet.Rows))
	for _, r := range sheet.Rows {
		byItem[r.Item] = r.Title() + " (" + r.Role + ")"
	}
	titles := make([]string, len(items))
	for i, item := range items {
		titles[i] = byItem[item]
	}
	return titles, nil
}

// confirmCounted wants the number of items that count as revoked, if they are many.
func (s *session) confirmCounted(ctx context.Context, left campaign.Leftover, counted int) (err error) {
	if !left.TypeCount {
		return nil
	}
	want := len(left.Counted)
	if counted == 0 && !s.yes && s.interactive() {
		if counted, err = s.askNumber(ctx, "How many undecided items count as revoked? Type the number:"); err != nil {
			return err
		}
	}
	if counted != want {
		return fault.New(fault.Refused, "%s would count as revoked, more than %s allows without the number; the number given is %d",
			count(want, "undecided item"), "remediation.count_percent", counted).
			WithHint("look at them, then give the number: --confirm-count %d", want)
	}
	return nil
}

// leftover writes what a closing campaign leaves undecided and unsigned, and the consequences.
func (p *printer) leftover(left campaign.Leftover, undecided, privileged []string) {
	if len(undecided) > 0 {
		p.hang(p.warn("left:"), "%s undecided:", count(len(undecided), "item"))
		p.list(undecided, 20)
		if n := len(left.Disagree); n > 0 {
			p.linef("  on %s the two reviewers disagree", count(n, "item"))
		}
		switch {
		case len(left.Counted) > 0:
			p.hang(p.warn("  revoked:"), "all of them count as revoked, as the campaign said at opening, in no reviewer's name; remediation takes the access away")
			if len(privileged) > 0 {
				p.hang(p.warn("  privileged:"), "%s", strings.Join(privileged, ", "))
			}
		case len(left.ToFallback) > 0:
			p.linef("  for the fallback reviewer %s: %s; hand over first with: tuar campaign fallback", left.Fallback, count(len(left.ToFallback), "item"))
		default:
			p.linef("  they stay as they are in Torq and are exported as undecided; review them next time")
		}
	}
	if len(left.Unsigned) > 0 {
		p.hang(p.warn("not signed off:"), "%s", strings.Join(left.Unsigned, ", "))
	}
}

// list writes a few of a list, and how many more there are.
func (p *printer) list(all []string, most int) {
	shown := all[:min(len(all), most)]
	for _, text := range shown {
		p.linef("  %s", text)
	}
	if more := len(all) - len(shown); more > 0 {
		p.linef("  and %d more", more)
	}
}
