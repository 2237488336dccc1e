package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
)

// complete lets the shell complete the values of a flag.
func complete(c *cobra.Command, flag string, values ...string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // there is no such flag
	}
}

// campaignArgument lets the shell complete the first argument to campaigns in one of these states, or in any.
func (s *session) campaignArgument(states ...campaign.State) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return s.completed(c, func(ctx context.Context, w *review.Workspace) (out []cobra.Completion, err error) {
			list, err := w.ListCampaigns(ctx)
			for _, summary := range list {
				if len(states) == 0 || slices.Contains(states, summary.State) {
					out = append(out, cobra.CompletionWithDesc(summary.ID, string(summary.State)+", due "+summary.Due))
				}
			}
			return out, err
		})
	}
}

// completed reads the completions for the shell from the workspace.
func (s *session) completed(c *cobra.Command, read func(context.Context, *review.Workspace) ([]cobra.Completion, error)) ([]cobra.Completion, cobra.ShellCompDirective) {
	if err := s.resolve(); err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	w, err := s.open(c.Context(), s.names[0], shortOfTime) // of several the first has the same campaigns, or most of them
	s.opened = nil                                         // the shell asks, and warnings would not be read
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	out, err := read(c.Context(), w)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return harmless(out), cobra.ShellCompDirectiveNoFileComp
}
