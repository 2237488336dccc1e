package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/noting"
)

func (s *session) noteCommand() *cobra.Command {
	var owner, purpose, every string
	c := &cobra.Command{
		Use:   "note ITEM --owner EMAIL --purpose TEXT --review-every INTERVAL",
		Short: "Say who is responsible for an API key or a service account, what it is for, and how often it is reviewed",
		Long: `note puts on record who is responsible for an item, what it is for, and how often it must be reviewed. What is not named stays
as it is; --owner "" takes a part away. An item is named by its id, such as key/1f2e or user/17, by an e-mail address, or by a key's name.

The next review is due when the interval is over, counted from the last decision that certified, reduced or moved it in a closed
campaign; from the note if it was never reviewed. The hints no-owner, key-outlives-owner and review-due, tuar status, tuar check and
the evidence tell what is missing. Only owners and managers can write notes. Each note stays on record.`,
		Example: `tuar note key/1f2e --owner a.berg@example.com --purpose "deploys the website" --review-every 6mo
tuar note backup@example.com --owner a.berg@example.com
tuar note key/1f2e --purpose ""`,
		Args: takes(1, 1, "one item"), ValidArgsFunction: s.itemArgument(),
		RunE: func(c *cobra.Command, args []string) error {
			var change noting.Change
			for name, part := range map[string]struct {
				to    **string
				value *string
			}{"owner": {&change.Owner, &owner}, "purpose": {&change.Purpose, &purpose}, "review-every": {&change.Every, &every}} {
				if c.Flags().Changed(name) {
					*part.to = part.value
				}
			}
			if change == (noting.Change{}) {
				return usagef("say what is noted").WithHint("--owner EMAIL, --purpose TEXT, --review-every 6mo; see a note with: tuar note show ITEM")
			}
			return s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
				return s.setNote(ctx, w, args[0], change)
			})(c, args)
		},
	}
	c.Flags().StringVar(&owner, "owner", "", "the `email` address of the responsible person")
	c.Flags().StringVar(&purpose, "purpose", "", "what it is for, a `text` of a sentence")
	c.Flags().StringVar(&every, "review-every", "", "the longest `interval` between two reviews: a number and d, w, mo or y, such as 90d or 6mo")
	c.AddCommand(s.noteShowCommand(), s.noteListCommand(), s.noteClearCommand())
	return c
}

// setNote changes the note on an item.
func (s *session) setNote(ctx context.Context, w *review.Workspace, name string, change noting.Change) (answer, error) {
	item, err := w.FindItem(ctx, name)
	if err != nil {
		return answer{}, err
	}
	_, changed, err := w.SetNote(ctx, item, change)
	if err != nil {
		return answer{}, err
	}
	all, err := w.NotesOn(ctx, item)
	if err != nil {
		return answer{}, err
	}
	return answer{all[0].Row, func(p *printer) {
		if !changed {
			p.linef("the note on %s says that already", all[0].Name)
			return
		}
		p.hang(p.good("noted:"), "%s", all[0].Name)
		p.noteOn(all[0].Row)
	}}, nil
}

// noteOn writes what a note says.
func (p *printer) noteOn(r noting.Row) {
	facts := []struct{ name, value string }{
		{"owner", r.Owner}, {"purpose", r.Purpose}, {"review", r.Every.String()}, {"reviewed", r.Reviewed}, {"next", r.Next}, {"noted by", r.By}, {"noted at", r.At},
	}
	for _, f := range facts {
		if f.value != "" {
			p.fact(f.name, "%s", f.value)
		}
	}
	if r.Problem != "" {
		p.hang(p.warn("no owner:"), "%s", r.Problem)
	}
	if r.Due {
		p.hang(p.warn("review due:"), "by its own interval, since %s", r.Next)
	}
}

func (s *session) noteShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ITEM",
		Short: "Show the note on an item, with all that were before",
		Example: `tuar note show key/1f2e
tuar note show ci-deploy --json`,
		Args: takes(1, 1, "one item"), ValidArgsFunction: s.itemArgument(),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			item, err := w.FindItem(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			all, err := w.NotesOn(ctx, item)
			return answered(all, func(p *printer) {
				if len(all) == 0 {
					p.linef("there is no note on %s", item)
					p.next("tuar note " + item + " --owner EMAIL --purpose TEXT --review-every 6mo")
					return
				}
				p.linef("%s", p.bold(all[0].Name))
				for i, n := range all {
					if i == 1 {
						p.linef("%s", p.bold("before"))
					}
					if n.Cleared {
						p.hang(p.dim("cleared"), "by %s on %s %s", n.By, n.At, n.Reason)
						continue
					}
					p.noteOn(n.Row)
				}
			}, err)
		}),
	}
}

func (s *session) noteListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List service keys, service accounts and other items with a note",
		Long: `list shows who is responsible for what: the service keys and service accounts of the last sync, and whatever else has a note. First come
those without a living responsible person, then those whose review is due by their own interval.`,
		Example: `tuar note list
tuar note list --json`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			list, err := w.ListNotes(ctx)
			return answered(orEmpty(list), func(p *printer) {
				if len(list) == 0 {
					p.linef("there is no service key, no service account and no note")
					p.next("tuar note ITEM --owner EMAIL --purpose TEXT --review-every 6mo")
					return
				}
				rows := make([][]string, len(list))
				for i, r := range list {
					state := "ok"
					switch {
					case r.Problem != "":
						state = r.Problem
					case r.Due:
						state = "review is due"
					}
					rows[i] = []string{r.Name, r.Owner, string(r.Every), r.Next, r.Purpose, state}
				}
				p.table([]column{{name: "ITEM", keep: true}, {name: "OWNER"}, {name: "EVERY", keep: true}, {name: "NEXT", keep: true}, {name: "PURPOSE"}, {name: "STATE"}}, rows)
			}, err)
		}),
	}
}

func (s *session) noteClearCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "clear ITEM",
		Short:   "Take the note on an item away; what it said stays on record",
		Example: `tuar note clear ci-deploy --reason "the key was deleted"`,
		Args:    takes(1, 1, "one item"), ValidArgsFunction: s.itemArgument(),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			item, err := w.FindItem(ctx, args[0])
			if err == nil {
				err = w.ClearNote(ctx, item, reason)
			}
			return answered(map[string]string{"item": item}, func(p *printer) { p.hang(p.good("cleared:"), "the note on %s", args[0]) }, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	return c
}
