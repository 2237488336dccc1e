package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/safetext"
)

// completeTree lets the shell complete the arguments and flags that the commands leave open, by what they stand for.
func (s *session) completeTree(root *cobra.Command) {
	args := map[string]cobra.CompletionFunc{
		"campaign assign":      s.inTurn(s.campaignArgument(campaign.Open), s.campaignItems),
		"campaign compare":     s.inTurn(s.campaignArgument(campaign.Open, campaign.Closed), s.campaigns()),
		"campaign plan remove": s.inTurn(s.plans),
		"comment":              s.inTurn(s.campaignArgument(campaign.Open), s.campaignItems, nothing),
		"comment answer":       s.inTurn(s.campaignArgument(campaign.Open), s.questions, nothing),
		"comment list":         s.campaignArgument(),
		"decide":               s.inTurn(s.campaignArgument(campaign.Open), s.campaignItems),
		"evidence trace":       s.inTurn(s.tracedArgument(), s.campaignItems, nothing),
		"remediate done":       s.inTurn(s.campaignArgument(campaign.Open, campaign.Closed), s.campaignItems),
		"review":               s.campaignArgument(campaign.Open),
		"rights grant":         s.inTurn(s.people, rightArgument, nothing),
		"rights revoke":        s.inTurn(s.people, rightArgument, nothing),
		"settings set":         s.inTurn(settingArgument, settingValues, nothing),
	}
	flags := map[string]cobra.CompletionFunc{
		"as": s.people, "ask": s.people, "email": s.people, "fallback": s.people, "from-person": s.people, "owner": s.people,
		"remove": s.people, "reviewer": s.people, "second": s.people, "to": s.people,
		"campaign": s.campaigns(), "like": s.campaigns(),
		"move": s.roles, "reduce": s.roles, "role": s.roles, "reduce-to": s.permissions,
		"delete-key": s.items(access.Key), "delete-mapping": s.items(access.Mapping), "items": s.items(),
		"scope": scopeNamed, "workspace": s.workspaces,
		"status": cobra.FixedCompletions([]cobra.Completion{"active", "invited", "pending", "disabled"}, cobra.ShellCompDirectiveNoFileComp),
	}
	// The same word stands for something else there.
	other := map[string]cobra.CompletionFunc{
		"campaign assign --from":  s.people,
		"campaign new --from":     s.campaigns(),
		"comment answer --from":   s.people,
		"evidence archive --from": nothing,
		"evidence archive --to":   nothing,
	}
	walk(root, func(c *cobra.Command) {
		path := strings.TrimPrefix(strings.TrimPrefix(c.CommandPath(), root.Name()), " ")
		if f := args[path]; f != nil {
			c.ValidArgsFunction = f
		}
		local := c.LocalFlags()
		local.VisitAll(func(flag *pflag.Flag) {
			f := other[path+" --"+flag.Name]
			if f == nil {
				f = flags[flag.Name]
			}
			if f != nil {
				_ = c.RegisterFlagCompletionFunc(flag.Name, f) // refused where the command knows better
			}
		})
	})
}

// walk calls do with a command and all below it.
func walk(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, sub := range c.Commands() {
		walk(sub, do)
	}
}

// inTurn returns the completion of arguments that stand for different things: the first by the first function, and so on;
// further ones by the last.
func (s *session) inTurn(each ...cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return each[min(len(args), len(each)-1)](c, args, typed)
	}
}

// nothing completes to nothing, and to no file.
func nothing(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// campaigns returns the completion to any campaign, whatever the arguments.
func (s *session) campaigns() cobra.CompletionFunc {
	all := s.campaignArgument()
	return func(c *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return all(c, nil, typed)
	}
}

// items returns the completion to an item of the last population, whatever the arguments.
func (s *session) items(kinds ...access.Kind) cobra.CompletionFunc {
	all := s.itemArgument(kinds...)
	return func(c *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return all(c, nil, typed)
	}
}

// campaignItems completes to the items of the campaign that the first argument names: users by their address, others by
// their ID, each with what it is and how it is decided.
func (s *session) campaignItems(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return s.completed(c, func(ctx context.Context, w *review.Workspace) (out []cobra.Completion, err error) {
		sheet, err := w.Sheet(ctx, args[0])
		if err != nil {
			return nil, err
		}
		for i := range sheet.Rows {
			r := &sheet.Rows[i]
			name, about := r.Item, r.Name
			if r.Kind == access.User && r.Email != "" {
				name, about = r.Email, r.Role
			}
			if !slices.Contains(args[1:], name) {
				out = append(out, described(name, about+", "+string(r.Decision.Verdict)))
			}
		}
		return out, nil
	})
}

// questions completes to the open questions of the campaign that the first argument names.
func (s *session) questions(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
		rows, err := w.Comments(ctx, args[0])
		rows = slices.DeleteFunc(rows, func(r comment.Row) bool { return !r.Open })
		var out []cobra.Completion
		for _, r := range rows {
			out = append(out, described(r.ID[:8], r.Text))
		}
		return out, err
	})
}

// plans completes to the names of plans.
func (s *session) plans(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
		rows, err := w.ListPlans(ctx)
		var out []cobra.Completion
		for _, r := range rows {
			out = append(out, described(r.Name, "every "+string(r.Every)))
		}
		return out, err
	})
}

// people completes to the addresses of persons: of the record, of the last population, of the roster.
func (s *session) people(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
		list, err := w.ListPeople(ctx)
		var out []cobra.Completion
		for _, p := range list {
			out = append(out, described(p.Email, joined(p.Rights)))
		}
		return out, err
	})
}

// roles completes to the roles of the last population.
func (s *session) roles(c *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return s.roleArguments(c, nil, typed)
}

// permissions completes a list with commas in between to the permissions that the role named as an item has, or any role.
func (s *session) permissions(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndex(typed, ",")+1]
	return s.completed(c, func(ctx context.Context, w *review.Workspace) ([]cobra.Completion, error) {
		view, err := w.Access(ctx)
		var out []cobra.Completion
		for _, role := range view.Roles {
			if len(args) > 1 && strings.HasPrefix(args[len(args)-1], "role/") && args[len(args)-1] != "role/"+role.ID {
				continue
			}
			for _, p := range role.Scopes {
				out = append(out, before+p)
			}
		}
		slices.Sort(out)
		return slices.Compact(out), err
	})
}

// scopeNamed completes to the names that an expression knows.
func scopeNamed(_ *cobra.Command, _ []string, _ string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
	for _, f := range scope.Fields() {
		out = append(out, described(f.Name, f.Doc))
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// workspaces completes to the workspaces of this machine.
func (s *session) workspaces(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	_ = s.resolve() // for the home; the workspace itself is being typed
	there, err := s.Workspaces(s.home)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	if len(there) > 1 && !slices.Contains(there, allWorkspaces) {
		there = append(there, cobra.CompletionWithDesc(allWorkspaces, "every workspace of this machine"))
	}
	return there, cobra.ShellCompDirectiveNoFileComp
}

// settingValues completes to the values that a setting can have, where they are few, and to the usual one.
func settingValues(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	usual, err := settings.Default().Get(args[0])
	switch {
	case err != nil:
	case usual == "true" || usual == "false":
		return []cobra.Completion{"true", "false"}, cobra.ShellCompDirectiveNoFileComp
	case args[0] == "remediation.methods":
		return []cobra.Completion{"api", "webhook", "manual", "api,webhook,manual"}, cobra.ShellCompDirectiveNoFileComp
	case usual != "" && !strings.ContainsAny(usual, "[{"):
		return []cobra.Completion{cobra.CompletionWithDesc(usual, "the usual value")}, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// described returns a completion with its description.
func described(name, about string) cobra.Completion { return cobra.CompletionWithDesc(name, about) }

// harmless returns completions that are one line each, whatever was read from Torq: a name with other signs than a shell
// can show is left to be typed, and descriptions are cleaned.
func harmless(list []cobra.Completion) (out []cobra.Completion) {
	for _, one := range list {
		name, about, _ := strings.Cut(one, "\t")
		if name != "" && safetext.Clean(name) == name {
			out = append(out, described(name, safetext.Clean(about)))
		}
	}
	return out
}
