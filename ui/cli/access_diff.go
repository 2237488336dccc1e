package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
)

func (s *session) accessDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff [A [B]]",
		Short: "Say whose access differs between two syncs",
		Long: `diff compares two populations and says who is new or gone, and whose role gained or lost permissions. It tells API keys,
claim mappings and custom roles as well, with what changed of their claims, ranks and names. Without arguments it compares
the last two; with one, that one with the last. A population is named by the beginning of its hash, as tuar sync and tuar
status print it.`,
		Example: `# the last sync, compared with the one before
tuar access diff
tuar access diff 2026-09-30 2026-11-30 --json`,
		Args: takes(0, 2, "two populations"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			args = append(args, "", "")
			diff, err := w.Diff(ctx, args[0], args[1])
			return answered(orEmpty(diff.Differences), func(p *printer) { p.differences(diff, 0) }, err)
		}),
	}
}
