package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reminder"
	"github.com/tuar-dev/tuar/review/settings"
)

// audited is a review with all that an auditor asks about: raw answers, external accounts, elevations with and without
// approval, rows that were handed over, changes that a listing proves, and a closing that is signed with an enrolled key.
type audited struct {
	*lent
	campaign string
	path     string // of the pack
}

func newAudited(t *testing.T) *audited {
	t.Helper()
	d := newDeskOf(t, 40)
	ctx := t.Context()
	a := &audited{lent: &lent{desk: d, w: d.open(lead, creds(d.server.OwnerKey()))}}
	w := a.w
	must(w.ChangeSettings(ctx, func(s *settings.Settings) error {
		s.Evidence.KeepAnswers, s.Domains = true, []string{companyDomain}
		return nil
	}))
	must(w.Sync(ctx, review.SyncOptions{}))
	a.email, _ = a.borrower(w, "Operator")
	a.glass(w, "Owner", lead, a.email)
	a.id = a.give("Owner", time.Hour).ID
	a.pass(61 * time.Minute)
	check(t, a.reaps(0))
	fire := must(acted(w.RequestElevation(ctx, elevation.Request{User: a.email, Role: "Owner", For: time.Hour, Reason: "fire", BreakGlass: true})))
	must(acted(w.EndElevation(ctx, fire.ID, "it is out")))
	must(w.Sync(ctx, review.SyncOptions{}))

	a.campaign = a.opened(w, "all", rita, sam).ID
	var hers []string
	for _, r := range must(w.Sheet(ctx, a.campaign)).Rows {
		if r.Reviewer == rita {
			hers = append(hers, r.Item)
		}
	}
	must(w.Delegate(ctx, a.campaign, campaign.Handing{Items: hers[:2], To: sam, Reason: "rita is on leave"}))
	batch := must(w.PreviewReminders(ctx, a.campaign, reminder.Choice{}))
	must(w.Remind(ctx, batch, reminder.How{Method: campaign.RemindByText}))
	a.review(rita)
	a.review(sam)
	key, _ := aKey(t)
	enrol(t, w, lead, key)
	check(t, w.SignWith(ctx, key, nil))
	must(w.CloseCampaign(ctx, a.campaign, "I have read the exceptions. The access that is left is what the teams need."))
	a.pass(time.Hour)
	must(w.ApplyRemediation(ctx, a.campaign, remediation.ApplyOptions{KeepGoing: true}))
	must(w.Sync(ctx, review.SyncOptions{}))
	a.path, _ = packed(t, w, a.campaign)
	return a
}

// review has a reviewer decide each item of theirs by itself: two accounts that are not privileged are to be removed.
func (a *audited) review(who string) {
	a.t.Helper()
	w, revoked := a.desk.open(who, settings.Credentials{}), 0
	for _, r := range must(w.Sheet(a.t.Context(), a.campaign)).Rows {
		if r.Reviewer != who {
			continue
		}
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed for " + r.Role, DwellMS: 4000}
		if revoked < 2 && r.Kind == access.User && !r.Privileged && !r.SSO && r.Status == population.StatusVerified && r.Email != a.email && !strings.Contains(r.Email, "@vendor") {
			c.Verdict, c.Reason = campaign.Revoke, "left the team"
			revoked++
		}
		a.clock.Advance(5 * time.Second)
		decided(a.t, w, a.campaign, c)
	}
	must(w.SignOff(a.t.Context(), a.campaign, ""))
}
