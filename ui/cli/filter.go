package cli

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/filter"
)

// filterFlag adds --filter to a command that lists rows with these fields, and lets the shell complete them.
func filterFlag[R any](c *cobra.Command, text *string, fields []filter.Field[R]) {
	c.Flags().StringVar(text, "filter", "", "only rows that pass this filter, a `text` as behind / in the app: words and fields such as "+
		strings.Join(filter.Names(fields)[:3], ", ")+" (tuar help filter)")
	_ = c.RegisterFlagCompletionFunc("filter", func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var out []cobra.Completion
		for _, o := range filter.Offers(fields, typed, func(filter.Field[R]) []filter.Value { return nil }) {
			about := ""
			if f := filter.Find(fields, strings.TrimSuffix(o.Shown, ":")); f != nil {
				about = f.Says
			}
			out = append(out, described(o.Text, about))
		}
		return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
}

// filtered returns the rows that pass the filter. Fields get the current user from me.
func filtered[R any](ctx context.Context, w *review.Workspace, text string, of func(me func() string) []filter.Field[*R], rows []R) ([]R, error) {
	text, err := savedFilter(ctx, w, text)
	if err != nil || text == "" {
		return rows, err
	}
	me := ""
	if actor, err := w.Actor(ctx); err == nil { // an unknown user is refused below, where the filter asks for them
		me = actor.Email
	}
	fields := of(func() string { return me })
	if me == "" && asksForMe(fields, text) {
		return nil, usagef("the filter asks for me, and tuar does not know who you are").WithHint("add --as EMAIL")
	}
	all := make([]*R, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	passed, err := filter.Select(fields, text, all)
	if err != nil {
		return nil, badFilter(err)
	}
	out := make([]R, len(passed))
	for i, row := range passed {
		out[i] = *row
	}
	return out, nil
}

// savedFilter returns the filter that was saved under the name, if the text is @NAME, else the text itself.
func savedFilter(ctx context.Context, w *review.Workspace, text string) (string, error) {
	text = strings.TrimSpace(text)
	name, named := strings.CutPrefix(text, "@")
	if !named {
		return text, nil
	}
	all, err := w.SavedFilters(ctx)
	if err != nil {
		return "", err
	}
	if saved, is := all[name]; is {
		return saved, nil
	}
	names := slices.Sorted(maps.Keys(all))
	return "", usagef("--filter: no filter was saved as %q on this machine", name).
		WithHint("%s", didYouMean(name, names, "save one in the app: / and ctrl+s; to look for the word, put it in quotes"))
}

// asksForMe reports whether the filter has the current user as the value of a field.
func asksForMe[R any](fields []filter.Field[R], text string) bool {
	for _, t := range filter.Parse(text) {
		if f := filter.Find(fields, t.Field); f != nil && f.Mine != nil && strings.EqualFold(t.Value, "me") {
			return true
		}
	}
	return false
}

// badFilter returns the mistake of a filter as one of the command line.
func badFilter(err error) *fault.Error {
	var unknown *filter.UnknownField
	if errors.As(err, &unknown) {
		return usagef("--filter: there is no field %q", unknown.Name).
			WithHint("%s", didYouMean(unknown.Name, unknown.Fields, "fields are "+strings.Join(unknown.Fields, ", ")))
	}
	return usagef("--filter: %w", err).WithHint("see: tuar help filter")
}
