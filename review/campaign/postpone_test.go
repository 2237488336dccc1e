package campaign_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// postpone returns a line that postpones user/plain.
func postpone(change func(*campaign.Postponed)) campaign.Postponed {
	d := campaign.Postponed{Campaign: "q4", Item: "user/plain", Until: "2026-11-05", Reason: "asked the manager", Bulk: 1}
	if change != nil {
		change(&d)
	}
	return d
}

func TestPostponedLinesAreJudged(t *testing.T) {
	for name, tt := range map[string]struct {
		who    string
		change func(*campaign.Postponed)
		stands bool
	}{
		"by the reviewer":            {rita, nil, true},
		"with who is asked":          {rita, func(d *campaign.Postponed) { d.Ask = "boss@example.com" }, true},
		"by another reviewer":        {sam, nil, false},
		"by the owner, with reason":  {owner, nil, true},
		"without a reason":           {rita, func(d *campaign.Postponed) { d.Reason = "-" }, false},
		"to the same day":            {rita, func(d *campaign.Postponed) { d.Until = "2026-11-01" }, false},
		"to what is no day":          {rita, func(d *campaign.Postponed) { d.Until = "soon" }, false},
		"asking no person":           {rita, func(d *campaign.Postponed) { d.Ask = "boss" }, false},
		"one's own access":           {rita, func(d *campaign.Postponed) { d.Item = "user/rita" }, false},
		"an item that is not there":  {rita, func(d *campaign.Postponed) { d.Item = "user/none" }, false},
		"a stage that it has not":    {rita, func(d *campaign.Postponed) { d.Stage = campaign.SecondStage }, false},
		"half an act of two":         {rita, func(d *campaign.Postponed) { d.Bulk, d.Batch = 2, "b" }, false},
		"after the due date as well": {rita, func(d *campaign.Postponed) { d.Until = "2027-03-01" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJournal(t)
			e := opening()
			data := e.Data.(campaign.Opened)
			data.Holders = map[string]string{"user/rita": "Rita@Example.com"}
			e.Data = data
			j.write(draft(), adopt(), e)
			d := postpone(tt.change)
			j.write(record.Entry{Type: campaign.TypePostponed, Actor: by(tt.who), Data: d})
			if _, stands := j.campaign().Postponement(d.Item, d.Stage); stands != tt.stands {
				t.Errorf("it stands: %v", stands)
			}
		})
	}
}

func TestPostponedUntilDecidedTakenBackOrBack(t *testing.T) {
	j := opened(t)
	j.write(record.Entry{Type: campaign.TypePostponed, Actor: by(rita), Data: postpone(nil)})
	before, after := start.AddDate(0, 0, 3), start.AddDate(0, 0, 4)
	c := j.campaign()
	if got := c.Postponements(before); len(got) != 1 || len(c.Postponements(after)) != 0 || c.BackOn("user/plain") != "2026-11-05" {
		t.Errorf("%v, %v, %s", got, c.Postponements(after), c.BackOn("user/plain"))
	}
	if p, _ := c.Postponement("user/plain", campaign.FirstStage); !strings.HasPrefix(p.String(after), "back since 5 Nov 2026 by rita@example.com") {
		t.Error(p.String(after))
	}
	left := func(at time.Time) int {
		for _, p := range c.Pending(at) {
			if p.Reviewer == rita {
				return p.Left
			}
		}
		return 0
	}
	if left(before) != left(after)-1 {
		t.Errorf("%d open, then %d", left(before), left(after))
	}
	if _, err := c.SignOff(by(rita), "", before); err == nil || !strings.Contains(err.Error(), "user/plain is postponed until 2026-11-05") {
		t.Error(err)
	}
	j.write(record.Entry{Type: campaign.TypeSignedOff, Actor: by(rita), Data: campaign.SignedOff{Campaign: "q4"}})
	if _, signed := j.campaign().Signoff(rita); signed {
		t.Error("signed off while a row is postponed")
	}
	if _, err := c.SignOff(by(sam), "", before); err != nil {
		t.Error("another reviewer:", err)
	}

	entries, err := c.Undo(by(rita), nil, "u")
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	taken := entries[0].Data.(campaign.Undone)
	j.write(record.Entry{Type: campaign.TypeUndone, Actor: by(sam), Data: taken})
	if len(j.campaign().Postponements(before)) != 1 {
		t.Error("another person took it back")
	}
	j.write(entries...)
	if len(j.campaign().Postponements(before)) != 0 || j.campaign().Postpones("user/plain") != 1 {
		t.Error("it was not taken back")
	}

	j.write(record.Entry{Type: campaign.TypePostponed, Actor: by(rita), Data: postpone(nil)})
	if err := j.decide(rita, campaign.Choice{Item: "user/plain", Verdict: campaign.Revoke}); err != nil {
		t.Fatal(err)
	}
	j.signOff(rita)
	if _, signed := j.campaign().Signoff(rita); !signed || j.campaign().BackOn("user/plain") != "" {
		t.Error("decided, and still postponed")
	}
}

func TestPostponedIsOverWithItsReviewer(t *testing.T) {
	j := opened(t)
	j.write(record.Entry{Type: campaign.TypePostponed, Actor: by(rita), Data: postpone(nil)},
		record.Entry{Type: campaign.TypeDelegated, Actor: by(rita), Data: campaign.Delegated{Campaign: "q4", To: sam, Items: []string{"user/plain"}, Reason: "on leave"}})
	if j.campaign().Reviewer("user/plain") != sam || j.campaign().BackOn("user/plain") != "" {
		t.Error("the new reviewer does not see it")
	}
}

func TestCertifiedUntil(t *testing.T) {
	for name, tt := range map[string]struct {
		until   string
		verdict campaign.Verdict
		stands  bool
	}{
		"a day to come":       {"2026-12-31", campaign.Certify, true},
		"the same day":        {"2026-11-01", campaign.Certify, true},
		"a day that is over":  {"2026-10-31", campaign.Certify, false},
		"what is no day":      {"soon", campaign.Certify, false},
		"another decision":    {"2026-12-31", campaign.Revoke, false},
		"without a last day":  {"", campaign.Certify, true},
		"a day with too much": {"2026-12-31T00:00:00Z", campaign.Certify, false},
	} {
		t.Run(name, func(t *testing.T) {
			j, now := opened(t), basis
			now.Now = start
			choice := campaign.Choice{Item: "user/plain", Verdict: tt.verdict, Until: tt.until}
			if _, err := j.campaign().Decide(now, by(rita), []campaign.Choice{choice}, "b"); (err == nil) != tt.stands {
				t.Error(err)
			}
			j.write(record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: campaign.Decided{
				Campaign: "q4", Item: "user/plain", Decision: tt.verdict, Until: tt.until, Bulk: 1, Hints: []string{},
			}})
			d := j.campaign().Decision("user/plain")
			if (d.Verdict != campaign.Undecided) != tt.stands || d.Until != tt.until && tt.stands {
				t.Errorf("%s until %s", d.Verdict, d.Until)
			}
		})
	}
}

func TestLapsedCertificates(t *testing.T) {
	j := opened(t)
	j.write(record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: campaign.Decided{
		Campaign: "q4", Item: "user/plain", Decision: campaign.Certify, Until: "2026-12-31", Bulk: 1, Hints: []string{},
	}})
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if over := j.book.Lapsed(end); len(over) != 0 {
		t.Error("the campaign is open: ", over)
	}
	closing, err := j.campaign().Close(by(owner), "")
	if err != nil {
		t.Fatal(err)
	}
	j.write(closing)
	if over := j.book.Lapsed(end.Add(-time.Nanosecond)); len(over) != 0 {
		t.Error("on the last day: ", over)
	}
	over := j.book.Lapsed(end.AddDate(0, 0, 2))
	if len(over) != 1 || over[0].String("plain") != "plain was certified until 2026-12-31 by rita@example.com in q4: over since 3 days" {
		t.Error(over)
	}
}

func TestLapsedLinesAreJudged(t *testing.T) {
	for name, tt := range map[string]struct {
		who    string
		rule   campaign.LapseRule
		days   int // after the opening
		change func(*campaign.LapsedData)
		stands bool
	}{
		"by the reviewer":            {rita, campaign.LapseRevoke, 40, nil, true},
		"by the owner":               {owner, campaign.LapseRevoke, 40, nil, true},
		"by another reviewer":        {sam, campaign.LapseRevoke, 40, nil, false},
		"before the day is over":     {rita, campaign.LapseRevoke, 20, nil, false},
		"opening did not say so":     {rita, "", 40, nil, false},
		"opening said nothing":       {rita, campaign.LapseNothing, 40, nil, false},
		"without a reason":           {rita, campaign.LapseRevoke, 40, func(d *campaign.LapsedData) { d.Reason = "" }, false},
		"about another decision":     {rita, campaign.LapseRevoke, 40, func(d *campaign.LapsedData) { d.Line = "none" }, false},
		"about an undecided item":    {rita, campaign.LapseRevoke, 40, func(d *campaign.LapsedData) { d.Item = "user/odd" }, false},
		"about an item not in there": {rita, campaign.LapseRevoke, 40, func(d *campaign.LapsedData) { d.Item = "user/none" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJournal(t)
			e := opening()
			data := e.Data.(campaign.Opened)
			data.Lapse = tt.rule
			e.Data = data
			j.write(draft(), adopt(), e, record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: campaign.Decided{
				Campaign: "q4", Item: "user/plain", Decision: campaign.Certify, Until: "2026-11-30", Bulk: 1, Hints: []string{},
			}})
			closing, err := j.campaign().Close(by(owner), "")
			if err != nil {
				t.Fatal(err)
			}
			j.write(closing)
			before := j.campaign().Summarise(start)
			j.at = start.AddDate(0, 0, tt.days)
			if n := len(j.book.Lapsing("q4", j.at)); (n == 1) != (tt.rule == campaign.LapseRevoke && tt.days > 30) {
				t.Errorf("%d wait for a confirmation", n)
			}
			d := campaign.LapsedData{Campaign: "q4", Item: "user/plain", Line: j.campaign().Decision("user/plain").Line.Hash, Reason: "the project is over"}
			if tt.change != nil {
				tt.change(&d)
			}
			j.write(record.Entry{Type: campaign.TypeLapsed, Actor: by(tt.who), Data: d})
			now := j.campaign().Decision("user/plain")
			if (now.Verdict == campaign.Revoke) != tt.stands {
				t.Fatalf("it is %s", now.Verdict)
			}
			after := j.campaign().Summarise(start)
			if !tt.stands {
				return
			}
			if at, ready := j.campaign().ReadyAt("user/plain"); !ready || !at.Equal(now.At) || now.Ruling != campaign.ByLapse || now.Reviewer != tt.who {
				t.Errorf("%v %v, %+v", at, ready, now)
			}
			if after.Certified != before.Certified-1 || after.Revoked != before.Revoked+1 || after.Decided != before.Decided {
				t.Errorf("%+v, then %+v", before, after)
			}
			if made := now.Standing(); len(made) != 1 || made[0].Verdict != campaign.Certify {
				t.Error("what the reviewer decided is not known any more: ", made)
			}
			if n := len(j.book.Lapsing("q4", j.at)); n != 0 {
				t.Errorf("%d still wait", n)
			}
			j.write(record.Entry{Type: campaign.TypeLapsed, Actor: by(tt.who), Data: d})
			if j.campaign().Summarise(start).Revoked != after.Revoked {
				t.Error("it counts twice")
			}
		})
	}
}
