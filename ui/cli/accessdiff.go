package cli

import (
	"github.com/spf13/cobra"
)

func (s *session) accessDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff [A [B]]",
		Short: "Say whose access differs between two syncs",
		Long: `diff compares two populations and says who is new or gone, and whose role gained or lost permissions. Without arguments it
compares the last two; with one, that one with the last. A population is named by the beginning of its hash, as tuar sync
and tuar status print it.`,
		Args: takes(0, 2, "two populations"),
		RunE: func(c *cobra.Command, args []string) error {
			w, err := s.workspace(c.Context())
			if err != nil {
				return err
			}
			args = append(args, "", "")
			diff, err := w.Diff(c.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			if s.json {
				return s.writeJSON(orEmpty(diff.Differences))
			}
			s.printer(s.out).differences(diff, 0)
			return nil
		},
	}
}
