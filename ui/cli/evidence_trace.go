package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/fault"
)

func (s *session) evidenceTraceCommand() *cobra.Command {
	var pack string
	c := &cobra.Command{
		Use:   "trace [CAMPAIGN] ITEM | ELEVATION | control:NAME",
		Short: "Follow an item, an elevation or a control to what it rests on",
		Long: `trace tells everything on record about one item of a campaign, in order: which answers of Torq's API told of it,
with the SHA-256 of each as it came; the row as it was put before the reviewer; whose assignment it was in; every decision,
those taken back too; what was planned, sent and answered; the listing that shows the change and the entry of the audit log;
sign-off and closing. Each step says in which line of which journal it stands. ITEM is an item or an unambiguous e-mail address.

Of an elevation it tells the request, the approvals, the grant, the listing that shows the role, later ends, the end, and the
listing that shows the role gone. What is missing is said in words. ELEVATION is the ID that tuar elevate list shows, or the
beginning of it.

Of a control it lists the rows behind its result, as tuar evidence check --why does. CAMPAIGN can be left out where there is
only one, as in a pack. The name alone will do where no item and no elevation has it.`,
		Example: `tuar evidence trace q4 o.reyes@example.com
tuar evidence trace q4 o.reyes@example.com --pack q4-evidence.zip --json
tuar evidence trace el-4f2a91c07b13
tuar evidence trace q4 control:revocations-proven
tuar evidence trace control:all-decided --pack q4-evidence.zip`,
		Args:              takes(1, 2, "one item with its campaign, one elevation, or one control"),
		ValidArgsFunction: s.tracedArgument(),
		RunE:              s.runIn(&pack, traced),
	}
	packFlag(c, &pack)
	return c
}

// tracedArgument lets the shell complete the first argument to campaigns and elevations.
func (s *session) tracedArgument() cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		campaigns, _ := s.campaignArgument(campaign.Open, campaign.Closed)(c, args, begun)
		elevations, directive := s.elevationArgument()(c, args, begun)
		return append(campaigns, elevations...), directive
	}
}

// traced follows what the arguments name: a control if it says so, else an item or an elevation, else a control of that
// name.
func traced(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
	id, what := "", args[0]
	if len(args) == 2 {
		id, what = args[0], args[1]
	}
	name, isControl := strings.CutPrefix(what, "control:")
	switch {
	case isControl:
		return tracedControl(ctx, w, id, name)
	case id == "" && strings.ContainsAny(what, "@/"):
		return answer{}, usagef("%s is followed in a campaign; say in which", what).
			WithHint("tuar evidence trace CAMPAIGN %s", what)
	}
	var way trace.Trace
	var err error
	if id == "" {
		way, err = w.TraceElevation(ctx, what)
	} else {
		way, err = w.Trace(ctx, id, what)
	}
	if fault.KindOf(err) == fault.BadInput {
		if a, err := tracedControl(ctx, w, id, name); err == nil {
			return a, nil
		}
	}
	return answered(way, func(p *printer) { p.way(way) }, err)
}

// tracedControl lists the rows behind a control of the campaign that id names, which may be empty where there is only
// one.
func tracedControl(ctx context.Context, w *review.Workspace, id, control string) (answer, error) {
	if id == "" {
		var err error
		if id, err = onlyCampaign(ctx, w); err != nil {
			return answer{}, err
		}
	}
	r, err := w.Why(ctx, id, control)
	return answered(r, func(p *printer) { p.why(r) }, err)
}

// onlyCampaign returns the ID of the campaign of a pack, or of the only one that was opened.
func onlyCampaign(ctx context.Context, w *review.Workspace) (string, error) {
	if pack := w.Pack(); pack != nil {
		return pack.Campaign, nil
	}
	list, err := w.ListCampaigns(ctx)
	if err != nil {
		return "", err
	}
	var ids []string
	for _, c := range list {
		if c.State == campaign.Open || c.State == campaign.Closed {
			ids = append(ids, c.ID)
		}
	}
	switch len(ids) {
	case 0:
		return "", usagef("no campaign was opened, so that no control has a result")
	case 1:
		return ids[0], nil
	}
	return "", usagef("each campaign has a result of the control; say which: %s", strings.Join(ids, ", ")).
		WithHint("tuar evidence trace %s control:NAME", ids[0])
}

// way writes each step under the heading of its stage.
func (p *printer) way(t trace.Trace) {
	if t.Elevation != "" {
		p.linef("%s (%s)", t.Title, t.Elevation)
	} else {
		p.linef("%s in %s (%s)", t.Title, t.Name, t.Campaign)
	}
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
		if s.Missing {
			p.hang(styledText("  ")+p.warn("missing:"), "%s", s.Text)
		} else {
			p.linef("  %s%s: %s", s.At.UTC().Format("2006-01-02 15:04:05 UTC"), who, s.Text)
		}
		for _, f := range s.Facts {
			p.hang(styledText("      ")+p.dim(fmt.Sprintf("%-19s", f.Name)), "%s", f.Value)
		}
		if l := s.Line; l != nil {
			p.hang(styledText("      ")+p.dim(fmt.Sprintf("%-19s", "journal")), "%s, line %d, %s", l.Writer, l.Seq, l.Hash)
		}
	}
}
