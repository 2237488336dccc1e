package review_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// TestALentRoleIsNotWhatIsReviewed checks that a review shows the lasting role of a user with an active elevation, and
// the elevation beside it.
func TestALentRoleIsNotWhatIsReviewed(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	ctx := t.Context()
	plan := campaign.Plan{Name: "Q4", Scope: "all", Due: l.clock.Now().AddDate(0, 0, 9), Reviewers: []string{lead, rita}}
	c, err := l.w.NewCampaign(ctx, plan)
	check(t, err)
	_, err = l.w.OpenCampaign(ctx, c.ID, false)
	check(t, err)
	of := func() campaign.SheetRow {
		t.Helper()
		sheet, err := l.open(lead, creds(l.server.OwnerKey())).Sheet(ctx, c.ID)
		check(t, err)
		return row(t, sheet, func(r campaign.SheetRow) bool { return r.Email == l.email })
	}
	for range 2 { // while it is lent, and after
		r := of()
		if r.Role != "Operator" || r.Privileged || slices.Contains(r.Permissions, "user.write") || !r.Has(access.Elevated) || r.Has(access.Privileged) {
			t.Errorf("reviewed as %s, privileged %v, with %v", r.Role, r.Privileged, r.HintNames())
		}
		l.pass(61 * time.Minute)
		l.reaps(0)
	}
	quarter, err := l.w.NewCampaign(ctx, campaign.Plan{Name: "Q1", Scope: "all", Due: l.clock.Now().AddDate(0, 0, 9), Reviewers: []string{lead, rita}})
	check(t, err)
	given := l.clock.Now().Add(-122 * time.Minute).UTC()
	want := "held Owner for 61m on " + given.Format("2 Jan 2006") + ", by elevation " + l.id
	why := func(r campaign.SheetRow) string {
		for _, h := range r.Hints {
			if h.Name == access.WasElevated {
				return h.Why
			}
		}
		return ""
	}
	if got := why(of()); got != "" {
		t.Errorf("in the campaign opened while it was active: %s", got)
	}
	_, err = l.w.OpenCampaign(ctx, quarter.ID, false)
	check(t, err)
	c.ID = quarter.ID
	if r := of(); why(r) != want || r.Has(access.Elevated) || r.Role != "Operator" || r.Carry {
		t.Errorf("next quarter: %q, want %q; %v", why(r), want, r.HintNames())
	}
	view, err := l.w.Access(ctx)
	check(t, err)
	if i := slices.IndexFunc(view.Rows, func(r access.Row) bool { return r.Email == l.email }); view.Rows[i].Role != "Operator" {
		t.Errorf("%+v", view.Rows[i])
	}
}
