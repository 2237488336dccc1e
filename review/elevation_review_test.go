package review_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// What is reviewed of somebody who is lent a role is the role they will have when nothing is lent; the loan stands beside it.
func TestALentRoleIsNotWhatIsReviewed(t *testing.T) {
	l := newLent(t)
	ctx := t.Context()
	plan := campaign.Plan{Name: "Q4", Scope: "all", Due: l.clock.Now().AddDate(0, 0, 9), Reviewers: []string{lead, rita}}
	c, err := l.w.NewCampaign(ctx, plan)
	check(t, err)
	_, err = l.w.OpenCampaign(ctx, c.ID, false)
	check(t, err)
	of := func() review.SheetRow {
		t.Helper()
		sheet, err := l.open(lead, creds(l.server.OwnerKey())).Sheet(ctx, c.ID)
		check(t, err)
		return row(t, sheet, func(r review.SheetRow) bool { return r.Email == l.email })
	}
	for range 2 { // while it is lent, and after
		r := of()
		if r.Role != "Operator" || r.Privileged || slices.Contains(r.Permissions, "user.write") || !r.Has(access.Elevated) || r.Has(access.Privileged) {
			t.Errorf("reviewed as %s, privileged %v, with %v", r.Role, r.Privileged, r.HintNames())
		}
		l.pass(61 * time.Minute)
		l.reaps(0)
	}
	view, err := l.w.Access(ctx)
	check(t, err)
	if i := slices.IndexFunc(view.Rows, func(r access.Row) bool { return r.Email == l.email }); view.Rows[i].Role != "Operator" {
		t.Errorf("%+v", view.Rows[i])
	}
}
