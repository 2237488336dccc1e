package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

func (s *session) evidenceOSCALCommand() *cobra.Command {
	var pack, path string
	var force bool
	c := &cobra.Command{
		Use:   "oscal CAMPAIGN [flags]",
		Short: "Write the results of the controls as OSCAL assessment results",
		Long: `oscal writes the results of tuar evidence check as assessment results of NIST's Open Security Controls Assessment Language (OSCAL
1.1.2, JSON), for systems that read them. Each control has an observation with the fact; a finding says satisfied for pass and
not-satisfied for fail. A weak control is not-satisfied with the reason other, and a control that has nothing to look at (n/a) has
no finding. The same record gives the same file.`,
		Example: `tuar evidence oscal q4 -o q4-oscal.json
tuar evidence oscal q4 | jq '."assessment-results".results[].findings[] | select(.target.status.state == "not-satisfied") | .title'`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open, campaign.Closed),
		RunE: s.runIn(&pack, func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if path == "" || path == "-" {
				document, err := w.OSCAL(ctx, args[0])
				if err != nil {
					return answer{}, err
				}
				return answer{}, tabular.WriteJSON(s.out, document)
			}
			document, err := w.OSCALFile(ctx, args[0], path, force)
			if err != nil {
				return answer{}, err
			}
			result := document.Results.Results[0]
			shown := map[string]any{"campaign": args[0], "file": path, "observations": len(result.Observations), "findings": len(result.Findings)}
			return answered(shown, func(p *printer) {
				p.linef("written: %s, %s, %s", path, count(len(result.Observations), "observation"), count(len(result.Findings), "finding"))
			}, nil)
		}),
	}
	c.Flags().StringVarP(&path, "output", "o", "-", "`file` to write; - is stdout")
	c.Flags().BoolVar(&force, "force", false, "replace the file if there is one")
	packFlag(c, &pack)
	return c
}
