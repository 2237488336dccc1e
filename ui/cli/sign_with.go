package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// whichKey says how a key is named.
const whichKey = "a private key file, a .pub file whose key the SSH agent holds, or agent"

// signs has the workspace sign what the user does, if a flag says so for any command.
func (s *session) signs(ctx context.Context, w *review.Workspace) error {
	if s.signWith == "" {
		return nil
	}
	return w.SignWith(ctx, s.signWith, s.askPassphrase)
}

// signWithFlag adds the flag that names an SSH key.
func signWithFlag(c *cobra.Command, key *string) {
	c.Flags().StringVar(key, "sign-with", "", "sign with an SSH `key`: "+whichKey)
}

// askPassphrase asks for the passphrase of a key on the terminal, where it is not seen.
func (s *session) askPassphrase(ctx context.Context, key string) (string, error) {
	if !s.interactive() {
		return "", fault.New(fault.BadInput, "the SSH key %s has a passphrase, which is asked for on a terminal only, and not with --json", key).
			WithHint("hand the key to the agent first: ssh-add %s", key)
	}
	fmt.Fprintf(s.err, "%s ", s.printer(s.err).bold("Passphrase of "+key+":"))
	return s.hidden(ctx)
}

// witness writes the head code of a signed line, and its purpose.
func (p *printer) witness(code, key string) {
	if key != "" {
		p.linef("  signed with the SSH key %s", key)
	}
	p.hang(p.bold("head code:"), "%s", p.bold(code))
	p.text("  ", campaign.WhatHeadCodesAreFor)
}
