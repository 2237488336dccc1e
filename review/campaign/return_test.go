package campaign_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

func day(text string) time.Time {
	at, err := time.Parse(campaign.DateLayout, text)
	if err != nil {
		panic(err)
	}
	return at
}

// handOver records that an assignment goes to another reviewer, and returns the items.
func (j *journal) handOver(who string, h campaign.Handing) []string {
	j.t.Helper()
	e, err := j.campaign().Delegate(basis, by(who), h, j.at, anybody)
	if err != nil {
		j.t.Fatal(err)
	}
	j.write(e)
	return e.Data.(campaign.Delegated).Items
}

// away is a campaign in which rita's undecided rows are with sam until 4 November; she decided on user/idle before.
func away(t *testing.T) *journal {
	j := governed(t)
	if err := j.decide(rita, certify("user/idle")); err != nil {
		t.Fatal(err)
	}
	want := []string{"key/plain", "user/boss", "user/odd", "user/plain", "user/rita"} // not user/sam, which is sam's own
	if diff := cmp.Diff(want, j.handOver(owner, campaign.Handing{From: rita, To: sam, Until: day("2026-11-04"), Reason: "out of office"})); diff != "" {
		t.Fatal(diff)
	}
	return j
}

func TestAnAssignmentIsHandedOverForATime(t *testing.T) {
	j := away(t)
	if err := j.decide(sam, certify("user/plain")); err != nil {
		t.Fatal(err)
	}
	c := j.campaign()
	if got := c.Return(by(rita), day("2026-11-04").Add(23*time.Hour)); len(got) > 0 {
		t.Errorf("on the last day they go back: %+v", got)
	}
	if got := c.ReviewerAt("user/boss", day("2026-11-04")); got != sam {
		t.Errorf("on the last day %s reviews", got)
	}
	if got := c.Return(by(eve), day("2026-11-05")); len(got) > 0 {
		t.Error("a stranger gives them back")
	}
	j.at = day("2026-11-05")
	if got := c.ReviewerAt("user/boss", j.at); got != rita {
		t.Errorf("after the last day %s reviews", got)
	}
	j.write(j.campaign().Return(by(sam), j.at)...)
	c = j.campaign()
	for item, want := range map[string]string{"user/plain": sam, "user/boss": rita, "key/plain": rita, "user/odd": rita, "user/idle": rita, "user/sam": rita, "user/rita": sam} {
		if got := c.Reviewer(item); got != want {
			t.Errorf("%s is with %s, not %s", item, got, want)
		}
	}
	if c.ReassignedFrom("user/plain") != rita || c.ReassignedFrom("user/boss") != "" {
		t.Errorf("reassigned from %q and %q", c.ReassignedFrom("user/plain"), c.ReassignedFrom("user/boss"))
	}
	var acts []string
	for _, h := range c.Handovers[2:] {
		acts = append(acts, strings.Join([]string{h.Act(), h.From, h.To, h.Until}, " "))
	}
	if diff := cmp.Diff([]string{"reassigned rita@example.com sam@example.com 2026-11-04", "returned sam@example.com rita@example.com "}, acts); diff != "" {
		t.Error(diff)
	}
	if got := c.Return(by(sam), j.at); len(got) > 0 || len(j.refused()) > 0 {
		t.Errorf("again: %+v; refused: %v", got, j.refused())
	}
}

// What does not go back to who had it: their own access, what is signed off, and what was handed on meanwhile.
func TestWhatStaysAfterTheTime(t *testing.T) {
	for name, tt := range map[string]struct {
		before func(j *journal)
		want   []string
	}{
		"as it is": {func(*journal) {}, []string{"key/plain", "user/boss", "user/odd", "user/plain"}},
		"handed on": {func(j *journal) {
			j.handOver(sam, campaign.Handing{Items: []string{"user/boss"}, To: mia, Reason: "mia knows"})
		}, []string{"key/plain", "user/odd", "user/plain"}},
		"given back by hand": {func(j *journal) {
			j.handOver(sam, campaign.Handing{Items: []string{"user/boss"}, To: rita, Reason: "hers"})
		}, []string{"key/plain", "user/odd", "user/plain"}},
		"signed off":             {func(j *journal) { j.signOff(sam) }, nil},
		"signed off by the from": {func(j *journal) { j.signOff(rita) }, nil},
		"closed":                 {func(j *journal) { j.close() }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			j := away(t)
			tt.before(j)
			var got []string
			for _, e := range j.campaign().Return(by(owner), day("2026-11-05")) {
				got = append(got, e.Data.(campaign.Returned).Items...)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhoHandsOverAnAssignment(t *testing.T) {
	for name, tt := range map[string]struct {
		who    string
		h      campaign.Handing
		before func(j *journal)
		want   fault.Kind
	}{
		"the reviewer":              {who: rita, h: campaign.Handing{From: rita, To: sam}},
		"an owner":                  {who: owner, h: campaign.Handing{From: rita, To: sam}},
		"by another address":        {who: rita, h: campaign.Handing{From: "Rita@Example.com", To: sam}},
		"another reviewer":          {who: sam, h: campaign.Handing{From: rita, To: sam}, want: fault.Refused},
		"to the same person":        {who: rita, h: campaign.Handing{From: rita, To: "RITA@example.com"}, want: fault.BadInput},
		"of who does not review":    {who: owner, h: campaign.Handing{From: eve, To: sam}, want: fault.BadInput},
		"signed off":                {who: owner, h: campaign.Handing{From: rita, To: sam}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused},
		"to an auditor":             {who: owner, h: campaign.Handing{From: rita, To: aud}, want: fault.Refused},
		"an item of another":        {who: owner, h: campaign.Handing{From: rita, To: mia, Items: []string{"user/other"}}, want: fault.Refused},
		"until today":               {who: owner, h: campaign.Handing{From: rita, To: sam, Until: day("2026-11-01")}},
		"until yesterday":           {who: owner, h: campaign.Handing{From: rita, To: sam, Until: day("2026-10-31")}, want: fault.BadInput},
		"nothing left for the time": {who: owner, h: campaign.Handing{From: sam, To: rita, Until: day("2026-11-05")}, before: func(j *journal) { _ = j.decide(sam, certify("user/other")) }, want: fault.BadInput},
	} {
		t.Run(name, func(t *testing.T) {
			j := governed(t)
			if tt.before != nil {
				tt.before(j)
			}
			tt.h.Reason = "on leave"
			entry, err := j.campaign().Delegate(basis, by(tt.who), tt.h, j.at, anybody)
			if fault.KindOf(err) != tt.want {
				t.Fatalf("got %v", err)
			}
			if err != nil {
				return
			}
			j.write(entry)
			if got := j.refused(); len(got) > 0 {
				t.Errorf("refused: %q", got)
			}
			if got := j.campaign().Assigned(rita); !slices.Equal(got, []string{"user/sam"}) {
				t.Errorf("rita has %v", got)
			}
		})
	}
}

// Each line here was put into the journal without a use case, which would have refused it.
func TestForgedHandovers(t *testing.T) {
	hash := func(j *journal) string {
		i := slices.IndexFunc(j.lines, func(l record.Line) bool { return l.Type == campaign.TypeDelegated })
		return j.lines[i].Hash
	}
	back := func(who, to string, items ...string) func(*journal) record.Entry {
		return func(j *journal) record.Entry {
			return record.Entry{Type: campaign.TypeReturned, Actor: by(who), Data: campaign.Returned{Campaign: "q4", Line: hash(j), To: to, Items: items}}
		}
	}
	handed := func(who string, d campaign.Delegated) func(*journal) record.Entry {
		d.Campaign, d.Reason = "q4", "on leave"
		return func(*journal) record.Entry {
			return record.Entry{Type: campaign.TypeDelegated, Actor: by(who), Data: d}
		}
	}
	line := func(e record.Entry) func(*journal) record.Entry { return func(*journal) record.Entry { return e } }
	for name, tt := range map[string]struct {
		at    string
		entry func(*journal) record.Entry
		says  string // empty: it has an effect
	}{
		"back after the day":           {"2026-11-05", back(sam, rita, "user/boss"), ""},
		"back on the day":              {"2026-11-04", back(sam, rita, "user/boss"), "user/boss is with sam@example.com until 2026-11-04"},
		"back by a stranger":           {"2026-11-05", back(eve, rita, "user/boss"), "eve@example.com does not review in q4"},
		"back by an auditor":           {"2026-11-05", back(aud, rita, "user/boss"), "an auditor changes nothing"},
		"back to another":              {"2026-11-05", back(sam, mia, "user/boss"), "was not handed over by mia@example.com"},
		"back of what never went":      {"2026-11-05", back(sam, rita, "user/other"), "user/other was not handed over"},
		"back to its holder":           {"2026-11-05", back(sam, rita, "user/rita"), "is the access of Rita@Example.com"},
		"of another's item":            {"2026-11-02", handed(owner, campaign.Delegated{From: rita, To: mia, Items: []string{"user/other"}}), "user/other is assigned to sam@example.com, not to rita@example.com"},
		"until the past":               {"2026-11-03", handed(owner, campaign.Delegated{From: sam, To: mia, Items: []string{"user/other"}, Until: "2026-11-02"}), "its last day has passed"},
		"until no day":                 {"2026-11-03", handed(owner, campaign.Delegated{From: sam, To: mia, Items: []string{"user/other"}, Until: "soon"}), "is no day: soon"},
		"handed on after the day":      {"2026-11-05", handed(sam, campaign.Delegated{To: mia, Items: []string{"user/boss"}}), "was with sam@example.com until 2026-11-04"},
		"decided within the time":      {"2026-11-04", line(decided(sam, "user/boss", "")), ""},
		"decided after the time":       {"2026-11-05", line(decided(sam, "user/boss", "")), "user/boss was with sam@example.com until 2026-11-04"},
		"decided before it is back":    {"2026-11-05", line(decided(rita, "user/boss", "mine again")), "user/boss is assigned to sam@example.com"},
		"signed off after the time":    {"2026-11-05", line(record.Entry{Type: campaign.TypeSignedOff, Actor: by(sam), Data: campaign.SignedOff{Campaign: "q4"}}), "until 2026-11-04"},
		"signed off before it is back": {"2026-11-05", line(record.Entry{Type: campaign.TypeSignedOff, Actor: by(rita), Data: campaign.SignedOff{Campaign: "q4"}}), "was not given back to rita@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			j := away(t)
			j.at = day(tt.at)
			before := len(j.campaign().Handovers)
			j.write(tt.entry(j))
			got := strings.Join(j.refused(), "\n")
			if tt.says == "" && got != "" || tt.says != "" && !strings.Contains(got, tt.says) {
				t.Fatalf("refused: %q", got)
			}
			if c := j.campaign(); tt.says != "" && (len(c.Handovers) > before || c.Summarise(j.at).Decided > 1 || len(c.Signoffs) > 0) {
				t.Errorf("it became %+v", c.Summarise(j.at))
			}
		})
	}
}

// An opening gives rows out by the rules that it names, and never to an auditor or their holder by one of them.
func TestForgedOpenings(t *testing.T) {
	rule := campaign.AssignRule{Where: "privileged", To: mia}
	for name, tt := range map[string]struct {
		opened func(*campaign.Opened)
		says   string
	}{
		"by the split alone": {func(*campaign.Opened) {}, ""},
		"by its rule": {func(d *campaign.Opened) {
			d.Assign = []campaign.AssignRule{rule}
			d.Assignments = append(d.Assignments, campaign.Assignment{Reviewer: mia, Rule: "privileged", Items: []string{"user/boss"}})
		}, ""},
		"by another's rule": {func(d *campaign.Opened) {
			d.Assign = []campaign.AssignRule{rule}
			d.Assignments = append(d.Assignments, campaign.Assignment{Reviewer: eve, Rule: "privileged", Items: []string{}})
		}, "by a rule that it does not have: privileged"},
		"by managers, without that split": {func(d *campaign.Opened) {
			d.Assignments = append(d.Assignments, campaign.Assignment{Reviewer: mia, Rule: campaign.RuleManager, Items: []string{}})
		}, "by a rule that it does not have: manager"},
		"to no fallback": {func(d *campaign.Opened) {
			d.Fallback = sam
			d.Assignments = append(d.Assignments, campaign.Assignment{Reviewer: mia, Rule: campaign.RuleFallback, Items: []string{}})
		}, "by a rule that it does not have: fallback"},
		"to an auditor": {func(d *campaign.Opened) {
			d.Fallback = aud
			d.Assignments = append(d.Assignments, campaign.Assignment{Reviewer: aud, Rule: campaign.RuleFallback, Items: []string{}})
		}, "is an auditor"},
		"to its holder": {func(d *campaign.Opened) {
			d.Fallback, d.Holders = mia, map[string]string{"user/boss": "M.ia@example.com"}
			d.Assignments = append(d.Assignments, campaign.Assignment{Reviewer: mia, Rule: campaign.RuleFallback, Items: []string{"user/boss"}})
		}, "is the access of M.ia@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJournal(t)
			open := opening()
			data := open.Data.(campaign.Opened)
			for i := range data.Assignments {
				data.Assignments[i].Items = slices.DeleteFunc(data.Assignments[i].Items, func(item string) bool { return item == "user/boss" })
			}
			tt.opened(&data)
			open.Data = data
			j.write(draft(), adopt(), grant(mia, "manager"), grant(aud, "auditor"), open)
			got := strings.Join(j.refused(), "\n")
			if tt.says == "" && (got != "" || j.campaign().State != campaign.Open) || tt.says != "" && (!strings.Contains(got, tt.says) || j.campaign().State != campaign.Draft) {
				t.Fatalf("refused: %q; it is %s", got, j.campaign().State)
			}
			if name == "by its rule" && (!j.campaign().IsReviewer(mia) || j.campaign().Reviewer("user/boss") != mia) {
				t.Error("mia does not review")
			}
		})
	}
}

func TestForgedDrafts(t *testing.T) {
	for says, change := range map[string]func(*campaign.Created){
		"is an auditor; an auditor cannot review":       func(d *campaign.Created) { d.Fallback = aud },
		"audit@example.com is an auditor":               func(d *campaign.Created) { d.Assign = []campaign.AssignRule{{Where: "all", To: aud}} },
		`its rule "all=" names no reviewer`:             func(d *campaign.Created) { d.Assign = []campaign.AssignRule{{Where: "all"}} },
		`its rule "=sam@example.com" names no reviewer`: func(d *campaign.Created) { d.Assign = []campaign.AssignRule{{To: sam}} },
	} {
		plan := draft().Data.(campaign.Created)
		change(&plan)
		j := newJournal(t)
		j.write(draft(), adopt(), grant(aud, "auditor"))
		j.write(record.Entry{Type: campaign.TypeEdited, Actor: by(owner), Data: campaign.Edited{Created: plan}})
		plan.Campaign = "another"
		j.write(record.Entry{Type: campaign.TypeCreated, Actor: by(owner), Data: plan})
		if got := j.refused(); len(got) != 2 || !strings.Contains(got[0], says) || !strings.Contains(got[1], says) {
			t.Errorf("refused: %q, not %q", got, says)
		}
		if c := j.campaign(); c.Fallback != "" || len(c.Assign) > 0 {
			t.Errorf("the draft is %+v", c.Plan)
		}
	}
}
