package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
)

func (s *session) settingsAcceptCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "accept",
		Short: "Take over what was changed by hand in workspace.json",
		Long: `accept records every setting that workspace.json has otherwise than the record, with its value before and after. From then on
they are in force. "tuar settings" shows what that would be.`,
		Example: "tuar settings accept",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			return changedSettings(w.AcceptSettings(ctx))
		}),
	}
}

func (s *session) settingsRestoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "restore",
		Short:   "Write workspace.json as the record has the settings",
		Long:    `restore writes workspace.json anew from the record, and says what it threw away of what stood there.`,
		Example: "tuar settings restore",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			was, err := w.RestoreSettings(ctx)
			return answered(was, func(p *printer) {
				switch {
				case was.Off():
					p.hang(p.good("restored:"), "%s", was)
				default:
					p.linef("workspace.json is as the record has the settings")
				}
			}, err)
		}),
	}
}
