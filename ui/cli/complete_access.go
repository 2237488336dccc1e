package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/dismissal"
)

// itemArgument lets the shell complete the first argument to an item of one of these kinds, or of any.
func (s *session) itemArgument(kinds ...access.Kind) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
			view, err := w.Access(ctx)
			var out []cobra.Completion
			for i := range view.Rows {
				r := &view.Rows[i]
				name := r.Name
				if r.Kind == access.User {
					name = r.Email
				}
				if name != "" && (len(kinds) == 0 || slices.Contains(kinds, r.Kind)) {
					out = append(out, cobra.CompletionWithDesc(name, string(r.Kind)))
				}
			}
			return out, err
		})
	}
}

// hintArguments lets the shell complete an item, and then a hint on it that can be dismissed.
func (s *session) hintArguments(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return s.itemArgument()(c, args, typed)
	}
	return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
		item, err := w.FindItem(ctx, args[0])
		if err != nil {
			return nil, err
		}
		view, err := w.Access(ctx)
		var out []cobra.Completion
		for i := range view.Rows {
			if view.Rows[i].Item != item {
				continue
			}
			for _, h := range view.Rows[i].Hints {
				if !slices.Contains(dismissal.Firm, h.Name) {
					out = append(out, cobra.CompletionWithDesc(h.Name, h.Fact))
				}
			}
		}
		return out, err
	})
}

// dismissedArguments lets the shell complete a dismissed hint: its item, and then the hint.
func (s *session) dismissedArguments(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
		rows, err := w.ListDismissals(ctx)
		var out []cobra.Completion
		for _, r := range rows {
			switch {
			case len(args) == 0:
				out = append(out, cobra.CompletionWithDesc(r.Item, r.Name))
			case len(args) == 1 && slices.Contains([]string{r.Item, r.Name}, args[0]):
				out = append(out, cobra.CompletionWithDesc(r.Hint, "until "+r.Until))
			}
		}
		return out, err
	})
}

// roleArguments lets the shell complete two roles.
func (s *session) roleArguments(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
		view, err := w.Access(ctx)
		var out []cobra.Completion
		for _, role := range view.Roles {
			if !slices.Contains(args, role.Name) {
				out = append(out, role.Name)
			}
		}
		return out, err
	})
}
