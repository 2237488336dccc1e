package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/rights"
)

// guards adds the proposals that wait for an owner, and the guards that were loosened within the last seven days.
func (o *Overview) guards(held *rights.Ledger, now time.Time) {
	for _, p := range held.Proposals() {
		if p.Outcome == rights.Waiting {
			o.Attention = append(o.Attention, Attention{
				Kind: NeedsAnswer, Text: fmt.Sprintf("%s proposed to %s; it waits for %s", p.By, p.Change, another(held.OtherOwners(p.By))),
				Hint: fault.NewHint("%s", fault.ApproveProposal.On(p.ID)),
			})
		}
	}
	for _, g := range held.Loosened(now.Add(-rights.ToldFor)) {
		a := Attention{Kind: NeedsEyes, Hint: fault.NewHint("another person with a right runs: %s", fault.SeeLoosened.With())}
		known := "no other person has seen it"
		switch {
		case g.Proposal != nil:
			a.Kind, known = Loosened, g.Proposal.By+" proposed it"
		case len(g.Seen) > 0:
			a.Kind, known = Loosened, g.Seen[0].By+" has seen it"
		}
		if a.Kind == Loosened {
			a.Hint = fault.NewHint("%s", fault.ShowSettings.With())
		}
		a.Text = fmt.Sprintf("a guard was loosened on %s: %s has %s; %s", g.At.UTC().Format("2 Jan"), g.By, g.Done(), known)
		o.Attention = append(o.Attention, a)
	}
}

func another(owners []string) string {
	if len(owners) == 0 {
		return "another owner"
	}
	return strings.Join(owners, " or ")
}
