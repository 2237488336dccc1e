package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/rights"
)

func (s *session) rightsCommand() *cobra.Command {
	c := s.family("rights", `tuar rights list
tuar rights grant mia@example.com manager`,
		"Show and change who may do what", s.rightsListCommand(), s.rightsGrantCommand(), s.rightsRevokeCommand())
	c.Long = `rights are lines of the record: a right counts from its line on. The person who starts a workspace is its owner. Only an owner
changes rights, and a workspace keeps at least one owner.

What each right allows: tuar help rights`
	return c
}

func (s *session) rightsListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List who has which right",
		Example: `tuar rights list
tuar rights list --json`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			list, err := w.ListRights(ctx)
			return answered(rightsOf(list...), func(p *printer) { p.rights(list) }, err)
		}),
	}
}

func (s *session) rightsGrantCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "grant EMAIL RIGHT [flags]",
		Short: "Give a person a right: owner, manager, approver or auditor",
		Long: `grant gives a person a right, from now on. The person must be a user of the last sync or among the people of the workspace
(tuar people list). No owner grants a right to themselves, and an auditor has no other right. Where there are other owners, one
of them must approve a new owner or approver: see "tuar settings proposals".`,
		Example: `tuar rights grant mia@example.com manager
tuar rights grant raj@example.com owner --reason "deputy of mia"`,
		Args:              takes(2, 2, "a person and a right"),
		ValidArgsFunction: rightArgument,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			granted, waits, err := w.GrantRight(ctx, args[0], args[1], reason)
			if waits != nil {
				return answer{proposalRowOf(*waits), func(p *printer) { p.proposed(*waits) }}, nil
			}
			return answered(rightsOf(granted)[0], func(p *printer) { p.hang(p.good("granted:"), "%s is %s from now on", granted.Email, granted.Right) }, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	return c
}

func (s *session) rightsRevokeCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "revoke EMAIL RIGHT [flags]",
		Short: "Take a right from a person",
		Long: `revoke takes a right from a person, from now on. What they did before stays in effect. The last owner stays: another person has
to be made owner first. Where another person loses the right owner, a second owner must approve; it may be that person.`,
		Example:           `tuar rights revoke mia@example.com manager --reason "changed teams"`,
		Args:              takes(2, 2, "a person and a right"),
		ValidArgsFunction: rightArgument,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			waits, err := w.RevokeRight(ctx, args[0], args[1], reason)
			if err != nil {
				return answer{}, err
			}
			if waits != nil {
				return answer{proposalRowOf(*waits), func(p *printer) { p.proposed(*waits) }}, nil
			}
			list, err := w.ListRights(ctx)
			return answered(rightsOf(list...), func(p *printer) {
				p.hang(p.good("revoked:"), "%s is not %s any more", args[0], args[1])
				p.gap()
				p.rights(list)
			}, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	return c
}

// rightJSON is a right of a person for programs.
type rightJSON struct {
	Email  string       `json:"email"`
	Right  rights.Right `json:"right"`
	By     string       `json:"granted_by"` // empty for the first owners
	At     *string      `json:"at"`         // null before rights count in the workspace
	Reason string       `json:"reason"`
}

func rightsOf(list ...rights.Grant) []rightJSON {
	rows := make([]rightJSON, len(list))
	for i, g := range list {
		rows[i] = rightJSON{g.Email, g.Right, g.By, stamp(&g.At), g.Reason}
	}
	return rows
}

// rightArgument lets the shell complete the second argument.
func rightArgument(_ *cobra.Command, args []string, _ string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
	if len(args) == 1 {
		for _, right := range rights.All {
			out = append(out, cobra.Completion(right))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// rights writes who has which right.
func (p *printer) rights(list []rights.Grant) {
	if len(list) == 0 {
		p.linef("no person has acted in this workspace yet; the first one becomes its owner")
		return
	}
	rows := make([][]string, len(list))
	for i, g := range list {
		at := "with the first line from now on"
		if !g.At.IsZero() {
			at = moment(g.At)
		}
		rows[i] = []string{g.Email, string(g.Right), cmp.Or(g.By, "first owner"), at, g.Reason}
	}
	p.table([]column{
		{name: "person", keep: true},
		{name: "right", keep: true},
		{name: "granted by", least: 11},
		{name: "since", keep: true},
		{name: "reason"},
	}, rows)
}
