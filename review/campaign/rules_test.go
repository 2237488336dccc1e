package campaign_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

func with(c campaign.Choice, reason string) campaign.Choice { c.Reason = reason; return c }

func TestDecideByTheRules(t *testing.T) {
	ok := fault.Kind(0)
	carried := func(c campaign.Choice) campaign.Choice { c.Carried = true; return c }
	tests := map[string]struct {
		who     string
		choices []campaign.Choice
		before  func(*journal)
		want    fault.Kind
		says    string
	}{
		"certify":                 {who: rita, choices: []campaign.Choice{certify("user/plain")}},
		"revoke":                  {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: campaign.Revoke}}},
		"abstain":                 {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: campaign.Abstain}}},
		"in another case":         {who: "RITA@EXAMPLE.COM", choices: []campaign.Choice{certify("user/plain")}},
		"in another's assignment": {who: sam, choices: []campaign.Choice{with(certify("user/plain"), "on leave")}, want: fault.Refused, says: "is assigned to rita@example.com"},
		"in another's, as owner":  {who: owner, choices: []campaign.Choice{with(certify("user/plain"), "rita is on leave")}},
		"in another's, as owner, without a reason": {who: owner, choices: []campaign.Choice{certify("user/plain")}, want: fault.BadInput, says: "is assigned to rita@example.com: deciding it in their place needs a reason"},
		"in another's, with a dot for a reason":    {who: owner, choices: []campaign.Choice{with(certify("user/plain"), ".")}, want: fault.BadInput, says: "needs a reason"},
		"in another's, signed off":                 {who: owner, choices: []campaign.Choice{with(certify("user/plain"), "rita is on leave")}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused, says: "signed off"},
		"nothing at all":                           {who: rita, want: fault.BadInput, says: "no item"},
		"no such decision":                         {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: "approve"}}, want: fault.BadInput, says: "not a decision"},
		"undecided is no decision":                 {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: campaign.Undecided}}, want: fault.BadInput, says: "not a decision"},
		"no such item":                             {who: rita, choices: []campaign.Choice{certify("user/nobody")}, want: fault.BadInput, says: "no item user/nobody"},
		"in the population, not in scope":          {who: rita, choices: []campaign.Choice{certify("user/aside")}, want: fault.BadInput, says: "no item user/aside"},
		"the same item twice":                      {who: rita, choices: []campaign.Choice{certify("user/plain"), certify("user/plain")}, want: fault.BadInput, says: "twice"},
		"not a reviewer":                           {who: "eve@example.com", choices: []campaign.Choice{certify("user/plain")}, want: fault.Refused, says: "does not review"},
		"nobody":                                   {who: "", choices: []campaign.Choice{certify("user/plain")}, want: fault.Refused, says: "does not review"},
		"one's own access":                         {who: rita, choices: []campaign.Choice{certify("user/rita")}, want: fault.Refused, says: "your own access"},
		"abstaining on one's own":                  {who: rita, choices: []campaign.Choice{{Item: "user/rita", Verdict: campaign.Abstain}}, want: fault.Refused, says: "your own access"},
		"own access in bulk":                       {who: rita, choices: []campaign.Choice{certify("user/plain"), certify("user/rita")}, want: fault.Refused, says: "your own access"},
		"privileged alone":                         {who: rita, choices: []campaign.Choice{certify("user/boss")}},
		"privileged in bulk":                       {who: rita, choices: []campaign.Choice{certify("user/boss"), certify("user/plain")}, want: fault.Refused, says: "needs a reason"},
		"flagged in bulk":                          {who: rita, choices: []campaign.Choice{certify("user/idle"), certify("user/plain")}, want: fault.Refused, says: "needs a reason"},
		"a blank reason is none":                   {who: rita, choices: []campaign.Choice{with(certify("user/boss"), " \t"), certify("user/plain")}, want: fault.Refused, says: "needs a reason"},
		"privileged in bulk, with a reason":        {who: rita, choices: []campaign.Choice{with(certify("user/boss"), "on call"), certify("user/plain")}},
		"revoking privileged in bulk":              {who: rita, choices: []campaign.Choice{{Item: "user/boss", Verdict: campaign.Revoke}, certify("user/plain")}},
		"carried forward":                          {who: rita, choices: []campaign.Choice{carried(certify("user/plain")), carried(certify("key/plain"))}},
		"carried, not certified last time":         {who: sam, choices: []campaign.Choice{carried(certify("user/other"))}, want: fault.Refused, says: "unseen"},
		"carried, flagged":                         {who: rita, choices: []campaign.Choice{with(carried(certify("user/idle")), "why not")}, want: fault.Refused, says: "unseen"},
		"carried, privileged":                      {who: rita, choices: []campaign.Choice{carried(certify("user/boss"))}, want: fault.Refused, says: "unseen"},
		"carried revocation":                       {who: rita, choices: []campaign.Choice{carried(campaign.Choice{Item: "user/plain", Verdict: campaign.Revoke})}, want: fault.BadInput, says: "carried forward"},
		"reduce":                                   {who: rita, choices: []campaign.Choice{reduce("user/plain", "view")}},
		"reduce to no role":                        {who: rita, choices: []campaign.Choice{reduce("user/plain", "")}, want: fault.BadInput, says: "no role"},
		"reduce to a name, not an ID":              {who: rita, choices: []campaign.Choice{reduce("user/plain", "Viewer")}, want: fault.BadInput, says: "no role"},
		"reduce to the same":                       {who: rita, choices: []campaign.Choice{reduce("user/plain", "edit")}, want: fault.BadInput, says: "already has"},
		"reduce to more":                           {who: rita, choices: []campaign.Choice{reduce("user/plain", "own")}, want: fault.Refused, says: "is privileged, it grants *"},
		"reduce to a privileged one":               {who: rita, choices: []campaign.Choice{reduce("user/plain", "desk")}, want: fault.Refused, says: "is privileged, it grants user.write"},
		"a reason of as many characters as may be": {who: rita, choices: []campaign.Choice{with(certify("user/plain"), strings.Repeat("理由", 1000))}},
		"a reason of one more":                     {who: rita, choices: []campaign.Choice{with(certify("user/plain"), strings.Repeat("理由", 1000)+"!")}, want: fault.BadInput, says: "longer than 2000 characters"},
		"reduce to another that gives":             {who: rita, choices: []campaign.Choice{with(reduce("user/plain", "other"), "less")}, want: fault.Refused, says: "that is a move"},
		"reduce to what only gives":                {who: rita, choices: []campaign.Choice{reduce("user/plain", "more")}, want: fault.Refused, says: "takes nothing away"},
		"reduce to the same under a name":          {who: rita, choices: []campaign.Choice{reduce("user/plain", "twin")}, want: fault.Refused, says: "takes nothing away"},
		"reduce to what is not known":              {who: rita, choices: []campaign.Choice{reduce("user/plain", "blank")}, want: fault.Refused, says: "lists no permissions"},
		"reduce from what is not known":            {who: rita, choices: []campaign.Choice{with(reduce("user/odd", "view"), "less")}, want: fault.Refused, says: "that is a move"},
		"move":                                     {who: rita, choices: []campaign.Choice{with(move("user/plain", "other"), "changed teams")}},
		"move without a reason":                    {who: rita, choices: []campaign.Choice{with(move("user/plain", "other"), " ")}, want: fault.Refused, says: "also grants c"},
		"move to what only takes":                  {who: rita, choices: []campaign.Choice{with(move("user/plain", "view"), "less")}, want: fault.Refused, says: "no move"},
		"move to what only gives":                  {who: rita, choices: []campaign.Choice{with(move("user/plain", "more"), "more")}, want: fault.Refused, says: "takes nothing away"},
		"move to a privileged one":                 {who: rita, choices: []campaign.Choice{with(move("user/plain", "desk"), "help")}, want: fault.Refused, says: "is privileged"},
		"move to what is not known":                {who: rita, choices: []campaign.Choice{with(move("user/plain", "blank"), "new team")}, want: fault.Refused, says: "lists no permissions"},
		"move from what is not known":              {who: rita, choices: []campaign.Choice{with(move("user/odd", "view"), "new team")}},
		"move to no role":                          {who: rita, choices: []campaign.Choice{with(move("user/plain", "none"), "new team")}, want: fault.BadInput, says: "no role"},
		"a move carried forward":                   {who: rita, choices: []campaign.Choice{carried(with(move("user/plain", "other"), "new team"))}, want: fault.BadInput, says: "carried forward"},
		"reduce an owner":                          {who: rita, choices: []campaign.Choice{reduce("user/boss", "desk")}},
		"after signing off":                        {who: rita, choices: []campaign.Choice{certify("user/plain")}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused, says: "signed off"},
		"in an assignment signed off by another":   {who: sam, choices: []campaign.Choice{certify("user/plain")}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused, says: "signed off"},
		"elsewhere after signing off":              {who: sam, choices: []campaign.Choice{certify("user/other")}, before: func(j *journal) { j.signOff(rita) }},
		"after closing":                            {who: rita, choices: []campaign.Choice{certify("user/plain")}, before: func(j *journal) { j.close() }, want: fault.Refused, says: "closed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			j := opened(t)
			if tt.before != nil {
				tt.before(j)
			}
			lines := len(j.lines)
			err := j.decide(tt.who, tt.choices...)
			if fault.KindOf(err) != tt.want {
				t.Fatalf("got %v, want kind %d", err, tt.want)
			}
			if tt.want == ok {
				if len(j.lines) != lines+len(tt.choices) {
					t.Fatalf("%d lines for %d choices", len(j.lines)-lines, len(tt.choices))
				}
				for _, choice := range tt.choices {
					d := j.campaign().Decision(choice.Item)
					if d.Verdict != choice.Verdict || d.Bulk != len(tt.choices) || d.Carried != choice.Carried || d.ToRole != choice.ToRole {
						t.Errorf("%s became %+v", choice.Item, d)
					}
				}
				return
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
			if len(j.lines) != lines {
				t.Error("a refused act left lines")
			}
		})
	}
}

func TestADraftIsNotDecidedOn(t *testing.T) {
	j := newJournal(t)
	j.write(draft())
	if err := j.decide(rita, certify("user/plain")); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "draft") {
		t.Errorf("got %v", err)
	}
}

// Every bad choice is named with its place, and bad input outranks a refusal.
func TestRejectedNamesEveryProblem(t *testing.T) {
	err := opened(t).decide(rita, certify("user/plain"), certify("user/rita"), certify("user/nobody"), reduce("key/plain", "own"))
	var rejected *campaign.Rejected
	if !errors.As(err, &rejected) {
		t.Fatalf("got %v", err)
	}
	got := map[int]string{}
	for _, p := range rejected.Problems {
		got[p.Index] = p.Item
	}
	if diff := cmp.Diff(map[int]string{1: "user/rita", 2: "user/nobody", 3: "key/plain"}, got); diff != "" {
		t.Error(diff)
	}
	if fault.KindOf(err) != fault.BadInput {
		t.Errorf("kind %d", fault.KindOf(err))
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 3 {
		t.Errorf("%d lines of text: %s", lines, err)
	}
}
