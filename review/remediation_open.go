package review

import "github.com/tuar-dev/tuar/review/campaign"

// openRemediation is what a closed campaign decided to take away, and how much of it is not proven. What a later campaign decided
// on, or an undo took back, is no longer its business.
type openRemediation struct {
	campaign, name              string
	decided, unproven, returned int
	undone                      int // given back, and no newer campaign decided about it
	withdrawn                   int // carried out, and the decision is not in force any more
}

// openRemediations are those of all campaigns that decided to take something away and may: the open ones, then the closed ones,
// the one closed last first.
func (s *state) openRemediations() []openRemediation {
	var out []openRemediation
	var campaigns []*campaign.Campaign
	for _, c := range s.book.All() {
		if c.EarlyApply() {
			campaigns = append(campaigns, c)
		}
	}
	for _, c := range append(campaigns, s.book.Closed()...) {
		of := openRemediation{campaign: c.ID, name: c.Name}
		taking := c.Taking()
		for _, item := range c.Items {
			d := c.Decision(item)
			if _, ready := c.ReadyAt(item); ready && d.Verdict.Takes() {
				s.countChange(&of, c, d)
			} else if d, ok := taking[item]; ok {
				s.countWithdrawn(&of, c, d)
			}
		}
		if of.decided > 0 {
			out = append(out, of)
		}
	}
	return out
}

// countChange adds one change to a concern.
func (s *state) countChange(of *openRemediation, c *campaign.Campaign, d campaign.Decision) {
	about := s.ledger.About(c.ID, d.Item, d)
	for _, item := range s.ledger.Names(about) {
		if len(s.book.Newer(c, d.Item, item)) > 0 {
			return
		}
	}
	t := s.ledger.Track(about)
	of.decided++
	switch {
	case s.ledger.Track(about.Back()).CarriedOut():
		of.undone++
	case t.Returned != nil:
		of.returned++
	case !t.InForce():
		of.unproven++
	}
}

// countWithdrawn adds a change to a concern that was carried out though its decision is not in force any more.
func (s *state) countWithdrawn(of *openRemediation, c *campaign.Campaign, d campaign.Decision) {
	about := s.ledger.About(c.ID, d.Item, d)
	if s.ledger.Track(about).CarriedOut() && !s.ledger.Track(about.Back()).CarriedOut() && len(s.book.Newer(c, d.Item, d.Item)) == 0 {
		of.decided++
		of.withdrawn++
	}
}
