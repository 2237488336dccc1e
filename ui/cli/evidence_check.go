package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
)

func (s *session) evidenceCheckCommand() *cobra.Command {
	var pack, why string
	c := &cobra.Command{
		Use:   "check CAMPAIGN [--why CONTROL]",
		Short: "Look at the evidence as an auditor will, before one asks",
		Long: `check goes through what those look for who test controls for SOC 2 (CC6.1 to CC6.3), ISO 27001 (A.5.18), PCI DSS (7.2.4,
7.2.5.1) and SOX. Each control passes, is weak (expect questions), fails (likely audit finding) or is n/a (there is nothing to look
at), with the fact it rests on and what to do. It knows the record and the populations only, and works offline; the report of an
evidence pack says the same. While the campaign is open, all of it is so far.

--why CONTROL lists the rows that keep a control from passing, with the decision on each, its reason and its line in the journal, and
what became of the change it asks for.

It exits with 0 whatever the checks find, since that is its result: let a script look at "failed" with --json. It exits with 5 if
the record does not check out.`,
		Example: `tuar evidence check q4
tuar evidence check q4 --why revocations-proven --pack q4-evidence.zip
tuar evidence check q4 --json | jq -e '.failed == 0'`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.runIn(&pack, func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if why != "" {
				r, err := w.Why(ctx, args[0], why)
				return answered(r, func(p *printer) { p.why(r) }, err)
			}
			r, err := w.CheckEvidence(ctx, args[0])
			return answered(r, func(p *printer) { p.selfCheck(r) }, err)
		}),
	}
	c.Flags().StringVar(&why, "why", "", "list the rows that this `control` is about, such as no-self-review")
	packFlag(c, &pack)
	return c
}

// why writes a control and the rows that it is about.
func (p *printer) why(r evidence.Why) {
	so := ""
	if r.SoFar {
		so = " so far"
	}
	p.linef("%s: %s%s", r.Name, r.Result, so)
	p.hang(p.dim("asks:"), "%s", r.Asks)
	p.hang(p.dim("fact:"), "%s", r.Fact)
	if r.Advice != "" {
		p.hang(p.dim("to do:"), "%s", r.Advice)
	}
	p.gap()
	if len(r.Rows) == 0 {
		p.linef("no single row is the reason")
		return
	}
	rows := make([][]string, len(r.Rows))
	for i, row := range r.Rows {
		line := ""
		if row.Writer != "" {
			line = fmt.Sprintf("%s, line %d", row.Writer, row.Seq)
		}
		rows[i] = []string{row.Title, row.Role, string(row.Decision), cmp.Or(row.Reviewer, row.Assignment), row.Reason, string(row.CountsAs), line}
	}
	p.table([]column{
		{name: "who", least: 16},
		{name: "role"},
		{name: "decision", keep: true},
		{name: "reviewer"},
		{name: "reason"},
		{name: "change"},
		{name: "journal"},
	}, rows)
	p.gap()
	p.linef("%s; follow one with: tuar evidence trace %s ITEM", count(len(r.Rows), "row"), r.Campaign)
}

// selfCheck writes every check, with advice on those that did not pass.
func (p *printer) selfCheck(r evidence.SelfCheck) {
	rows := make([][]string, len(r.Checks))
	for i, c := range r.Checks {
		rows[i] = []string{string(c.Result), c.Name, c.Fact}
	}
	here := "what is here"
	if r.SoFar {
		here += " so far"
	}
	p.table([]column{{name: "", keep: true}, {name: "check", keep: true}, {name: here, least: 40}}, rows)
	for _, c := range r.Checks {
		if c.Result == pack.Pass || c.Result == pack.NotApplicable {
			continue
		}
		style := p.warn
		if c.Result == pack.Fail {
			style = p.bad
		}
		p.gap()
		p.hang(style(string(c.Result)+":"), "%s", c.Asks)
		p.linef("  %s: %s", c.Name, c.Fact)
		p.linef("  asked for in %s", strings.Join(c.Refs, ", "))
		p.linef("  to do: %s", c.Advice)
		titles := make([]string, len(c.Items))
		for i, item := range c.Items {
			titles[i] = cmp.Or(r.Titles[item], item)
		}
		if len(titles) > 0 {
			p.list(titles, 5)
		}
	}
	p.gap()
	p.linef("%s, %s; whether that is enough is for the auditor to say", r.Name, r.Tally())
	if r.SoFar {
		p.hang(p.warn("so far:"), "the campaign is open, and each result may change until it is closed")
	}
}
