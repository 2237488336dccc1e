package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
)

func (s *session) packetAcceptCommand() *cobra.Command {
	var id string
	var o campaign.AcceptOptions
	c := &cobra.Command{
		Use:   "accept FILE...",
		Short: "Record the answers that reviewers without tuar sent back",
		Long: `accept checks files of answers against the packets that were made, shows what they decide, and records it as the decisions and the
sign-off of their reviewers: relayed, by you. The owner of the campaign, owners of the workspace and who made the packet can do it, and not
the reviewer. All files are taken, or none. The files themselves are kept with the record and go into evidence.

A signature beside a file, which "ssh-keygen -Y sign -n tuar -f KEY FILE" makes, is checked. If an owner enrolled its key for the
reviewer, the answers count as signed by them.

More: tuar help packets`,
		Example: `tuar packet accept answers-q4-rita@example.com.json
tuar packet accept *.json --campaign q4 --yes`,
		Args: takes(1, -1, "the files of answers"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			return s.acceptAnswers(ctx, w, id, args, o)
		}),
	}
	c.Flags().StringVar(&id, "campaign", "", "the `campaign` that the answers must be about")
	c.Flags().BoolVar(&o.SkipChanged, "skip-changed", false, "leave out rows that changed since the packet was made; nothing is signed off if they are the reviewer's still")
	c.Flags().BoolVar(&o.Partial, "partial", false, "take answers that leave rows undecided; nothing is signed off")
	c.Flags().BoolVar(&o.Replace, "replace", false, "take the answers in place of others that were accepted for the reviewer")
	_ = c.RegisterFlagCompletionFunc("campaign", s.campaignArgument(campaign.Open))
	return c
}

func (s *session) acceptAnswers(ctx context.Context, w *review.Workspace, id string, files []string, o campaign.AcceptOptions) (answer, error) {
	in, refused := w.PreviewAnswers(ctx, id, files, o)
	fresh := false
	if in != nil {
		for i, a := range in.Acceptances {
			fresh = fresh || a.Again == nil
			if !s.json {
				s.aside().acceptance(in.Files[i], a)
			}
		}
	}
	if refused != nil {
		return answer{}, refused
	}
	if fresh {
		if err := s.canConfirm(); err != nil {
			return answer{}, err
		}
		if err := s.confirm(ctx, "Record this as the reviewers' own, relayed by you ("+in.String()+")?"); err != nil {
			return answer{}, err
		}
		if err := w.AcceptAnswers(ctx, in); err != nil {
			return answer{}, err
		}
	}
	all := make([]acceptedJSON, len(in.Acceptances))
	for i, a := range in.Acceptances {
		all[i] = acceptedOf(a)
	}
	var out any = all
	if len(all) == 1 {
		out = all[0]
	}
	return answer{out, func(p *printer) {
		for i, a := range in.Acceptances {
			p.acceptedAnswers(in.Files[i], a)
		}
		if len(in.Acceptances) == 1 {
			step, err := w.Next(ctx, in.Acceptances[0].Campaign.ID)
			p.step(step, err)
		}
	}}, nil
}

// acceptedJSON is one file of answers, for programs.
type acceptedJSON struct {
	Campaign  string   `json:"campaign"`
	Reviewer  string   `json:"reviewer"`
	Decisions int      `json:"decisions"`
	SignedOff bool     `json:"signed_off"`
	SHA256    string   `json:"sha256"` // of the file
	Packet    string   `json:"packet"`
	Assurance string   `json:"assurance"`
	Before    bool     `json:"accepted_before"` // the same file was, so that nothing was recorded
	TakenBack []string `json:"taken_back"`
	Undecided []string `json:"undecided"`
	Left      []string `json:"left"`
}

func acceptedOf(a *campaign.Acceptance) acceptedJSON {
	list := func(items []string) []string { return append([]string{}, items...) }
	return acceptedJSON{
		a.Campaign.ID, a.Handed.Reviewer, len(a.Choices), a.SignsOff, a.Handed.File, a.Handed.Packet, string(a.Assurance), a.Again != nil,
		list(a.TakenBack), list(a.Undecided), list(a.Handed.Left),
	}
}

// acceptance writes what accepting a file of answers would record.
func (p *printer) acceptance(file string, a *campaign.Acceptance) {
	h := a.Handed
	p.linef("%s: answers of %s in %s", p.bold(file), h.Reviewer, fullName(a.Campaign))
	if a.Again != nil {
		return
	}
	p.linef("  name typed: %s, finished %s by the reviewer's clock", h.Name, h.FinishedAt.UTC().Format("2 Jan 2006 15:04 UTC"))
	if a.Clock != "" {
		p.hang(p.warn("  note:"), "%s", a.Clock)
	}
	looked := ""
	if a.Looked > 0 {
		looked = "; rows were looked at for " + a.Looked.Round(time.Second).String() + " together"
	}
	p.linef("  %s%s", campaign.Tally(a.Counts()), looked)
	for _, c := range a.Choices {
		switch c.Verdict {
		case campaign.Revoke, campaign.Reduce, campaign.Move:
			p.linef("  %s %s%s", string(c.Verdict), a.Titles[c.Item], reasonOf(c))
		case campaign.Certify, campaign.Abstain, campaign.Undecided:
		}
	}
	for _, one := range a.Changed {
		p.hang(p.warn("changed:"), "%s", one.Why)
	}
	if a.Earlier != nil {
		p.hang(p.warn("other answers"), "of %s were accepted before, by %s; what differs:", h.Reviewer, a.Earlier.By)
		p.list(a.Differs, mostImported)
	}
	if len(a.Own) > 0 {
		p.linef("  %s of the reviewer's own access stay undecided", count(len(a.Own), "row"))
	}
	if a.SignsOff {
		p.text("  ", "sign-off: "+strings.TrimSpace(h.Statement))
	} else {
		p.linef("  no sign-off: %s", a.Unsigned)
	}
	switch {
	case a.Assurance != "relayed":
		p.linef("  signed by %s with SSH key %s", h.Reviewer, h.Signed.Key)
	case h.Signed != nil:
		p.linef("  signed with SSH key %s, which no owner enrolled for %s: it counts as relayed", h.Signed.Key, h.Reviewer)
	}
}

func reasonOf(c campaign.Choice) string {
	if c.Reason == "" {
		return ""
	}
	return ": " + c.Reason
}

// acceptedAnswers writes what became of a file of answers.
func (p *printer) acceptedAnswers(file string, a *campaign.Acceptance) {
	if again := a.Again; again != nil {
		p.linef("%s was accepted already, by %s on %s; nothing was recorded", file, again.By, again.At.UTC().Format("2 Jan 2006 15:04 UTC"))
		return
	}
	text := "and no sign-off"
	if a.SignsOff {
		text = "and the sign-off"
	}
	p.hang(p.good("accepted:"), "%s %s of %s in %s", count(len(a.Choices), "decision"), text, a.Handed.Reviewer, a.Campaign.ID)
	p.linef("  the file is kept as files/%s", a.Handed.File)
}
