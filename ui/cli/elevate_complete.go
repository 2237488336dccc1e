package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
)

// elevationArgument lets the shell complete the first argument to elevations in one of these states, or in any.
func (s *session) elevationArgument(states ...elevation.State) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return s.completed(c, func(ctx context.Context, w *review.Workspace) (out []cobra.Completion, err error) {
			rows, err := w.ListElevations(ctx)
			for _, r := range rows {
				if len(states) == 0 || slices.Contains(states, r.State) {
					out = append(out, cobra.CompletionWithDesc(r.ID, string(r.State)+", "+forWhom(r)))
				}
			}
			return out, err
		})
	}
}

// completeLending lets the shell complete the roles that can be requested, and the users.
func (s *session) completeLending(c *cobra.Command) {
	s.completeUsers(c)
	s.completeFrom(c, "role", func(env elevation.RequestContext) (out []cobra.Completion) {
		for _, r := range env.Roles {
			if r.Disabled == "" {
				out = append(out, cobra.CompletionWithDesc(r.Name, "for "+r.Rule.Longest.String()+" at most"))
			}
		}
		return out
	})
}

// completeUsers lets the shell complete the users of the workspace.
func (s *session) completeUsers(c *cobra.Command) {
	s.completeFrom(c, "user", func(env elevation.RequestContext) (out []cobra.Completion) {
		for _, u := range env.Users {
			out = append(out, u.Email)
		}
		return out
	})
}

func (s *session) completeFrom(c *cobra.Command, flag string, values func(elevation.RequestContext) []cobra.Completion) {
	err := c.RegisterFlagCompletionFunc(flag, func(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
			env, err := w.RequestContext(ctx)
			return values(env), err
		})
	})
	if err != nil {
		panic(err) // there is no such flag
	}
}
