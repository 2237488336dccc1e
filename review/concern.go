package review

import "github.com/tuar-dev/tuar/review/campaign"

// concern is what a closed campaign decided to take away, and how much of it is not proven. What a later campaign decided
// on, or an undo took back, is no longer its business.
type concern struct {
	campaign, name              string
	decided, unproven, returned int
}

// concerns are those of all campaigns that decided to take something away and may: the open ones, then the closed ones,
// the one closed last first.
func (s *state) concerns() []concern {
	var out []concern
	var campaigns []*campaign.Campaign
	for _, c := range s.book.All() {
		if c.EarlyApply() {
			campaigns = append(campaigns, c)
		}
	}
	for _, c := range append(campaigns, s.book.Closed()...) {
		of := concern{campaign: c.ID, name: c.Name}
		for _, item := range c.Items {
			if _, ready := c.ReadyAt(item); ready && c.Decision(item).Verdict.Takes() && len(s.book.Newer(c, item, item)) == 0 {
				s.weigh(&of, c, item)
			}
		}
		if of.decided > 0 {
			out = append(out, of)
		}
	}
	return out
}

// weigh adds one change to a concern.
func (s *state) weigh(of *concern, c *campaign.Campaign, item string) {
	about := s.ledger.About(c.ID, item, c.Decision(item))
	t := s.ledger.Track(about)
	if s.ledger.Track(about.Back()).CarriedOut() {
		return
	}
	of.decided++
	switch {
	case t.Returned != nil && len(s.book.Newer(c, item, t.Returned.As)) > 0:
	case t.Returned != nil:
		of.returned++
	case !t.InForce():
		of.unproven++
	}
}
