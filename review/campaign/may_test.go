package campaign_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

const (
	mia = "mia@example.com" // a manager who made no campaign
	aud = "audit@example.com"
	eve = "eve@example.com" // a stranger
)

// governed is a campaign with rights, and with its holders on record.
func governed(t interface {
	Helper()
	Fatal(...any)
},
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
	open.Data = data
	j.write(draft(), adopt(), grant(mia, rights.Manager), grant(aud, rights.Auditor), open)
	return j
}

func (j *journal) refused() (why []string) {
	for _, r := range j.fold.Refused() {
		why = append(why, r.Reason)
	}
	return why
}

func decided(who, item, reason string) record.Entry {
	return record.Entry{Type: campaign.TypeDecided, Actor: by(who), Data: campaign.Decided{
		Campaign: "q4", Item: item, Decision: campaign.Revoke, Reason: reason, Bulk: 1, Hints: []string{}, Batch: who + item,
	}}
}

// Each line here was put into the journal without a use case, which would have refused it.
func TestLinesWithoutARight(t *testing.T) {
	another := func(kind, who string, data any) record.Entry {
		return record.Entry{Type: kind, Actor: by(who), Data: data}
	}
	plan := draft().Data.(campaign.Created)
	handed := func(to, reason string, items ...string) campaign.Delegated {
		return campaign.Delegated{Campaign: "q4", To: to, Items: items, Reason: reason}
	}
	due := campaign.DueMoved{Campaign: "q4", Due: "2027-01-31", Was: "2026-11-30", Reason: "holidays"}
	for name, tt := range map[string]struct {
		entry record.Entry
		says  string // empty: it has an effect
	}{
		"the reviewer decides":                       {decided(rita, "user/plain", ""), ""},
		"another reviewer decides":                   {decided(sam, "user/plain", "on leave"), "user/plain is assigned to rita@example.com"},
		"a stranger decides":                         {decided(eve, "user/plain", "on leave"), "is no owner or manager"},
		"an auditor decides":                         {decided(aud, "user/plain", "on leave"), "an auditor changes nothing"},
		"a manager of other campaigns decides":       {decided(mia, "user/plain", "on leave"), "is no owner or manager of the campaign"},
		"an owner decides with a reason":             {decided(owner, "user/plain", "on leave"), ""},
		"an owner decides with a dot":                {decided(owner, "user/plain", "."), "gave no reason"},
		"the holder decides":                         {decided(rita, "user/rita", "mine"), "the access of Rita@Example.com"},
		"an alias of the holder decides":             {decided("rita+q4@example.com", "user/rita", "mine"), "the access of Rita@Example.com"},
		"another makes a campaign":                   {another(campaign.TypeCreated, sam, plan), "is not manager or owner of this workspace"},
		"another opens":                              {another(campaign.TypeOpened, sam, opening().Data), "is not manager or owner of this workspace"},
		"a reviewer closes":                          {another(campaign.TypeClosed, sam, ended), "is not manager or owner of this workspace"},
		"a manager of other campaigns closes":        {another(campaign.TypeClosed, mia, ended), "is managed by lead@example.com and by owners, not by mia@example.com"},
		"the owner closes":                           {another(campaign.TypeClosed, owner, ended), ""},
		"a reviewer moves the due date":              {another(campaign.TypeDueMoved, rita, due), "is not manager or owner of this workspace"},
		"a manager of other campaigns moves it":      {another(campaign.TypeDueMoved, mia, due), "is managed by"},
		"the owner moves the due date":               {another(campaign.TypeDueMoved, owner, due), ""},
		"a manager voids":                            {another(campaign.TypeVoided, mia, campaign.VoidedData{Campaign: "q4", Reason: "wrong scope"}), "is not owner of this workspace"},
		"an owner voids without a reason":            {another(campaign.TypeVoided, owner, campaign.VoidedData{Campaign: "q4", Reason: "\u200b.\u3164"}), "no reason"},
		"an owner voids":                             {another(campaign.TypeVoided, owner, campaign.VoidedData{Campaign: "q4", Reason: "wrong scope"}), ""},
		"a stranger signs off":                       {another(campaign.TypeSignedOff, eve, campaign.SignedOff{Campaign: "q4"}), "does not review in q4"},
		"the reviewer hands over":                    {another(campaign.TypeDelegated, rita, handed(sam, "on leave", "user/plain")), ""},
		"the reviewer hands over without a reason":   {another(campaign.TypeDelegated, rita, handed(sam, "", "user/plain")), "gave no reason"},
		"a reviewer takes from another":              {another(campaign.TypeDelegated, sam, handed(sam, "I can", "user/plain")), "is assigned to rita@example.com"},
		"the reviewer hands over to the holder":      {another(campaign.TypeDelegated, rita, handed("plain@example.com", "on leave", "user/plain")), "the access of plain@example.com"},
		"the reviewer hands over to an auditor":      {another(campaign.TypeDelegated, rita, handed(aud, "on leave", "user/plain")), "is an auditor"},
		"the owner hands over to the holder's alias": {another(campaign.TypeDelegated, owner, handed("p.lain@example.com", "on leave", "user/plain")), "the access of plain@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			j := governed(t)
			before := j.campaign().Revision()
			j.write(tt.entry)
			got := strings.Join(j.refused(), "\n")
			if tt.says == "" && got != "" || tt.says != "" && !strings.Contains(got, tt.says) {
				t.Fatalf("refused: %q", got)
			}
			if c := j.campaign(); tt.says == "" && c.Revision() == before || tt.says != "" && (c.State != campaign.Open || c.Summarise(j.at).Decided > 0 || len(c.Signoffs) > 0) {
				t.Errorf("it became %+v", c.Summarise(j.at))
			}
		})
	}
}

// An act counts whole or not at all, also if one of its lines is refused.
func TestAnActWithARefusedLine(t *testing.T) {
	j := governed(t)
	for _, item := range []string{"user/plain", "user/other", "user/idle"} {
		j.write(bulk(item, campaign.Revoke, 3, "mixed"))
	}
	if got := j.campaign().Summarise(j.at).Decided; got != 0 {
		t.Errorf("%d decisions count", got)
	}
	why := j.refused()
	if len(why) != 3 || !strings.Contains(why[0], "user/other is assigned to sam@example.com") || !strings.Contains(why[1], "another line of the same act is refused") {
		t.Errorf("refused: %q", why)
	}
}

// People whom an owner stated to be two are two, and aliases are one person.
func TestPeopleOnRecordDecide(t *testing.T) {
	j := governed(t)
	j.write(record.Entry{Type: people.TypeAlias, Actor: by(owner), Data: people.Alias{Email: rita, Also: "r.novak@example.com"}})
	if err := j.decide("R.Novak@example.com", certify("user/plain")); err != nil {
		t.Errorf("an alias of the reviewer: %v", err)
	}
	if err := j.decide("r.novak@example.com", certify("user/rita")); err == nil {
		t.Error("an alias of the holder decided")
	}
	j = governed(t)
	data := campaign.Delegated{Campaign: "q4", To: "ri.ta@example.com", Items: []string{"user/rita"}, Reason: "another Rita"}
	j.write(record.Entry{Type: campaign.TypeDelegated, Actor: by(owner), Data: data})
	if len(j.refused()) != 1 {
		t.Fatalf("handed to a look-alike of the holder: %v", j.refused())
	}
	j.write(record.Entry{Type: people.TypeDistinct, Actor: by(owner), Data: people.Distinct{A: rita, B: data.To, Reason: "two people"}},
		record.Entry{Type: campaign.TypeDelegated, Actor: by(owner), Data: data})
	if len(j.refused()) != 1 || j.campaign().Reviewer("user/rita") != data.To {
		t.Errorf("refused %v, assigned to %s", j.refused(), j.campaign().Reviewer("user/rita"))
	}
	if err := j.decide(data.To, certify("user/rita")); err != nil {
		t.Error(err)
	}
}

// TestPeopleWithoutRightsChangeNothing lets people without rights write whatever lines they like: the campaign stays.
func TestPeopleWithoutRightsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := governed(t)
		if rapid.Bool().Draw(t, "decided") {
			j.write(decided(rita, "user/plain", "left"))
		}
		if rapid.Bool().Draw(t, "signed") {
			j.signOff(sam)
		}
		c := *j.campaign()
		summary := c.Summarise(j.at)
		kinds := slices.Sorted(func(yield func(string) bool) {
			for kind := range campaign.Events {
				if !yield(kind) {
					return
				}
			}
		})
		hash := func() string { return rapid.SampledFrom(j.lines).Draw(t, "line").Hash }
		item := rapid.SampledFrom([]string{"user/plain", "user/rita", "user/other", "key/plain"})
		someone := rapid.SampledFrom([]string{eve, aud, mia, rita, sam, "evе@example.com"})
		texts := rapid.SampledFrom([]string{"", ".", "on leave"})
		n := rapid.IntRange(1, 12).Draw(t, "lines")
		for i := range n {
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			who := rapid.SampledFrom([]string{eve, aud, mia, "lead+1@example.com", "", "key:abc"}).Draw(t, "who")
			var data any
			switch kind {
			case campaign.TypeCreated:
				plan := draft().Data.(campaign.Created)
				plan.Reviewers = []string{who}
				data = plan
			case campaign.TypeEdited:
				plan := draft().Data.(campaign.Created)
				plan.Reviewers = []string{who}
				data = campaign.Edited{Created: plan}
			case campaign.TypeOpened:
				data = opening().Data
			case campaign.TypeDueMoved:
				data = campaign.DueMoved{Campaign: "q4", Due: "2027-02-01", Was: "2026-11-30", Reason: texts.Draw(t, "reason")}
			case campaign.TypeReturned:
				data = campaign.Returned{Campaign: "q4", Line: "none", To: rita, Items: []string{"user/plain"}}
			case campaign.TypeDelegated:
				data = campaign.Delegated{Campaign: "q4", To: someone.Draw(t, "to"), Items: []string{item.Draw(t, "item")}, Reason: texts.Draw(t, "reason")}
			case campaign.TypeDecided:
				data = campaign.Decided{
					Campaign: "q4", Item: item.Draw(t, "item"), Decision: campaign.Certify, Reason: texts.Draw(t, "reason"), Hints: []string{},
					Bulk: rapid.IntRange(1, 2).Draw(t, "bulk"), Batch: "b" + fmt.Sprint(i/2),
				}
			case campaign.TypeLapsed:
				data = campaign.LapsedData{Campaign: "q4", Item: item.Draw(t, "item"), Line: hash(), Reason: texts.Draw(t, "reason")}
			case campaign.TypePostponed:
				data = campaign.Postponed{Campaign: "q4", Item: item.Draw(t, "item"), Until: "2031-12-31", Reason: texts.Draw(t, "reason"), Bulk: 1}
			case campaign.TypeUndone:
				data = campaign.Undone{Campaign: "q4", Item: item.Draw(t, "item"), Line: hash()}
			case campaign.TypeSignedOff:
				data = campaign.SignedOff{Campaign: "q4"}
			case campaign.TypeReopened:
				data = campaign.ReopenedData{Campaign: "q4", Reviewer: sam, Line: hash(), Reason: texts.Draw(t, "reason")}
			case campaign.TypeVoided:
				data = campaign.VoidedData{Campaign: "q4", Reason: texts.Draw(t, "reason")}
			case campaign.TypeImported:
				data = campaign.ImportedData{Import: "q2", Name: "Q2", Rows: []campaign.ImportedRow{{Email: who, Decision: campaign.Certify, Reviewer: who, On: "2026-06-30"}}}
			case campaign.TypeReminded:
				data = campaign.Reminded{Campaign: "q4", To: rita, Kind: campaign.RemindOpen, Left: 1, Method: campaign.RemindByText}
			case campaign.TypePacketMade:
				data = campaign.PacketMade{Campaign: "q4", Reviewer: rita, Packet: strings.Repeat("0a", 32), Items: []string{"user/plain"}, Format: "html"}
			case campaign.TypeAnswersAccepted:
				data = campaign.AnswersAccepted{Campaign: "q4", Reviewer: rita, Packet: strings.Repeat("0a", 32), File: strings.Repeat("0b", 32), Lines: 1}
			case campaign.TypeFellBack:
				data = campaign.FellBack{Campaign: "q4", To: someone.Draw(t, "to"), Items: []string{item.Draw(t, "item")}}
			case campaign.TypeClosed:
				data = ended
			default:
				t.Fatalf("no data for %s", kind)
			}
			j.write(record.Entry{Type: kind, Actor: by(who), Data: data})
		}
		after := j.campaign().Summarise(j.at)
		after.Revision = summary.Revision
		if diff := cmp.Diff(summary, after); diff != "" {
			t.Fatal(diff)
		}
		for item := range items {
			if now := j.campaign(); now.Reviewer(item) != c.Reviewer(item) || now.Decision(item).Line != c.Decision(item).Line || now.Locked(item) != c.Locked(item) {
				t.Fatalf("%s changed", item)
			}
		}
		if len(j.book.All()) != 1 || !slices.Equal(j.campaign().Signoffs, c.Signoffs) || len(j.campaign().Packets)+len(j.campaign().Answers)+len(j.campaign().Reminders) > 0 {
			t.Fatal("campaigns, sign-offs or packets changed")
		}
	})
}

// A store from before rights: the rules of its time hold for what was done then.
func TestFromBeforeRights(t *testing.T) {
	j := newJournal(t)
	j.write(draft(), opening(), decided(sam, "user/plain", ""), decided(rita, "user/rita", ""), adopt(), decided(sam, "user/idle", "on leave"))
	c := j.campaign()
	if c.Decision("user/plain").Reviewer != sam || c.Decision("user/rita").Reviewer != rita || c.Decision("user/idle").Verdict != campaign.Undecided {
		t.Errorf("%+v", c.Summarise(j.at))
	}
	if c.Decision("user/plain").InPlaceOf != rita || c.Decision("user/rita").InPlaceOf != "" {
		t.Error("in whose place it was decided is not known")
	}
	if len(j.refused()) != 1 {
		t.Errorf("refused: %v", j.refused())
	}
	base := j.base
	if !base.Held(eve).Has(owner, rights.Owner) || base.Held(eve).Has(eve, rights.Owner) {
		t.Error("rights are not those of the record")
	}
}
