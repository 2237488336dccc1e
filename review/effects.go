package review

import (
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
)

// changes tells campaigns what remediation does and did; see campaign.Changes.
type changes struct{ *state }

// Outlook returns what decisions about the items of a population will do.
func (changes) Outlook(p *population.Population) campaign.Outlook { return remediation.NewOutlook(p) }

// CarriedOut reports whether the decision in force on the item was carried out and not taken back since.
func (c changes) CarriedOut(of *campaign.Campaign, item string) bool {
	about := c.ledger.About(of.ID, item, of.Decision(item))
	return c.ledger.Track(about).CarriedOut() && !c.ledger.Track(about.Back()).CarriedOut()
}
