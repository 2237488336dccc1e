package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/dismissing"
)

func (s *session) hintCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "hint",
		Short: "Dismiss hints that need no look for a time, restore and list them",
		Long: `hint dismisses a hint on one item up to a day, with a reason. A dismissed hint is shown as such and does not count: neither for the
order by risk nor for what needs a reason. It counts again after that day, and before it when the item has another role, the role grants
something else, or the number in the fact grew. The hints privileged, break-glass, out-of-band and drifted cannot be dismissed.

Only owners and managers can dismiss and restore hints, and none on their own access. All of it stays on record and in the evidence.`,
		Example: `tuar hint dismiss a.berg@example.com dormant --reason "parental leave" --until 2027-02-28
tuar hint list
tuar hint restore a.berg@example.com dormant`,
		Args: unknownCommand,
		RunE: s.needsCommand,
	}
	c.AddCommand(s.hintDismissCommand(), s.hintListCommand(), s.hintRestoreCommand())
	return c
}

func (s *session) hintDismissCommand() *cobra.Command {
	var reason, until string
	c := &cobra.Command{
		Use: "dismiss ITEM HINT --reason TEXT --until DATE", Short: "Let a hint on an item not count up to a day",
		Example: `tuar hint dismiss a.berg@example.com dormant --reason "parental leave" --until 2027-02-28
tuar hint dismiss ci-deploy dormant --reason "runs once a quarter" --until 90d`,
		Args: takes(2, 2, "an item and a hint"), ValidArgsFunction: s.hintArguments,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			item, err := w.FindItem(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			last, err := campaign.ParseDay("the last day of a dismissed hint", until, time.Now())
			if err != nil {
				return answer{}, err
			}
			d, err := w.DismissHint(ctx, item, args[1], reason, last)
			return answered(d, func(p *printer) { p.hang(p.good("dismissed:"), "%s on %s until %s", d.Hint, args[0], d.Until) }, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why it needs no look, a `text` of a sentence")
	c.Flags().StringVar(&until, "until", "", "the last `day`, such as 2027-02-28 or 90d, at most 366 days ahead")
	return c
}

func (s *session) hintRestoreCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use: "restore ITEM HINT", Short: "Let a dismissed hint count again",
		Example: `tuar hint restore a.berg@example.com dormant --reason "back at work"`,
		Args:    takes(2, 2, "an item and a hint"), ValidArgsFunction: s.dismissedArguments,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			item, err := w.FindItem(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			err = w.RestoreHint(ctx, item, args[1], reason)
			return answered(map[string]string{"item": item, "hint": args[1]}, func(p *printer) { p.hang(p.good("restored:"), "%s on %s", args[1], args[0]) }, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, a `text` of a sentence")
	return c
}

func (s *session) hintListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List dismissed hints, and whether they still count as dismissed",
		Example: "tuar hint list\ntuar hint list --json",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			rows, err := w.ListDismissals(ctx)
			return answered(orEmpty(rows), func(p *printer) { p.dismissals(rows) }, err)
		}),
	}
}

// dismissals writes dismissed hints as a table.
func (p *printer) dismissals(rows []dismissing.Row) {
	if len(rows) == 0 {
		p.linef("no hint is dismissed")
		p.next("tuar hint dismiss ITEM HINT --reason TEXT --until DATE")
		return
	}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{r.Name, r.Hint, r.State, r.Until, r.By, r.Reason}
	}
	p.table([]column{{name: "who", keep: true}, {name: "hint", keep: true}, {name: "state", keep: true}, {name: "until"}, {name: "by"}, {name: "reason"}}, cells)
}
