package review_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/remediation"
)

func TestAccessThatComesBackIsNoticed(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 1, false)
	a.apply(0, remediation.ApplyOptions{})
	if err := errors.Join(a.server.Invite(a.revoked[0].Email, "Viewer"), a.server.SetRole(a.reduced[0].Email, a.reduced[0].Role)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	if text := a.attention(); !strings.Contains(text, "came back after 2 of 3") {
		t.Errorf("attention: %q", text)
	}
	plan := a.verify()
	a.tally(plan, map[remediation.State]int{remediation.Returned: 2, remediation.Corroborated: 1})
	if c := plan.Find(a.revoked[0].Item); c.Runnable() || c.Blocked == "" {
		t.Errorf("a person invited anew would be removed without a decision: %+v", c)
	}
	// A role that was raised again is lowered again; the person invited anew takes a decision.
	a.server.Forget()
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Returned: 1, remediation.Corroborated: 2})
	a.once(1)
	if err := a.server.RemoveUser(a.revoked[0].Email); err != nil {
		t.Fatal(err)
	}
	a.tally(a.verify(), map[remediation.State]int{remediation.Corroborated: 3})
	if text := a.attention(); text != "" {
		t.Error(text)
	}
}

func TestWhoIsGoneAlreadyIsNotAskedFor(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, false)
	if err := a.server.RemoveUser(a.revoked[0].Email); err != nil {
		t.Fatal(err)
	}
	plan := a.apply(0, remediation.ApplyOptions{Confirm: func(*remediation.Plan) (int, error) {
		return 0, a.server.RemoveUser(a.revoked[1].Email) // after the plan, before the call
	}})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 3})
	a.once(2)
	if got := a.writes()[http.MethodDelete+" "+path(a.revoked[1])]; len(got) != 1 || got[0] != http.StatusNotFound {
		t.Errorf("the one who went meanwhile: %v", got)
	}
	if next := a.apply(0, remediation.ApplyOptions{}); next.Runnable() != 0 {
		t.Error("there is more to do")
	}
	a.once(2)
}

// Whoever was removed and invited anew before anything was done is another account, which no one decided on.
func TestWhoWasInvitedAnewIsLeftAlone(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 1, false)
	for _, r := range []campaign.SheetRow{a.revoked[0], a.reduced[0]} {
		if err := errors.Join(a.server.RemoveUser(r.Email), a.server.Invite(r.Email, "Viewer")); err != nil {
			t.Fatal(err)
		}
	}
	plan := a.apply(0, remediation.ApplyOptions{})
	// A Viewer is all that the reduction wanted; that a removed person is here is not.
	a.tally(plan, map[remediation.State]int{remediation.Returned: 1, remediation.Confirmed: 1})
	c := plan.Find(a.revoked[0].Item)
	if !strings.Contains(c.Blocked, "is here again as user/") || !strings.Contains(c.Blocked, "a new campaign can decide on that") {
		t.Errorf("blocked: %s", c.Blocked)
	}
	if c := plan.Find(a.reduced[0].Item); c.Runnable() || len(c.Comeback) != 0 {
		t.Errorf("%+v", c)
	}
	a.once(0)
	if text := a.attention(); !strings.Contains(text, "came back after 1 of 2") {
		t.Errorf("attention: %q", text)
	}

	// Once a new campaign has decided on the new account, the old one is no concern any more.
	next := a.opened(a.w, `email == "`+a.revoked[0].Email+`"`, rita)
	sheet, err := a.w.Sheet(t.Context(), next.ID)
	if err != nil || len(sheet.Rows) != 1 {
		t.Fatalf("%d rows, %v", len(sheet.Rows), err)
	}
	decided(t, a.w, next.ID, campaign.Choice{Item: sheet.Rows[0].Item, Verdict: campaign.Certify, Reason: "hired again"})
	if _, err := a.w.CloseCampaign(t.Context(), next.ID, ""); err != nil {
		t.Fatal(err)
	}
	if text := a.attention(); text != "" {
		t.Errorf("attention: %q", text)
	}
}

func TestWhoIsInvitedAnewBetweenPlanAndCall(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(2, 0, false)
	email := a.revoked[0].Email
	plan := a.apply(0, remediation.ApplyOptions{Confirm: func(*remediation.Plan) (int, error) {
		return 0, errors.Join(a.server.RemoveUser(email), a.server.Invite(email, "Viewer"))
	}})
	// The 404 was about the old account: the API can delete users all the same.
	a.tally(plan, map[remediation.State]int{remediation.Returned: 1, remediation.Corroborated: 1})
	if !slices.Contains(a.server.Users(), email) {
		t.Error("the new account was removed, on which nobody decided")
	}
	a.once(2)
}

func TestARoleDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if err := d.server.AddRole("Night Shift", "playbook.get"); err != nil {
		t.Fatal(err)
	}
	a := d.aftermathTo("Night Shift", 0, 2, false)
	// Between plan and call Torq says no; what follows is known before any call.
	plan := a.apply(fault.Failed, remediation.ApplyOptions{Confirm: func(*remediation.Plan) (int, error) { return 0, a.server.DeleteRole("Night Shift") }})
	a.tally(plan, map[remediation.State]int{remediation.Blocked: 2})
	if why := plan.Changes[0].Blocked; !strings.Contains(why, "the role Night Shift does not exist any more") {
		t.Errorf("blocked: %s", why)
	}
	a.once(1)
	a.tally(a.apply(0, remediation.ApplyOptions{}), map[remediation.State]int{remediation.Blocked: 2})
	a.once(1)
	if text := a.attention(); !strings.Contains(text, "2 of 2") {
		t.Errorf("attention: %q", text)
	}
}

// A removal that is proven still says what the next sign-in will do.
func TestAProvenRemovalSaysWhatBringsItBack(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(3, 0, true)
	plan := a.apply(0, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Corroborated: 3})
	for _, c := range plan.Changes {
		if len(c.Comeback) == 0 || !strings.Contains(strings.Join(c.Comeback, "; "), "their sign-in") {
			t.Errorf("%s: %q", c.Title(), c.Comeback)
		}
	}
}

func TestAccessThatChangedSinceTheDecisionIsLeftAlone(t *testing.T) {
	t.Parallel()
	a := newDesk(t).aftermath(1, 0, false)
	if err := a.server.SetRole(a.revoked[0].Email, "Creator"); err != nil {
		t.Fatal(err)
	}
	plan := a.apply(0, remediation.ApplyOptions{})
	a.tally(plan, map[remediation.State]int{remediation.Blocked: 1})
	if why := plan.Changes[0].Blocked; !strings.Contains(why, a.revoked[0].Role) || !strings.Contains(why, "Creator") {
		t.Errorf("blocked: %s", why)
	}
	a.once(0)
}
