package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/compare"
)

func (s *session) campaignCompareCommand() *cobra.Command {
	var format string
	var only []string
	c := &cobra.Command{
		Use:   "compare [BEFORE] CAMPAIGN [flags]",
		Short: "Compare two campaigns row by row",
		Long: `compare shows for every item of the two campaigns what differs: new access and access that is gone, another role, another decision on
the same role, and what only one of the two reviewed although both populations list it. With one campaign it compares that with the
one that was closed last when it was opened.

--only narrows the rows: changed (all but same), new, gone, role, decision, now-in-scope, out-of-scope, not-read, same; several with
commas. Rows are told apart by the ID that Torq gives: a user who was removed and invited again is gone and new.`,
		Example: `tuar campaign compare q4 --only changed
tuar campaign compare q3 q4 --only role,decision
tuar campaign compare q3 q4 --format csv > q3-q4.csv`,
		Args:              takes(1, 2, "one or two campaigns"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if format != "" && format != "csv" && format != "json" {
				return answer{}, usagef("%q is not a format of a comparison", format).WithHint("use csv or json")
			}
			before := ""
			if len(args) == 2 {
				before = args[0]
			}
			all, err := w.CompareCampaigns(ctx, before, args[len(args)-1])
			if err != nil {
				return answer{}, err
			}
			shown, err := all.Only(only...)
			switch {
			case err != nil:
				return answer{}, err
			case format == "csv":
				return answer{}, shown.Table().WriteMarkedCSV(s.exported())
			case s.json || format == "json":
				return answer{}, shown.Table().WriteJSON(s.out)
			}
			return answer{lines: func(p *printer) { p.comparison(shown, all) }}, nil
		}),
	}
	c.Flags().StringSliceVar(&only, "only", nil, "only rows with these `changes`, such as changed or role,decision")
	c.Flags().StringVar(&format, "format", "", "csv or json (default: a table for reading)")
	names := make([]string, len(compare.Filters))
	for i, f := range compare.Filters {
		names[i] = string(f)
	}
	complete(c, "only", names...)
	complete(c, "format", "csv", "json")
	return c
}

// comparison writes the rows that are shown, and the figures of all rows.
func (p *printer) comparison(shown, all compare.Comparison) {
	rows := make([][]string, len(shown.Rows))
	for i := range shown.Rows {
		r, reason := &shown.Rows[i], shown.Rows[i].After.Decision.Reason
		if !r.After.Reviewed {
			reason = r.Before.Decision.Reason
		}
		rows[i] = []string{
			r.Change.Words(), r.Title(), turn(r.Before.Role, r.After.Role), turn(verdictOf(r.Before), verdictOf(r.After)), reason,
		}
	}
	if len(rows) > 0 {
		p.table([]column{{name: "change", keep: true}, {name: "who", least: 16}, {name: "role", least: 10}, {name: "decision", least: 12}, {name: "reason"}}, rows)
		p.gap()
	}
	p.linef("%s and %s: %s", all.Before, all.After, all.Tally())
	if len(shown.Rows) < len(all.Rows) {
		p.linef("%d of %d rows shown", len(shown.Rows), len(all.Rows))
	}
}

// verdictOf returns the decision on a row, with the role to which it moves.
func verdictOf(c compare.Cell) string {
	switch {
	case !c.Reviewed:
		return "not reviewed"
	case c.Decision.To() != "":
		return string(c.Decision.Verdict) + " to " + c.Decision.To()
	}
	return string(c.Decision.Verdict)
}

// turn returns a text that was another before: "Owner → Viewer", "– → Viewer".
func turn(before, after string) string {
	if before == after {
		return after
	}
	return cmp.Or(before, "–") + " → " + cmp.Or(after, "–")
}
