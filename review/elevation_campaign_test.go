package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
)

// A role that was reduced and is lent afterwards did not come back: applying again must not take it.
func TestALentRoleIsNotAccessThatCameBack(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(0, 1, false)
	done := map[remediation.State]int{remediation.Corroborated: 1}
	a.tally(a.apply(0, remediation.ApplyOptions{}), done)
	ctx, who := t.Context(), a.reduced[0]
	reviewtest.Grant(t, a.w, lead, rights.Manager)
	reviewtest.Grant(t, a.w, a.colleague(), rights.Approver)
	asked, err := acted(a.open(lead, creds(a.server.OwnerKey())).RequestElevation(ctx, elevation.Request{
		User: who.Email, Role: who.RoleID, For: time.Hour, Reason: "incident",
	}))
	check(t, err)
	_, err = acted(a.open(a.colleague(), creds(a.server.OwnerKey())).ApproveElevation(ctx, asked.ID, 0))
	check(t, err)
	a.tally(a.verify(), done)
	a.tally(a.apply(0, remediation.ApplyOptions{}), done)
	if got := roleOf(t, a.server, who.Email); got != who.Role {
		t.Errorf("remediation made the lent %s %s", who.Role, got)
	}
	a.pass(2 * time.Hour)
	a.tally(a.apply(0, remediation.ApplyOptions{}), done)
	row, err := a.w.Elevation(ctx, asked.ID)
	if err != nil || row.State != elevation.Ended || row.How != elevation.Restored || roleOf(t, a.server, who.Email) != "Viewer" {
		t.Errorf("%+v, %v", row, err)
	}
	if err := a.server.SetRole(who.Email, who.Role); err != nil {
		t.Fatal(err)
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Returned: 1})
}

// Whose access was revoked while a role was lent goes, also after it went back by itself: nobody escapes a review by an
// elevation.
func TestRevokedWhileLent(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	ctx := t.Context()
	w := l.open(rita, creds(l.server.OwnerKey()))
	reviewtest.Grant(t, l.w, rita, rights.Manager)
	id := l.opened(w, `kind == "user"`, rita).ID
	sheet, err := w.Sheet(ctx, id)
	check(t, err)
	var choices []campaign.Choice
	for _, r := range sheet.Rows {
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "as ever"}
		if strings.EqualFold(r.Email, l.email) {
			c.Verdict = campaign.Revoke
		}
		choices = append(choices, c)
	}
	decided(t, w, id, choices...)
	_, err = w.CloseCampaign(ctx, id, "")
	check(t, err)
	l.pass(2 * time.Hour)
	plan, err := w.ApplyRemediation(ctx, id, remediation.ApplyOptions{})
	if err != nil || !plan.Changes[0].Proven() {
		t.Errorf("%+v, %v", plan.Changes, err)
	}
	l.holds("(gone)")
}
