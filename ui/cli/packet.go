package cli

import "github.com/spf13/cobra"

func (s *session) packetCommand() *cobra.Command {
	return family("packet", "Let reviewers decide without tuar, in a file", s.packetAcceptCommand())
}
