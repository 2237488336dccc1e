package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/trace"
)

func (s *session) evidenceTraceCommand() *cobra.Command {
	var pack string
	c := &cobra.Command{
		Use:   "trace CAMPAIGN ITEM",
		Short: "Follow one item from the answer of Torq's API to the proof of its change",
		Long: `trace tells everything on record about one item of a campaign, in order: which answers of Torq's API told of it, with the
SHA-256 of each as it came; the row as it was put before the reviewer; whose assignment it was in; every decision, those taken back
too; what was planned, sent and answered; the listing that shows the change and the entry of the audit log; sign-off and closing.
Each step says in which line of which journal it stands. ITEM is an item or an unambiguous e-mail address.`,
		Example: `tuar evidence trace q4 o.reyes@example.com
tuar evidence trace q4 o.reyes@example.com --pack q4-evidence.zip --json`,
		Args:              takes(2, 2, "one campaign and one item"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.runIn(&pack, func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			way, err := w.Trace(ctx, args[0], args[1])
			return answered(way, func(p *printer) { p.way(way) }, err)
		}),
	}
	packFlag(c, &pack)
	return c
}

// way writes each step under the heading of its stage.
func (p *printer) way(t trace.Trace) {
	p.linef("%s in %s (%s)", t.Title, t.Name, t.Campaign)
	var stage trace.Stage
	for _, s := range t.Steps {
		if s.Stage != stage {
			stage = s.Stage
			p.gap()
			p.linef("%s", p.bold(stage))
		}
		who := ""
		if s.By != "" {
			who = ", " + s.By
		}
		p.linef("  %s%s: %s", s.At.UTC().Format("2006-01-02 15:04:05 UTC"), who, s.Text)
		for _, f := range s.Facts {
			p.hang(styledText("      ")+p.dim(fmt.Sprintf("%-19s", f.Name)), "%s", f.Value)
		}
		if l := s.Line; l != nil {
			p.hang(styledText("      ")+p.dim(fmt.Sprintf("%-19s", "journal")), "%s, line %d, %s", l.Writer, l.Seq, l.Hash)
		}
	}
}
