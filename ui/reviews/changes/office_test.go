package changes

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// office is a workspace with a closed campaign. Its administrator, who is an owner, is at the keyboard.
type office struct {
	*reviewtest.World
	campaign string

	revoked, reduced []campaign.SheetRow // people; reduced to Viewer
}

// decided is how many of each the campaign decides.
type decided struct {
	revoked, reduced, keys int
	sso                    bool // also people who sign in by SSO
	nasty                  bool // names that want to harm the terminal
}

// newOffice closes a campaign over everything.
func newOffice(t *testing.T, want decided) *office {
	t.Helper()
	t.Parallel()
	o := &office{World: reviewtest.New(t, torqtest.Options{})}
	o.Clock.Step = time.Millisecond // no two things happen at once
	if want.nasty {
		o.Torq.UseNastyNames()
	}
	w := o.Open(o.Torq.Admin())
	o.Sync(w)
	o.campaign = o.Campaign(w, campaign.Plan{Name: "Autumn review", Reviewers: []string{o.Torq.Admin()}})
	sheet, err := w.Sheet(t.Context(), o.campaign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Decide(t.Context(), o.campaign, o.choices(sheet, want)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CloseCampaign(t.Context(), o.campaign, ""); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) choices(sheet *campaign.Sheet, want decided) []campaign.Choice {
	viewer := ""
	for _, r := range sheet.Roles {
		if r.Name == "Viewer" {
			viewer = r.ID
		}
	}
	var choices []campaign.Choice
	keys := 0
	for _, r := range sheet.Rows {
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed"}
		person := r.Kind == access.User && (want.sso || !r.SSO) && r.Status == population.StatusVerified && r.Role != "Owner"
		switch {
		case r.Own:
			continue
		case person && len(o.revoked) < want.revoked:
			c.Verdict = campaign.Revoke
			o.revoked = append(o.revoked, r)
		case person && (r.Role == "Contributor" || r.Role == "Operator") && len(o.reduced) < want.reduced:
			c.Verdict, c.ToRole = campaign.Reduce, viewer
			o.reduced = append(o.reduced, r)
		case r.Kind == access.Key && r.KeyType == population.KeyService && keys < want.keys:
			c.Verdict = campaign.Revoke
			keys++
		}
		choices = append(choices, c)
	}
	if len(o.revoked) != want.revoked || len(o.reduced) != want.reduced || keys != want.keys {
		o.Fatalf("the company has %d to revoke, %d to reduce and %d keys", len(o.revoked), len(o.reduced), keys)
	}
	return choices
}
