package reviews

import (
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
)

// What may be carried out before a campaign is closed can be looked at while it is open.
func TestRemediationOfAnOpenCampaign(t *testing.T) {
	for apply, barred := range map[campaign.Apply]bool{"": true, campaign.AtClose: true, campaign.AtSignoff: false, campaign.AtOnce: false} {
		if why := cannotCarryOut(campaign.Summary{State: campaign.Open, Apply: apply}); (why != "") != barred {
			t.Errorf("%q: %q", apply, why)
		}
	}
	if cannotCarryOut(campaign.Summary{State: campaign.Draft, Apply: campaign.AtOnce}) == "" {
		t.Error("a draft is carried out")
	}
}
