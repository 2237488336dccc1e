package campaign_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

func (j *journal) wrote(t *testing.T, entry record.Entry, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	j.write(entry)
	if why := j.refused(); len(why) > 0 {
		t.Fatalf("refused: %v", why)
	}
}

func wantFault(t *testing.T, what string, err error, kind fault.Kind, says string) {
	t.Helper()
	if fault.KindOf(err) != kind || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v", what, err)
	}
}

func TestReopen(t *testing.T) {
	j := governed(t)
	c := j.campaign()
	_, err := c.Reopen(by(owner), rita, "a mistake")
	wantFault(t, "not signed off", err, fault.Refused, "nothing to reopen")
	if err := j.decide(rita, certify("user/plain")); err != nil {
		t.Fatal(err)
	}
	j.signOff(rita)
	for _, who := range []string{rita, sam, mia, aud, eve} {
		_, err := c.Reopen(by(who), rita, "a mistake")
		wantFault(t, "by "+who, err, fault.Refused, "")
	}
	_, err = c.Reopen(by(owner), rita, " \u200b. ")
	wantFault(t, "without a reason", err, fault.BadInput, "needs a reason")
	_, err = c.Reopen(by(owner), eve, "a mistake")
	wantFault(t, "of a stranger", err, fault.BadInput, "does not review")

	entry, err := c.Reopen(by(owner), "RITA@example.com", "wrong row revoked")
	j.wrote(t, entry, err)
	if _, signed := c.Signoff(rita); signed || c.Locked("user/plain") {
		t.Error("it is signed off still")
	}
	if len(c.Superseded) != 1 || c.Superseded[0].Decided != 1 || c.Superseded[0].By != owner || c.Superseded[0].Reason != "wrong row revoked" {
		t.Errorf("superseded: %+v", c.Superseded)
	}
	if err := j.decide(rita, campaign.Choice{Item: "user/plain", Verdict: campaign.Revoke}); err != nil {
		t.Error(err)
	}
	j.signOff(rita)
	if got := c.Decision("user/plain").Verdict; got != campaign.Revoke || len(c.Signoffs) != 1 || len(c.Superseded) != 1 {
		t.Errorf("%s, %+v, %+v", got, c.Signoffs, c.Superseded)
	}
	j.write(entry) // it is about the sign-off that was superseded, not about the new one
	if len(c.Signoffs) != 1 {
		t.Error("an old reopening opens a new sign-off")
	}
}

func TestMoveDue(t *testing.T) {
	j := governed(t)
	c := j.campaign()
	first, later := c.Due, time.Date(2027, 1, 15, 0, 0, 0, 0, time.UTC)
	for _, who := range []string{rita, mia, aud, eve} {
		_, err := c.MoveDue(by(who), later, "holidays")
		wantFault(t, "by "+who, err, fault.Refused, "is managed by")
	}
	_, err := c.MoveDue(by(owner), later, "..")
	wantFault(t, "without a reason", err, fault.BadInput, "needs a reason")
	_, err = c.MoveDue(by(owner), first, "holidays")
	wantFault(t, "to the same day", err, fault.BadInput, "already")
	entry, err := c.MoveDue(by(owner), later, "holidays")
	j.wrote(t, entry, err)
	if !c.Due.Equal(later) || !c.FirstDue().Equal(first) || len(c.DueMoves) != 1 || c.DueMoves[0].Reason != "holidays" {
		t.Errorf("due %v, moves %+v", c.Due, c.DueMoves)
	}
	j.close()
	_, err = c.MoveDue(by(owner), first, "holidays")
	wantFault(t, "closed", err, fault.Refused, "closed")
}

func TestVoid(t *testing.T) {
	j := governed(t)
	c := j.campaign()
	for _, who := range []string{rita, mia, aud, eve} {
		_, err := c.Void(by(who), "wrong scope")
		wantFault(t, "by "+who, err, fault.Refused, "")
	}
	_, err := c.Void(by(owner), "no")
	wantFault(t, "without a reason", err, fault.BadInput, "needs a reason")
	if err := j.decide(rita, campaign.Choice{Item: "user/plain", Verdict: campaign.Revoke}); err != nil {
		t.Fatal(err)
	}
	entry, err := c.Void(by(owner), "wrong scope")
	j.wrote(t, entry, err)
	if _, ready := c.ReadyAt("user/plain"); ready || c.State != campaign.Void || !c.Locked("user/plain") || c.OpenedAfter(0) || c.EarlyApply() {
		t.Errorf("%+v", c.Summarise(j.at))
	}
	wantFault(t, "decide", j.decide(rita, certify("user/idle")), fault.Refused, "is void")
	_, err = c.Close(by(owner), "")
	wantFault(t, "close", err, fault.Refused, "is void")
	j.write(record.Entry{Type: campaign.TypeClosed, Actor: by(owner), Data: ended})
	if c.State != campaign.Void || j.book.LastClosed() != nil {
		t.Error("a void campaign was closed")
	}
}

func TestEdit(t *testing.T) {
	j := newJournal(t)
	j.write(draft(), adopt())
	c := j.campaign()
	plan := c.Plan
	plan.Name, plan.Reviewers, plan.Scope = "Q4, privileged", []string{sam}, "privileged"
	for _, who := range []string{rita, mia, eve} {
		_, err := c.Edit(by(who), plan)
		wantFault(t, "by "+who, err, fault.Refused, "is managed by")
	}
	entry, err := c.Edit(by(owner), plan)
	j.wrote(t, entry, err)
	if c.Name != plan.Name || c.Scope != plan.Scope || c.IsReviewer(rita) || !c.IsReviewer(sam) || !c.Due.Equal(plan.Due) {
		t.Errorf("%+v", c.Plan)
	}
	j.write(opening())
	_, err = c.Edit(by(owner), plan)
	wantFault(t, "opened", err, fault.Refused, "only a draft")
}
