package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
)

func (s *session) peopleDeskCommand() *cobra.Command {
	var reason string
	var end bool
	c := &cobra.Command{
		Use:   "desk [ACCOUNT@HOST] --reason TEXT",
		Short: "Let several people act where one person's API key is in use",
		Long: `desk makes an OS account on one machine a shared desk; without an argument, the account in which it runs. With a person's private
API key in use, tuar refuses to act in another name. At a shared desk it does not, and records both: who acts, and whose key it is.
Only an owner may change that.`,
		Example: `tuar people desk --reason "one terminal in the operations room"
tuar people desk night@desk-7 --end --reason "each has a key of their own now"`,
		Args: takes(0, 1, "an OS account on a host"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			account, err := w.ShareDesk(ctx, append(args, "")[0], !end, reason)
			return answered(map[string]any{"account": account, "shared": !end}, func(p *printer) {
				if end {
					p.hang(p.good("ended:"), "%s is no shared desk any more", account)
					return
				}
				p.hang(p.good("shared:"), "people may act from %s under their own names, also while another person's API key is in use", account)
			}, err)
		}),
	}
	c.Flags().BoolVar(&end, "end", false, "it is no shared desk any more")
	c.Flags().StringVar(&reason, "reason", "", "why: a `text` for the record")
	return c
}
