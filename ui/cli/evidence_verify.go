package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/fault"
)

func (s *session) evidenceVerifyCommand() *cobra.Command {
	var o evidence.VerifyOptions
	c := &cobra.Command{
		Use:   "verify FILE.zip [flags]",
		Short: "Check an evidence pack or an archive, believing nothing in it",
		Long: `verify makes the whole pack anew from the journals and populations in it and compares every file, table and cell; it follows
every chain, and checks every signature. Where Torq's raw answers are in the pack (evidence.keep_answers), it makes the populations anew
from them, and a difference fails. It needs no workspace and no network. Each check is printed, whatever became of
the others; it exits with 5 if one fails, and says which file, line or cell is wrong.

Of an archive (tuar evidence archive) it checks each pack so, that no campaign of the period is left out, and the rest of the archive. Of
the packs of several workspaces in one file it checks each pack so, and the rest of the file.

A pack that agrees with itself may still have been made up as a whole. What shows that it was not is a witness outside: a
signature by a key you know to be somebody's (--allowed-signers, a file as for ssh-keygen -Y verify), or the head code that
tuar showed at a sign-off or closing and somebody kept (--head). A code covers what came before its line; what came after,
only a later code or a signature. A signature by a key that no owner enrolled, without --allowed-signers, is weak: it is by an SSH key
that no one has vouched for. One by a key that expired, was revoked (--revoked-keys) or that is not for tuar, fails; so does a
pack that is signed with a key that an owner had withdrawn. A line of the record that is signed with such a key counts without its
signature: it is named as weak.`,
		Example: `tuar evidence verify q4-evidence.zip
tuar evidence verify q4-evidence.zip --allowed-signers allowed_signers --head 7f3a9-1c2e4-0b77d-91a3f
tuar evidence verify evidence-2026.zip`,
		Args: takes(1, 1, "one evidence pack or archive"),
		RunE: func(c *cobra.Command, args []string) error {
			o.Remake = s.Remake
			result, err := review.VerifyEvidence(c.Context(), s.Files, args[0], o)
			if err == nil && !result.OK {
				err = exit(fault.Damaged)
			} else if err != nil {
				return err
			}
			return s.give(answer{result, func(p *printer) { p.verified(result) }}, err)
		},
	}
	c.Flags().StringVar(&o.AllowedSigners, "allowed-signers", "", "`file` that says whose keys are whose")
	c.Flags().StringVar(&o.RevokedKeys, "revoked-keys", "", "`file` of public keys that may not sign any more, one a line")
	c.Flags().StringArrayVar(&o.Heads, "head", nil, "head `code` that must be found; repeatable")
	return c
}

// verified writes what each check of a pack came to.
func (p *printer) verified(r verify.Result) {
	part, weak := false, false
	for _, c := range r.Checks {
		verdict := p.good("pass")
		switch {
		case !c.OK:
			verdict = p.bad("FAIL")
		case c.Weak:
			verdict, weak = p.warn("weak"), true
		case len(c.NotChecked) > 0:
			verdict, part = p.warn("part"), true
		}
		title := styledText(string(verdict) + "  " + c.Name + ":")
		for line := range strings.SplitSeq(c.Detail, "\n") {
			p.hang(title, "%s", line)
			title = "     "
		}
	}
	switch {
	case !r.OK:
		p.linef("the pack does not check out")
		if slices.ContainsFunc(r.Checks, func(c verify.Check) bool { return c.Name == "source" && !c.OK }) {
			p.linef("A pack of a simulated workspace (tuar demo) always fails the check source: it is no evidence of a Torq workspace.")
		}
	case part:
		p.linef("what was checked of the pack checks out; the lines that begin with part say what was not checked")
	case weak:
		p.linef("the pack checks out; the lines that begin with weak name SSH keys that no one has vouched for, or that were withdrawn before")
	default:
		p.linef("the pack checks out")
	}
}
