package cli

import (
	"github.com/spf13/cobra"
)

func (s *session) settingsAcceptCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "accept",
		Short: "Take over what was changed by hand in workspace.json",
		Long: `accept records every setting that workspace.json has otherwise than the record, with its value before and after. From then on
they are in force. "tuar settings" shows what that would be.`,
		Args: takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := s.workspace(c.Context())
			if err != nil {
				return err
			}
			changed, err := w.AcceptSettings(c.Context())
			if err != nil {
				return err
			}
			return s.showChanged(changed)
		},
	}
}

func (s *session) settingsRestoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore",
		Short: "Write workspace.json as the record has the settings",
		Long:  `restore writes workspace.json anew from the record, and says what it threw away of what stood there.`,
		Args:  takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := s.workspace(c.Context())
			if err != nil {
				return err
			}
			was, err := w.RestoreSettings(c.Context())
			if err != nil {
				return err
			}
			if s.json {
				return s.writeJSON(was)
			}
			p := s.printer(s.out)
			switch {
			case was.Off():
				p.hang(p.good("restored:"), "%s", was)
			default:
				p.linef("workspace.json is as the record has the settings")
			}
			return nil
		},
	}
}
