package campaign_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

const (
	pia = "p.lang@example.com"  // the second reviewer
	fay = "fay.bek@example.com" // the fallback reviewer
)

// staged is a governed campaign in which pia is the second reviewer of three items.
func staged(t interface {
	Helper()
	Fatal(...any)
}, rule campaign.Disagreement, undecided campaign.UndecidedRule,
) *journal {
	j := newJournal(t)
	open := opening()
	data := open.Data.(campaign.Opened)
	data.Holders = map[string]string{}
	for item := range items {
		if email := basis.Rows[item].Email; email != "" {
			data.Holders[item] = email
		}
	}
	data.Second = []campaign.Assignment{{Reviewer: pia, Items: []string{"user/boss", "user/plain", "user/other"}}}
	data.Disagreement, data.Undecided, data.Fallback = rule, undecided, fay
	open.Data = data
	j.write(draft(), adopt(), grant(mia, rights.Manager), grant(aud, rights.Auditor), open)
	return j
}

func choose(item string, v campaign.Verdict) campaign.Choice {
	return campaign.Choice{Item: item, Verdict: v, Reason: "as agreed", ToRole: map[campaign.Verdict]string{campaign.Reduce: "view"}[v]}
}

func TestTwoStages(t *testing.T) {
	j := staged(t, campaign.AllMustAgree, "")
	wants := func(when string, verdict campaign.Verdict, how campaign.Ruling) {
		t.Helper()
		if d := j.campaign().Decision("user/boss"); d.Verdict != verdict || d.Ruling != how {
			t.Errorf("%s: %s, %s; want %s, %s", when, d.Verdict, d.Ruling, verdict, how)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := j.decide(pia, choose("user/boss", campaign.Revoke)); err == nil || !strings.Contains(err.Error(), "the second stage comes after the first") {
		t.Errorf("before the first stage: %v", err)
	}
	must(j.decide(rita, choose("user/boss", campaign.Certify)))
	wants("after the first", campaign.Undecided, campaign.AwaitsSecond)
	if s := j.campaign().Summarise(j.at); s.Decided != 0 || s.SecondRows != 3 {
		t.Errorf("%+v", s)
	}
	must(j.decide(pia, choose("user/boss", campaign.Revoke)))
	wants("they disagree", campaign.Undecided, campaign.Disagrees)
	if s := j.campaign().Summarise(j.at); s.Disagreements != 1 || !strings.Contains(s.Tally(), "1 disagreement") {
		t.Errorf("%+v", s)
	}
	must(j.decide(rita, choose("user/boss", campaign.Revoke)))
	wants("the first changed to the same", campaign.Revoke, campaign.Agreed)
	if d := j.campaign().Decision("user/boss"); d.Reviewer != rita || d.Stages.Second.Reviewer != pia {
		t.Errorf("%+v", d)
	}
	must(j.decide(rita, choose("user/boss", campaign.Reduce)))
	wants("the first changed to another", campaign.Undecided, campaign.AwaitsSecond)
	entries, err := j.campaign().Undo(by(rita), []string{"user/boss"}, "u1")
	must(err)
	j.write(entries...)
	wants("and back", campaign.Revoke, campaign.Agreed)
	if entries, err = j.campaign().Undo(by(pia), nil, "u2"); err != nil || entries[0].Data.(campaign.Undone).Item != "user/boss" {
		t.Fatalf("the second reviewer takes their own back: %v, %v", entries, err)
	}
	j.write(entries...)
	wants("without the second", campaign.Undecided, campaign.AwaitsSecond)
	must(j.decide(pia, choose("user/boss", campaign.Revoke)))
	j.signOff(pia)
	if got := j.campaign().Unsigned(); !slices.Equal(got, []string{rita, sam}) {
		t.Errorf("not signed off: %v", got)
	}
	if s, _ := j.campaign().Signoff(pia); s.Decided != 1 || s.Undecided != 2 {
		t.Errorf("%+v", s)
	}
	if err := j.decide(pia, choose("user/boss", campaign.Certify)); err == nil {
		t.Error("decided after the sign-off")
	}
	if len(j.refused()) > 0 {
		t.Errorf("refused: %v", j.refused())
	}
}

// Each of these lines was put into the journal without a use case.
func TestForgedSecondDecisions(t *testing.T) {
	second := func(j *journal, who, item string, change func(*campaign.Decided)) record.Entry {
		d := campaign.Decided{
			Campaign: "q4", Item: item, Decision: campaign.Certify, Reason: "fine by me", Bulk: 1, Hints: []string{}, Batch: who + item,
			Stage: campaign.SecondStage, Of: j.campaign().In(item, campaign.FirstStage).Line.Hash,
		}
		if change != nil {
			change(&d)
		}
		return record.Entry{Type: campaign.TypeDecided, Actor: by(who), Data: d}
	}
	for name, c := range map[string]struct {
		forge func(*journal) record.Entry
		want  string
	}{
		"by the first reviewer":  {func(j *journal) record.Entry { return second(j, rita, "user/boss", nil) }, "need different people"},
		"by a stranger":          {func(j *journal) record.Entry { return second(j, eve, "user/boss", nil) }, "is no owner or manager"},
		"by another reviewer":    {func(j *journal) record.Entry { return second(j, sam, "user/boss", nil) }, "is no owner or manager"},
		"by the holder":          {func(j *journal) record.Entry { return second(j, "boss@example.com", "user/boss", nil) }, "cannot decide on it"},
		"before the first stage": {func(j *journal) record.Entry { return second(j, pia, "user/other", nil) }, "another decision"},
		"about no first decision": {func(j *journal) record.Entry {
			return second(j, pia, "user/boss", func(d *campaign.Decided) { d.Of = "" })
		}, "another decision"},
		"on a row of one stage": {func(j *journal) record.Entry { return second(j, pia, "user/idle", nil) }, "no such stage"},
		"of a third stage": {func(j *journal) record.Entry {
			return second(j, pia, "user/boss", func(d *campaign.Decided) { d.Stage = 3 })
		}, "no such stage"},
		"carried forward": {func(j *journal) record.Entry {
			return second(j, pia, "user/boss", func(d *campaign.Decided) { d.Carried = true })
		}, "carried forward"},
		"by an owner, no reason": {func(j *journal) record.Entry {
			return second(j, owner, "user/boss", func(d *campaign.Decided) { d.Reason = "" })
		}, "gave no reason"},
		"the first by the second":     {func(*journal) record.Entry { return decided(pia, "user/other", "mine") }, "need different people"},
		"handed to the second":        {func(*journal) record.Entry { return delegated(owner, pia, "user/boss") }, "need different people"},
		"after the second's sign-off": {func(j *journal) record.Entry { j.signOff(pia); return second(j, pia, "user/boss", nil) }, "signed off already"},
		"to the fallback, not said": {func(*journal) record.Entry {
			return record.Entry{Type: campaign.TypeFellBack, Actor: by(owner), Data: campaign.FellBack{Campaign: "q4", To: fay, Items: []string{"user/odd"}}}
		}, "did not say"},
		"counted, not said": {func(*journal) record.Entry {
			return record.Entry{Type: campaign.TypeClosed, Actor: by(owner), Data: campaign.ClosedData{Campaign: "q4", Undecided: []string{"user/odd"}, Unsigned: []string{}, Counted: []string{"user/odd"}}}
		}, "does not count as revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			j := staged(t, campaign.AnyRevokeWins, "")
			if err := j.decide(rita, choose("user/boss", campaign.Revoke)); err != nil {
				t.Fatal(err)
			}
			j.write(c.forge(j))
			if why := j.refused(); len(why) != 1 || !strings.Contains(why[0], c.want) {
				t.Errorf("refused: %q", why)
			}
			if d := j.campaign().Decision("user/boss"); d.Ruling != campaign.AwaitsSecond {
				t.Errorf("%+v", d)
			}
		})
	}
}

func delegated(who, to, item string) record.Entry {
	return record.Entry{Type: campaign.TypeDelegated, Actor: by(who), Data: campaign.Delegated{Campaign: "q4", To: to, Items: []string{item}, Reason: "on leave"}}
}

// An opening that gives both stages to one person, or a stage to the holder or an auditor, opens nothing.
func TestForgedOpeningsWithStages(t *testing.T) {
	for _, c := range []struct{ who, item, want string }{
		{rita, "user/boss", "in both stages"}, {"boss@example.com", "user/boss", "cannot decide on it"}, {aud, "user/boss", "auditor"},
	} {
		j := newJournal(t)
		open := opening()
		data := open.Data.(campaign.Opened)
		data.Holders = map[string]string{"user/boss": "boss@example.com"}
		data.Second = []campaign.Assignment{{Reviewer: c.who, Items: []string{c.item}}}
		open.Data = data
		j.write(draft(), adopt(), grant(aud, rights.Auditor), open)
		if why := j.refused(); len(why) != 1 || !strings.Contains(why[0], c.want) || j.campaign().State != campaign.Draft {
			t.Errorf("%s: %q, %s", c.who, why, j.campaign().State)
		}
	}
}

// TestTheFoldTakesWhatTheUseCaseAllows tries acts in both ways: as use cases, and as lines without one.
func TestTheFoldTakesWhatTheUseCaseAllows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := staged(t, rapid.SampledFrom(campaign.Disagreements).Draw(t, "rule"), rapid.SampledFrom(campaign.UndecidedRules).Draw(t, "undecided"))
		for n := range rapid.IntRange(1, 20).Draw(t, "acts") {
			who := rapid.SampledFrom([]string{rita, rita, sam, pia, pia, owner, eve, fay, "boss@example.com"}).Draw(t, "who")
			item := rapid.SampledFrom([]string{"user/boss", "user/plain", "user/other", "user/idle"}).Draw(t, "item")
			c, before := j.campaign(), len(j.refused())
			var entry record.Entry
			var err error
			switch rapid.IntRange(0, 9).Draw(t, "act") {
			case 0:
				entry, err = c.SignOff(by(who), "", time.Now())
				if err != nil {
					entry = record.Entry{Type: campaign.TypeSignedOff, Actor: by(who), Data: campaign.SignedOff{Campaign: "q4"}}
				}
			case 1:
				if entry, err = c.FallBack(by(who)); err != nil {
					entry = record.Entry{Type: campaign.TypeFellBack, Actor: by(who), Data: campaign.FellBack{Campaign: "q4", To: fay, Items: []string{item}}}
					if first, _ := c.FallingBack(); slices.Contains(first, item) && who == owner {
						continue // it would be one
					}
				}
			case 2:
				if n < 6 {
					continue
				}
				if entry, err = c.Close(by(who), ""); err != nil {
					entry = record.Entry{Type: campaign.TypeClosed, Actor: by(who), Data: campaign.ClosedData{Campaign: "q4", Undecided: []string{}, Unsigned: []string{}}}
				}
			default:
				choice := choose(item, rapid.SampledFrom([]campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain}).Draw(t, "verdict"))
				if rapid.Bool().Draw(t, "second") {
					choice.Stage = campaign.SecondStage
				}
				var made []record.Entry
				if made, err = c.Decide(basis, by(who), []campaign.Choice{choice}, fmt.Sprint("b", n)); err == nil {
					entry = made[0]
				} else {
					stage := choice.Stage
					if stage == campaign.FirstStage {
						stage = c.StageOf(item, who)
					}
					entry = record.Entry{Type: campaign.TypeDecided, Actor: by(who), Data: campaign.Decided{
						Campaign: "q4", Item: item, Decision: choice.Verdict, Reason: choice.Reason, Bulk: 1, Hints: []string{}, Batch: fmt.Sprint("b", n),
						Stage: stage, Of: c.In(item, campaign.FirstStage).Line.Hash,
					}}
				}
			}
			j.write(entry)
			if refused := len(j.refused()) > before; refused != (err != nil) {
				t.Fatalf("%s by %s: the use case says %v, and the fold %q", entry.Type, who, err, j.refused()[before:])
			}
			c = j.campaign()
			for item := range items {
				if second := c.SecondReviewer(item); second != "" && (second == c.Reviewer(item) || c.In(item, campaign.SecondStage).Reviewer == c.In(item, campaign.FirstStage).Reviewer && c.In(item, campaign.SecondStage).Reviewer != "") {
					t.Fatalf("%s: both stages are one person's", item)
				}
			}
			total := 0
			for _, n := range c.Counts() {
				total += n
			}
			if total != len(c.Items) || c.Counts()[campaign.Undecided] != len(c.Left()) {
				t.Fatalf("%v of %d items, %d left", c.Counts(), len(c.Items), len(c.Left()))
			}
		}
	})
}

// A second stage goes to another person as a first one does, and never to the one who has the first.
func TestASecondStageIsHandedOver(t *testing.T) {
	j := staged(t, campaign.AllMustAgree, "")
	for want, h := range map[string]campaign.Handing{
		"the two stages need different people": {To: rita, Items: []string{"user/boss"}},
		"handed over for good":                 {To: mia, From: pia, Until: j.at.AddDate(0, 0, 3)},
		"has no second stage":                  {To: mia, Items: []string{"key/plain"}},
		"is assigned to " + pia + ", not to":   {To: mia, From: rita, Items: []string{"user/boss"}},
		"say whose second stage":               {To: mia},
	} {
		h.Stage, h.Reason = campaign.SecondStage, "on leave"
		if _, err := j.campaign().Delegate(basis, by(owner), h, j.at, anybody); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	e, err := j.campaign().Delegate(basis, by(pia), campaign.Handing{From: pia, To: mia, Stage: campaign.SecondStage, Reason: "on leave"}, j.at, anybody)
	if err != nil {
		t.Fatal(err)
	}
	j.write(e)
	if got := j.campaign().SecondAssigned(mia); len(got) == 0 || j.campaign().SecondReviewer(got[0]) != mia {
		t.Errorf("handed over: %v", got)
	}
	if h := j.campaign().Handovers; h[len(h)-1].Stage != campaign.SecondStage || h[len(h)-1].From != pia {
		t.Errorf("%+v", h[len(h)-1])
	}
	by := func(who, item, want string) {
		t.Helper()
		j.write(record.Entry{Type: campaign.TypeDelegated, Actor: by(who), Data: campaign.Delegated{Campaign: "q4", To: fay, Items: []string{}, Second: []string{item}, Reason: "x y z"}})
		if why := j.refused(); len(why) == 0 || !strings.Contains(why[len(why)-1], want) {
			t.Errorf("%s: %v", want, why)
		}
	}
	by(pia, "user/boss", "is no owner or manager")
	by(owner, "key/plain", "has no second stage")
}
