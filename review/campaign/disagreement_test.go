package campaign_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/campaign"
)

var allVerdicts = append([]campaign.Verdict{campaign.Undecided, "unheard-of"}, campaign.Verdicts...)

// of returns a decision with that verdict, whose line has that hash.
func of(v campaign.Verdict, hash string) campaign.Decision {
	d := campaign.Decision{Item: "user/1", Verdict: v, Line: campaign.Ref{Hash: hash}, Of: "first"}
	if v == campaign.Reduce || v == campaign.Move {
		d.ToRole = "view"
	}
	return d
}

func TestTheRuleSettlesBothStages(t *testing.T) {
	const (
		certify, reduce, move, revoke, abstain = campaign.Certify, campaign.Reduce, campaign.Move, campaign.Revoke, campaign.Abstain
		none                                   = campaign.Undecided
		anyRevoke, all, last                   = campaign.AnyRevokeWins, campaign.AllMustAgree, campaign.LastStageDecides
	)
	for _, c := range []struct {
		rule          campaign.Disagreement
		first, second campaign.Verdict
		want          campaign.Verdict
		how           campaign.Ruling
	}{
		{anyRevoke, none, revoke, none, campaign.AwaitsFirst},
		{anyRevoke, revoke, none, none, campaign.AwaitsSecond},
		{last, revoke, none, none, campaign.AwaitsSecond},
		{anyRevoke, certify, certify, certify, campaign.Agreed},
		{all, reduce, move, move, campaign.Agreed}, // to the same role
		{last, abstain, abstain, abstain, campaign.Agreed},
		{anyRevoke, certify, revoke, revoke, campaign.Ruling(anyRevoke)},
		{anyRevoke, revoke, certify, revoke, campaign.Ruling(anyRevoke)},
		{anyRevoke, revoke, "unheard-of", revoke, campaign.Ruling(anyRevoke)},
		{anyRevoke, reduce, revoke, revoke, campaign.Ruling(anyRevoke)},
		{anyRevoke, reduce, certify, reduce, campaign.Ruling(anyRevoke)},
		{anyRevoke, abstain, certify, certify, campaign.Ruling(anyRevoke)},
		{anyRevoke, move, abstain, move, campaign.Ruling(anyRevoke)},
		{anyRevoke, move, certify, none, campaign.Disagrees}, // a move gives something, too
		{anyRevoke, certify, "unheard-of", none, campaign.Disagrees},
		{anyRevoke, "unheard-of", "unheard-of", none, campaign.Disagrees}, // it is not known whether they say the same
		{all, certify, revoke, none, campaign.Disagrees},
		{all, revoke, abstain, none, campaign.Disagrees},
		{last, certify, revoke, revoke, campaign.Ruling(last)},
		{last, revoke, certify, certify, campaign.Ruling(last)},
		{last, revoke, abstain, revoke, campaign.Ruling(last)}, // abstaining is no opinion
		{last, abstain, revoke, revoke, campaign.Ruling(last)},
		{"rule-of-tomorrow", certify, revoke, none, campaign.Disagrees},
		{"rule-of-tomorrow", certify, certify, certify, campaign.Agreed},
	} {
		if d, how := c.rule.Settle(of(c.first, "first"), of(c.second, "second")); d.Verdict != c.want || how != c.how {
			t.Errorf("%s: %s and %s gave %s, %s; want %s, %s", c.rule, c.first, c.second, d.Verdict, how, c.want, c.how)
		}
	}
}

// A second decision about another first one counts only if both say the same.
func TestASecondDecisionIsAboutTheFirstThatItSaw(t *testing.T) {
	for _, rule := range campaign.Disagreements {
		second := of(campaign.Certify, "second")
		if d, how := rule.Settle(of(campaign.Revoke, "changed since"), second); d.Verdict != campaign.Undecided || how != campaign.AwaitsSecond {
			t.Errorf("%s: %s, %s", rule, d.Verdict, how)
		}
		if d, how := rule.Settle(of(campaign.Certify, "changed since"), second); d.Verdict != campaign.Certify || how != campaign.Agreed {
			t.Errorf("%s: %s, %s", rule, d.Verdict, how)
		}
	}
}

// What is in force is one of the two decisions or none; none while one is missing; and what both say where they agree.
func TestTheRuleMakesUpNoDecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(append([]campaign.Disagreement{"", "x"}, campaign.Disagreements...)).Draw(t, "rule")
		first := of(rapid.SampledFrom(allVerdicts).Draw(t, "first"), rapid.SampledFrom([]string{"first", "other"}).Draw(t, "hash"))
		second := of(rapid.SampledFrom(allVerdicts).Draw(t, "second"), "second")
		d, how := rule.Settle(first, second)
		switch {
		case d.Verdict == campaign.Undecided:
			if how != campaign.AwaitsFirst && how != campaign.AwaitsSecond && how != campaign.Disagrees || d.Line.Hash != "" {
				t.Fatalf("undecided, %s, %+v", how, d)
			}
		case first.Verdict == campaign.Undecided || second.Verdict == campaign.Undecided:
			t.Fatalf("%s though a stage is missing", d.Verdict)
		case d.Line != first.Line && d.Line != second.Line:
			t.Fatalf("%+v is neither of the two", d)
		case rule == campaign.AnyRevokeWins && how != campaign.AwaitsSecond && (first.Verdict == campaign.Revoke || second.Verdict == campaign.Revoke) && d.Verdict != campaign.Revoke:
			t.Fatalf("a revoke lost: %s, %s: %s", first.Verdict, second.Verdict, d.Verdict)
		}
		if again, same := rule.Settle(first, second); again.Line != d.Line || same != how {
			t.Fatal("the same two decisions gave two results")
		}
	})
}
