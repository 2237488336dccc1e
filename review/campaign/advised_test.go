package campaign_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// advising is a campaign that advises about two rows of rita's.
func advising(t *testing.T) *journal {
	t.Helper()
	j := newJournal(t)
	e := opening()
	data := e.Data.(campaign.Opened)
	data.AdviceRules = advice.Version
	data.Advised = []campaign.Advised{
		{Advice: advice.Revoke, Rule: "left", Items: []string{"user/plain", "user/none"}},
		{Advice: advice.Look, Rule: "new", Items: []string{"key/plain", "user/plain"}},
	}
	e.Data = data
	j.write(draft(), adopt(), e)
	return j
}

func TestCertifyingManyAgainstAdviceNeedsAReason(t *testing.T) {
	two := func(reason string) []campaign.Choice {
		return []campaign.Choice{{Item: "user/plain", Verdict: campaign.Certify, Reason: reason}, {Item: "user/odd", Verdict: campaign.Certify, Reason: reason}}
	}
	for name, tt := range map[string]struct {
		of      func(*testing.T) *journal
		choices []campaign.Choice
		refused string
	}{
		"many, without a reason":           {advising, two(""), "the advice about plain@example.com is revoke"},
		"many, with what is no reason":     {advising, two("."), "the advice about plain@example.com is revoke"},
		"many, with a reason":              {advising, two("back in March"), ""},
		"one alone":                        {advising, two("")[:1], ""},
		"one of a bulk elsewhere":          {advising, []campaign.Choice{{Item: "key/plain", Verdict: campaign.Certify, Bulk: 5}}, "is look closer"},
		"revoked together":                 {advising, []campaign.Choice{{Item: "user/plain", Verdict: campaign.Revoke, Bulk: 2}}, ""},
		"a campaign that advises nothing":  {opened, two(""), ""},
		"not even carried forward unasked": {advising, []campaign.Choice{{Item: "user/plain", Verdict: campaign.Certify, Carried: true, Bulk: 2}}, "is revoke"},
	} {
		t.Run(name, func(t *testing.T) {
			j := tt.of(t)
			entries, err := j.campaign().Decide(basis, by(rita), tt.choices, "b")
			if tt.refused == "" && err != nil || tt.refused != "" && (fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), tt.refused)) {
				t.Fatalf("%v, not %q", err, tt.refused)
			}
			if entries == nil { // as a hand would write it
				for _, c := range tt.choices {
					entries = append(entries, record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: campaign.Decided{
						Campaign: "q4", Item: c.Item, Decision: c.Verdict, Reason: c.Reason, Carried: c.Carried, Bulk: 2, Batch: "b", Hints: []string{},
					}})
				}
				if len(entries) == 1 {
					entries = append(entries, record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: campaign.Decided{
						Campaign: "q4", Item: "user/odd", Decision: campaign.Certify, Bulk: 2, Batch: "b", Hints: []string{},
					}})
				}
			}
			j.write(entries...)
			if decided := j.campaign().Decision(tt.choices[0].Item).Verdict != campaign.Undecided; decided != (tt.refused == "" && tt.choices[0].Bulk == 0) {
				t.Errorf("decided: %v", decided)
			}
		})
	}
}

func TestFirstAdviceAboutAnItemCounts(t *testing.T) {
	c := advising(t).campaign()
	if c.Advice("user/plain").Kind != advice.Revoke || c.Advice("user/none").Kind != advice.None || c.Advice("key/plain").Rule != "new" {
		t.Errorf("%+v, %+v, %+v", c.Advice("user/plain"), c.Advice("user/none"), c.Advice("key/plain"))
	}
}
