package campaign_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// What is undecided at closing counts as revoked if opening said so: by no reviewer, and only the items that the closing names.
func TestUndecidedCountsAsRevoked(t *testing.T) {
	j := staged(t, campaign.AllMustAgree, campaign.RevokeUndecided)
	for _, act := range []struct {
		who    string
		choice campaign.Choice
	}{
		{rita, choose("user/boss", campaign.Certify)},
		{pia, choose("user/boss", campaign.Revoke)},
		{rita, choose("user/plain", campaign.Certify)},
		{pia, choose("user/plain", campaign.Certify)},
		{sam, choose("user/other", campaign.Certify)},
		{rita, choose("user/idle", campaign.Certify)},
	} {
		if err := j.decide(act.who, act.choice); err != nil {
			t.Fatal(err)
		}
	}
	left := j.campaign().Left()
	if want := []string{"key/plain", "user/boss", "user/odd", "user/other", "user/rita", "user/sam"}; !slices.Equal(left, want) {
		t.Fatalf("left %v", left)
	}
	bare := record.Entry{Type: campaign.TypeClosed, Actor: by(owner), Data: campaign.ClosedData{Campaign: "q4", Undecided: left, Unsigned: []string{}}}
	j.write(bare)
	if why := j.refused(); len(why) != 1 || !strings.Contains(why[0], "as opening said") {
		t.Fatalf("a closing that does not count them: %q", why)
	}
	j.close()
	c := j.campaign()
	if !slices.Equal(c.Counted(), left) || len(c.Left()) != 0 || len(c.Closing.Undecided) != 6 {
		t.Errorf("counted %v, left %v", c.Counted(), c.Left())
	}
	d := c.Decision("user/odd")
	if d.Verdict != campaign.Revoke || d.Reviewer != "" || d.Reason != campaign.CountedReason || d.Line != c.Closing.Line || d.Ruling != campaign.AtClosing {
		t.Errorf("%+v", d)
	}
	if _, ready := c.ReadyAt("user/odd"); !ready {
		t.Error("it may not be carried out")
	}
	if d := c.Decision("user/boss"); d.Verdict != campaign.Revoke || d.Stages.First.Verdict != campaign.Certify {
		t.Errorf("both opinions are lost: %+v", d)
	}
	s := c.Summarise(j.at)
	if s.Decided != 2 || s.Revoked != 0 || s.Counted != 6 || !strings.Contains(s.Tally(), "6 undecided that count as revoked") {
		t.Errorf("%+v: %s", s, s.Tally())
	}
}

// What is undecided goes to the fallback reviewer before the campaign can be closed, also from a signed assignment.
func TestUndecidedGoesToTheFallback(t *testing.T) {
	j := staged(t, campaign.AllMustAgree, campaign.ToFallback)
	for _, act := range []struct {
		who    string
		choice campaign.Choice
	}{{rita, choose("user/boss", campaign.Certify)}, {pia, choose("user/boss", campaign.Revoke)}, {rita, choose("user/plain", campaign.Certify)}} {
		if err := j.decide(act.who, act.choice); err != nil {
			t.Fatal(err)
		}
	}
	j.signOff(rita)
	if _, err := j.campaign().Close(by(owner), ""); err == nil || !strings.Contains(err.Error(), "rows of q4 are undecided; by the rule said at opening, they go to the fallback reviewer") {
		t.Fatalf("closed: %v", err)
	}
	if _, err := j.campaign().FallBack(by(sam)); err == nil {
		t.Error("a reviewer handed it over")
	}
	e, err := j.campaign().FallBack(by(owner))
	if err != nil {
		t.Fatal(err)
	}
	j.write(e)
	c := j.campaign()
	if c.Reviewer("user/odd") != fay || c.Reviewer("user/other") != fay || c.SecondReviewer("user/boss") != fay || c.SecondReviewer("user/plain") != fay {
		t.Errorf("%+v", e.Data)
	}
	if c.ReassignedFrom("user/odd") != rita || !c.IsReviewer(fay) {
		t.Error("the handover is not told")
	}
	if err := j.decide(fay, choose("user/odd", campaign.Revoke)); err != nil {
		t.Error(err)
	}
	if err := j.decide(fay, choose("user/boss", campaign.Certify)); err != nil || j.campaign().Decision("user/boss").Ruling != campaign.Agreed {
		t.Errorf("%v, %+v", err, j.campaign().Decision("user/boss"))
	}
	j.close()
	if c := j.campaign(); len(c.Counted()) != 0 || c.Decision("key/plain").Verdict != campaign.Undecided || len(j.refused()) != 0 {
		t.Errorf("%v, %v", c.Counted(), j.refused())
	}
}

// What the fallback reviewer decides on a row that the campaign handed to them is in force, whatever the other stage says and
// though both its reviewers signed off; abstaining settles nothing.
func TestTheFallbackReviewerSettlesTheRow(t *testing.T) {
	const none, certify, revoke, abstain = campaign.Undecided, campaign.Certify, campaign.Revoke, campaign.Abstain
	for _, c := range []struct {
		rule                    campaign.Disagreement
		first, second, fallback campaign.Verdict
		want                    campaign.Verdict
		how                     campaign.Ruling
	}{
		{campaign.AllMustAgree, certify, revoke, revoke, revoke, campaign.ByFallback},
		{campaign.AllMustAgree, revoke, certify, certify, certify, campaign.ByFallback},
		{campaign.AllMustAgree, revoke, certify, revoke, revoke, campaign.Agreed},
		{campaign.AllMustAgree, revoke, certify, abstain, none, campaign.Disagrees},
		{campaign.AllMustAgree, none, none, revoke, revoke, campaign.ByFallback},
		{campaign.AllMustAgree, none, none, abstain, none, campaign.AwaitsSecond},
		{campaign.LastStageDecides, certify, none, revoke, revoke, campaign.ByFallback},
		{campaign.LastStageDecides, revoke, none, abstain, revoke, campaign.Ruling(campaign.LastStageDecides)},
		{campaign.LastStageDecides, none, none, revoke, revoke, campaign.ByFallback},
		{campaign.AnyRevokeWins, certify, none, revoke, revoke, campaign.ByFallback},
		{campaign.AnyRevokeWins, none, none, certify, certify, campaign.ByFallback},
	} {
		j := staged(t, c.rule, campaign.ToFallback)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
		}
		if c.first != none {
			must(j.decide(rita, choose("user/boss", c.first)))
		}
		if c.second != none {
			must(j.decide(pia, choose("user/boss", c.second)))
		}
		j.signOff(rita)
		j.signOff(pia)
		e, err := j.campaign().FallBack(by(owner))
		must(err)
		j.write(e)
		if d := j.campaign().Decision("user/boss"); d.Verdict != none {
			t.Errorf("%+v: handing over decided it: %+v", c, d)
		}
		must(j.decide(fay, choose("user/boss", c.fallback)))
		d := j.campaign().Decision("user/boss")
		if d.Verdict != c.want || d.Ruling != c.how || c.first != none && d.Stages.First.Verdict != c.first {
			t.Errorf("%+v: %s, %s", c, d.Verdict, d.Ruling)
		}
		j.close()
		if _, ready := j.campaign().ReadyAt("user/boss"); ready != (c.want != none) || len(j.refused()) > 0 {
			t.Errorf("%+v: ready %v, refused %v", c, ready, j.refused())
		}
	}
}
