package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/rights"
)

// proposalRow is a proposal in JSON.
type proposalRow struct {
	ID       string  `json:"id"`
	Key      string  `json:"key"`
	Old      string  `json:"old"`
	New      string  `json:"new"`
	By       string  `json:"proposed_by"`
	At       *string `json:"proposed_at"`
	Reason   string  `json:"reason"`
	State    string  `json:"state"` // open, accepted, withdrawn, declined or lapsed
	ClosedBy string  `json:"closed_by"`
	ClosedAt *string `json:"closed_at"`
	Closing  string  `json:"closing_reason"`
}

func proposalRowOf(p rights.Proposal) proposalRow {
	return proposalRow{
		ID: p.ID, Key: p.Key, Old: p.Old, New: p.New, By: p.By, At: stamp(&p.At), Reason: p.Reason, State: string(p.Outcome),
		ClosedBy: p.ClosedBy, ClosedAt: stamp(&p.ClosedAt), Closing: p.Closing,
	}
}

func (s *session) settingsProposalsCommand() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use:   "proposals [flags]",
		Short: "List the changes that wait for a second owner",
		Long: `proposals lists the changes that would loosen a guard and wait for the yes of another owner: elevation rules, thresholds,
privileged scopes, a new owner or approver. --all lists those too that were approved, declined or withdrawn, or that lapsed because
the setting was changed otherwise.`,
		Example: `tuar settings proposals
tuar settings proposals --all --json`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			list, err := w.Proposals(ctx)
			if !all {
				list = slices.DeleteFunc(list, func(p rights.Proposal) bool { return p.Outcome != rights.Waiting })
			}
			rows := make([]proposalRow, len(list))
			for i, p := range list {
				rows[i] = proposalRowOf(p)
			}
			return answered(rows, func(p *printer) { p.proposals(list) }, err)
		}),
	}
	c.Flags().BoolVar(&all, "all", false, "those that do not wait any more too")
	return c
}

// proposals writes proposals as a table.
func (p *printer) proposals(list []rights.Proposal) {
	if len(list) == 0 {
		p.linef("no change waits for a second owner")
		return
	}
	rows := make([][]string, len(list))
	waiting := false
	for i, one := range list {
		state := string(one.Outcome)
		if one.ClosedBy != "" {
			state += " by " + one.ClosedBy
		}
		rows[i] = []string{one.ID, one.Change.String(), one.By, moment(one.At), state}
		waiting = waiting || one.Outcome == rights.Waiting
	}
	p.table([]column{
		{name: "ID", keep: true},
		{name: "proposed to", least: 20},
		{name: "by", least: 12},
		{name: "at", keep: true},
		{name: "state", least: 6},
	}, rows)
	if waiting {
		p.next("tuar settings approve ID, or tuar settings decline ID --reason TEXT")
	}
}

// proposed says that a change waits for another owner.
func (p *printer) proposed(one rights.Proposal) {
	p.hang(p.warn("proposed:"), "%s, in %s; it loosens a guard, and takes effect when another owner approves it", one.Change, one.ID)
	p.next("another owner: tuar settings approve " + one.ID)
}

func (s *session) settingsApproveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "approve PROPOSAL",
		Short: "Approve what another owner proposed; it takes effect",
		Long: `approve carries out a change that loosens a guard and that another owner proposed. The person who proposed it cannot approve
it, nor can an address that looks like theirs.`,
		Example:           `tuar settings approve p-3fa2`,
		Args:              takes(1, 1, "one proposal"),
		ValidArgsFunction: s.proposalArgument,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			done, err := w.ApproveProposal(ctx, args[0])
			return answered(proposalRowOf(done), func(p *printer) {
				p.hang(p.good("approved:"), "%s, to %s, as %s proposed", done.ID, done.Change, done.By)
			}, err)
		}),
	}
}

func (s *session) settingsDeclineCommand() *cobra.Command {
	c := s.endsProposal("declined:", (*review.Workspace).DeclineProposal, "why, for the record and for the owner who proposed it")
	c.Use, c.Short = "decline PROPOSAL --reason TEXT", "Decline what another owner proposed"
	c.Example = `tuar settings decline p-3fa2 --reason "audits need the reason"`
	return c
}

func (s *session) settingsWithdrawCommand() *cobra.Command {
	c := s.endsProposal("withdrawn:", (*review.Workspace).WithdrawProposal, "why, for the record")
	c.Use, c.Short = "withdraw PROPOSAL [flags]", "Withdraw what you proposed"
	c.Example = "tuar settings withdraw p-3fa2"
	return c
}

// endsProposal returns a command that ends a proposal and changes nothing; said is the word that its answer begins with.
func (s *session) endsProposal(
	said string, end func(w *review.Workspace, ctx context.Context, id, why string) (rights.Proposal, error), reasonUsage string,
) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Args:              takes(1, 1, "one proposal"),
		ValidArgsFunction: s.proposalArgument,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			done, err := end(w, ctx, args[0], reason)
			return answered(proposalRowOf(done), func(p *printer) {
				p.hang(p.good(said), "%s, to %s; nothing was changed", done.ID, done.Change)
			}, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", reasonUsage)
	return c
}

// proposalArgument completes the proposals that wait.
func (s *session) proposalArgument(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return s.completed(c, func(ctx context.Context, w *review.Workspace) (out []cobra.Completion, err error) {
		list, err := w.Proposals(ctx)
		for _, p := range list {
			if p.Outcome == rights.Waiting {
				out = append(out, cobra.CompletionWithDesc(p.ID, p.Change.String()))
			}
		}
		return out, err
	})
}

// loosenedRow is a loosened guard in JSON.
type loosenedRow struct {
	Key string  `json:"key"`
	Old string  `json:"old"`
	New string  `json:"new"`
	By  string  `json:"by"`
	At  *string `json:"at"`
}

func (s *session) settingsSeenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "seen",
		Short: "Record that you have seen which guards were loosened",
		Long: `seen lists the guards that a sole owner loosened, and records that you have seen that. You need a right in the workspace, and
cannot have loosened the guard yourself. "tuar check" exits with 15 for seven days, or until another person has seen it.`,
		Example: "tuar settings seen",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			seen, err := w.SeeLoosened(ctx)
			rows := make([]loosenedRow, len(seen))
			for i, g := range seen {
				rows[i] = loosenedRow{Key: g.Key, Old: g.Old, New: g.New, By: g.By, At: stamp(&g.At)}
			}
			return answered(rows, func(p *printer) {
				for _, g := range seen {
					p.hang(p.good("seen:"), "%s loosened a guard on %s, to %s", cmp.Or(g.By, "an unnamed author"), moment(g.At), g.Change)
				}
				if len(seen) == 0 {
					p.linef("another person has seen every guard that was loosened")
				}
			}, err)
		}),
	}
}
