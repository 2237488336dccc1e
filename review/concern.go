package review

import (
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/remediation"
)

// concern is what a closed campaign decided to take away, and how much of it is not proven. What a later campaign decided
// on, or an undo took back, is no longer its business.
type concern struct {
	campaign, name              string
	decided, unproven, returned int
}

// concerns are those of all campaigns that decided to take something away and may: the open ones, which decided last, then
// the closed ones, the one closed last first.
func (s *state) concerns() []concern {
	var out []concern
	later := map[string]bool{} // items that a campaign closed later decided on
	var campaigns []*campaign.Campaign
	for _, c := range s.book.All() {
		if c.EarlyApply() {
			campaigns = append(campaigns, c)
		}
	}
	for _, c := range append(campaigns, s.book.Closed()...) {
		of := concern{campaign: c.ID, name: c.Name}
		var decided []string
		for _, item := range c.Items {
			verdict := c.Decision(item).Verdict
			if _, ready := c.ReadyAt(item); !ready {
				continue
			}
			if verdict != campaign.Undecided && verdict != campaign.Abstain {
				decided = append(decided, item)
			}
			if verdict.Takes() && !later[item] {
				s.weigh(&of, item, later)
			}
		}
		if of.decided > 0 {
			out = append(out, of)
		}
		for _, item := range decided {
			later[item] = true
		}
	}
	return out
}

// weigh adds one change to a concern.
func (s *state) weigh(of *concern, item string, later map[string]bool) {
	t := s.ledger.Track(remediation.About{Campaign: of.campaign, Item: item})
	if s.ledger.Track(remediation.About{Campaign: of.campaign, Item: item, Undo: true}).CarriedOut() {
		return
	}
	of.decided++
	switch {
	case t.Returned != nil && later[t.Returned.As]:
	case t.Returned != nil:
		of.returned++
	case !t.InForce():
		of.unproven++
	}
}
