package campaign_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// Whoever writes an address otherwise still does not decide on their own access, and the refusal says why.
func TestOwnAccessUnderAnotherSpelling(t *testing.T) {
	for torqs, c := range map[string]struct{ reviewer, says string }{
		"mu\u0308ller@example.com":     {"m\u00fcller@example.com", "your own access;"},
		" trail@example.com ":          {"trail@example.com", "your own access;"},
		"zero@example.com\u200b":       {"zero@example.com", "your own access;"},
		"d.ito@example.com":            {"d.ito+q4@example.com", "may be one mailbox"},
		"d.berg@example.com":           {"dberg@example.com", "may be one mailbox"},
		"a.brown@example.com":          {"\u0430.brown@example.com", "looks like"},
		"\uff41.brown@example.com":     {"a.brown@example.com", "looks like"},
		"a.brown@ex\u0430mple.com":     {"a.brown@example.com", "looks like"},
		"\U0001d41a.brown@example.com": {"a.brown@example.com", "looks like"},
	} {
		j := newJournal(t)
		created := draft()
		data := created.Data.(campaign.Created)
		data.Reviewers = []string{c.reviewer, sam}
		created.Data = data
		j.write(created)
		opened := opening()
		assignments := opened.Data.(campaign.Opened)
		assignments.Assignments[0].Reviewer = c.reviewer
		j.write(opened)
		own := basis
		own.Rows = map[string]access.Row{}
		for item, row := range basis.Rows {
			if item == "user/plain" {
				row.Email = torqs
			}
			own.Rows[item] = row
		}
		_, err := j.campaign().Decide(own, by(c.reviewer), []campaign.Choice{certify("user/plain")}, "batch")
		if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+q decides on %+q: %v", c.reviewer, torqs, err)
		}
		_, err = j.campaign().Delegate(own, by(owner), campaign.Handing{Items: []string{"user/plain"}, To: c.reviewer, Reason: "on leave"}, start, anybody)
		if fault.KindOf(err) != fault.Refused {
			t.Errorf("%+q is handed %+q: %v", c.reviewer, torqs, err)
		}
		if _, err := j.campaign().Decide(own, by(owner), []campaign.Choice{with(certify("user/plain"), "rita holds it")}, "batch"); err != nil {
			t.Errorf("somebody else cannot decide on %+q: %v", torqs, err)
		}
	}
}
