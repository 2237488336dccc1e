package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
)

func (s *session) evidenceSampleCommand() *cobra.Command {
	var o evidence.SampleOptions
	var pack, of, format string
	c := &cobra.Command{
		Use:   "sample CAMPAIGN --seed TEXT [flags]",
		Short: "Draw a sample that others can draw again",
		Long: `sample draws rows of a campaign. The same seed draws the same rows on every machine, and a larger sample begins with the smaller
one: the items are ordered by the SHA-256 of seed, newline and item, and the first are taken. VERIFY.md in every pack says how to
do the same without tuar.`,
		Example: `tuar evidence sample q4 --seed 2026Q3 -n 25 --pack q4-evidence.zip
tuar evidence sample q4 --seed 2026Q3 -n 10 --of revoke --format csv > sample.csv`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.runIn(&pack, func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if format != "" && format != "csv" && format != "json" {
				return answer{}, usagef("%q is not a format of a sample", format).WithHint("use csv or json")
			}
			o.Of = campaign.Verdict(of)
			drawn, err := w.Sample(ctx, args[0], o)
			switch {
			case err != nil:
				return answer{}, err
			case format == "csv":
				return answer{}, drawn.Table().WriteMarkedCSV(s.exported())
			case s.json || format == "json":
				return answer{}, drawn.Table().WriteJSON(s.out)
			}
			return answer{lines: func(p *printer) { p.sampled(drawn) }}, nil
		}),
	}
	c.Flags().StringVar(&o.Seed, "seed", "", "any `text`, such as 2026Q3")
	c.Flags().IntVarP(&o.Size, "size", "n", 25, "how many rows")
	c.Flags().StringVar(&of, "of", "", "only of rows with this `decision`: certify, reduce, revoke, abstain or undecided")
	c.Flags().StringVar(&format, "format", "", "csv or json (default: a table for reading)")
	complete(c, "format", "csv", "json")
	complete(c, "of", "certify", "reduce", "move", "revoke", "abstain", "undecided")
	packFlag(c, &pack)
	return c
}

func (p *printer) sampled(s evidence.Sample) {
	rows := make([][]string, len(s.Rows))
	for i, r := range s.Rows {
		stands := ""
		if l := r.Decision.Line; l.Writer != "" {
			stands = fmt.Sprintf("%s, line %d", l.Writer, l.Seq)
		}
		rows[i] = []string{fmt.Sprint(i + 1), r.Title(), r.Role, string(r.Decision.Verdict), r.Decision.Reviewer, stands, r.Item, r.Key[:12]}
	}
	p.table([]column{
		{name: "", right: true, keep: true},
		{name: "who", least: 16},
		{name: "role"},
		{name: "decision", keep: true},
		{name: "reviewer"},
		{name: "journal"},
		{name: "item"},
		{name: "key"},
	}, rows)
	p.gap()
	of := strings.TrimSpace(string(s.Of))
	if of != "" {
		of = " decided " + of
	}
	p.linef("%d of %s%s in %s, drawn with the seed %q", len(s.Rows), count(s.From, "row"), of, s.Name, s.Seed)
}
