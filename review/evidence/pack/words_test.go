package pack

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Of a calm review it is said what is true of every one, and nothing else.
func TestWordsOfACalmReview(t *testing.T) {
	pv := calm().told(t)
	want := []string{
		"Definitions of roles (1): Torq did not say whether they are custom: the review covers who has a role, not what the role allows.",
		"Groups: tuar does not read Torq's groups and their members: Torq's public API does not list them.",
		"Groups of the identity provider: only the identity provider knows who is in them.",
		"People before their first sign-in: Torq lists people who were invited or signed in; it does not know who else could sign in by SSO.",
		"Organisation roles: tuar reads the roles of one workspace: Torq's public API does not list roles in the organisation.",
		"Leavers: leavers were not checked: the record has no roster of employees.",
		"Other workspaces: the API key reads one workspace; each further workspace needs a campaign of its own.",
	}
	if got := pv.notReviewed(); !slices.Equal(got, want) {
		t.Errorf("not reviewed: %q", got)
	}
	if got := pv.notProven(); len(got) != 2 || !strings.Contains(got[0], "what Torq's API answered") || !strings.Contains(got[1], "needs a witness") {
		t.Errorf("not proven: %q", got)
	}
}

func TestWords(t *testing.T) {
	for name, of := range map[string]struct {
		change      func(*story)
		notReviewed string
		notProven   string
	}{
		"one undecided":    {change: oneOfEach["undecided"].change, notReviewed: "1 item was left undecided."},
		"several":          {change: func(s *story) { s.decisions = nil }, notReviewed: "3 items were left undecided."},
		"abstained":        {change: oneOfEach["abstained"].change, notReviewed: "1 item has an abstention: no decision was made."},
		"own access":       {change: oneOfEach["own-access"].change, notReviewed: "1 item was left undecided, 1 of them assigned to the person whose access it is."},
		"gap":              {change: oneOfEach["gap"].change, notReviewed: "Api_keys: the API key could not read them: not allowed (HTTP 403)."},
		"out of scope":     {change: oneOfEach["not-reviewed"].change, notReviewed: "Users (1): not items of the campaign, which has the scope all."},
		"open":             {change: oneOfEach["not-final"].change, notProven: "The campaign is not closed: decisions may change, and no change of access was carried out on its account."},
		"unsigned":         {change: oneOfEach["unsigned-share"].change, notProven: "1 reviewer has not signed off their assignment."},
		"two unsigned":     {change: func(s *story) { s.signed = nil }, notProven: "2 reviewers have not signed off their assignments."},
		"sent, not shown":  {change: oneOfEach["change-unproven"].change, notProven: "1 change that was decided is not proven by a later list of Torq."},
		"failed":           {change: oneOfEach["change-failed"].change, notProven: "1 change that was decided failed."},
		"blocked":          {change: oneOfEach["change-blocked"].change, notProven: "1 change that was decided was not made, because a rule forbids it."},
		"came back":        {change: oneOfEach["change-returned"].change, notProven: "1 change was proven, and the access came back."},
		"taken back":       {change: oneOfEach["change-undone"].change, notProven: "1 change was taken back."},
		"known by word":    {change: func(s *story) { s.assurance = record.Declared }, notProven: "Some reviewers are self-declared (assurance “declared”): the record does not prove their identity."},
		"only waits still": {change: func(s *story) { s.also = changed(remediation.Planned, remediation.Track{}) }, notProven: "1 change that was decided is not proven by a later list of Torq."},
	} {
		t.Run(name, func(t *testing.T) {
			s := calm()
			of.change(s)
			pv := s.told(t)
			for _, said := range []struct {
				got    []string
				want   string
				always int
			}{{pv.notReviewed(), of.notReviewed, 7}, {pv.notProven(), of.notProven, 2}} {
				switch {
				case said.want == "" && len(said.got) != said.always:
					t.Errorf("it says more than it must: %q", said.got)
				case said.want != "" && (len(said.got) != said.always+1 || !slices.Contains(said.got, said.want)):
					t.Errorf("it says %q", said.got)
				}
			}
		})
	}
}

func TestAssignment(t *testing.T) {
	if got := assignment(0, 0); got != "0" {
		t.Errorf("none of none is %s", got)
	}
	if got := assignment(2, 3); got != "2 of 3" {
		t.Errorf("it is %s", got)
	}
	if n := calm().told(t).Summary().Verdicts[campaign.Certify]; n != 3 {
		t.Errorf("%d certified", n)
	}
}
