package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence/trend"
	"github.com/tuar-dev/tuar/ui/words"
)

func (s *session) evidenceTrendCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "trend [flags]",
		Short: "Compare all campaigns over the quarters",
		Long: `trend shows for each quarter the campaigns that were opened in it (UTC), and says so where there was none. The figures are those of the
campaigns' evidence packs:

  done          decided items, in percent of all
  on time       whether it was closed by its due date
  revoked       revoked items, in percent of the decided ones
  proof         median time from a decision to the list of Torq that shows the change
  rubber stamp  flagged items that were decided in under two seconds or together with others, in percent of the decided flagged ones
  repeat        items that were revoked or flagged both in this campaign and in the one before
  elevations    temporary roles that were granted, by month

Campaigns that were voided are left out. It works offline.`,
		Example: `tuar evidence trend
tuar evidence trend --format csv > trend.csv
tuar evidence trend --json | jq '.[] | select(.campaign == "") | .quarter'`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if format != "" && format != "csv" && format != "json" {
				return answer{}, usagef("%q is not a format of a trend", format).WithHint("use csv or json")
			}
			t, err := w.Trend(ctx)
			switch {
			case err != nil:
				return answer{}, err
			case format == "csv":
				return answer{}, t.Table().WriteMarkedCSV(s.exported())
			case s.json || format == "json":
				return answer{}, t.Table().WriteJSON(s.out)
			}
			return answer{lines: func(p *printer) { p.trend(t) }}, nil
		}),
	}
	c.Flags().StringVar(&format, "format", "", "csv or json (default: a table and bars for reading)")
	complete(c, "format", "csv", "json")
	return c
}

// trend writes the campaigns of each quarter, and the elevations of each month.
func (p *printer) trend(t trend.Trend) {
	if len(t.Quarters) == 0 {
		p.linef("no campaign was opened yet, so there is nothing to compare")
		p.next(`tuar campaign new --name "…"`)
		return
	}
	var rows [][]string
	for i := range t.Quarters {
		q := &t.Quarters[i]
		if len(q.Campaigns) == 0 {
			rows = append(rows, []string{q.Name, words.NoCampaign, "", "", "", "", "", "", words.Elevated(q)})
		}
		for k := range q.Campaigns {
			c, name, elevated := &q.Campaigns[k], q.Name, words.Elevated(q)
			if k > 0 {
				name, elevated = "", ""
			}
			rows = append(rows, []string{
				name, c.Name, p.percent(c.Completion()), words.Timing(c.Timing), p.percent(c.RevokeRate()), words.Proof(c), p.percent(c.StampRate()),
				words.Repeats(c), elevated,
			})
		}
	}
	p.table([]column{
		{name: "quarter", keep: true},
		{name: "campaign", least: 12},
		{name: "done", keep: true},
		{name: "on time", keep: true},
		{name: "revoked", keep: true},
		{name: "proof", least: 9},
		{name: "rubber stamp", keep: true},
		{name: "repeat", least: 6},
		{name: "elevations", keep: true},
	}, rows)
	p.gap()
	if t.Voided > 0 {
		p.linef("%s left out", count(t.Voided, "voided campaign"))
	}
	if source := t.Alert(); source != "" {
		p.hang(p.warn("source:"), "%s", source)
	}
	p.linef("repeat: revoked or flagged in this campaign and in the one before; tuar evidence trend --help says what each column counts")
}

// percent returns a percentage with a bar, or without one for users of screen readers and on narrow screens.
func (p *printer) percent(percent int, ok bool) string {
	if ok && (p.rows || p.width > 0 && p.width < 120) {
		return strconv.Itoa(percent) + "%"
	}
	return words.Rate(percent, ok)
}
