package cli

import "github.com/spf13/cobra"

func (s *session) evidenceCommand() *cobra.Command {
	return family("evidence", "Say what an auditor will find, and where it is weak", s.evidenceReconcileCommand())
}
