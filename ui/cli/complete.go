package cli

import (
	"slices"

	"github.com/spf13/cobra"

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
		s.resolve()
		w, err := s.workspace(c.Context())
		s.opened = nil // the shell asks, and nobody reads warnings now
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		list, err := w.Campaigns(c.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var out []cobra.Completion
		for _, summary := range list {
			if len(states) == 0 || slices.Contains(states, summary.State) {
				out = append(out, cobra.CompletionWithDesc(summary.ID, string(summary.State)+", due "+summary.Due))
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}
