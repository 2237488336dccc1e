package campaign_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/rights"
)

func TestUndo(t *testing.T) {
	j := opened(t)
	undo := func(who string, items ...string) error {
		entries, err := j.campaign().Undo(by(who), items, "undo")
		if err == nil {
			j.write(entries...)
		}
		return err
	}
	verdict := func(item string) campaign.Verdict { return j.campaign().Decision(item).Verdict }
	wantRefused := func(what string, err error, kind fault.Kind) {
		t.Helper()
		if fault.KindOf(err) != kind {
			t.Errorf("%s: %v", what, err)
		}
	}
	wantRefused("nothing yet", undo(rita), fault.Refused)
	wantRefused("an undecided item", undo(rita, "user/plain"), fault.BadInput)
	wantRefused("not a reviewer", undo("eve@example.com", "user/plain"), fault.Refused)

	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(j.decide(rita, certify("user/plain")))
	must(j.decide(rita, certify("key/plain"), campaign.Choice{Item: "user/plain", Verdict: campaign.Revoke}))
	must(j.decide(sam, certify("user/other")))
	wantRefused("another's decision", undo(sam, "user/plain"), fault.Refused)
	wantRefused("another's decision among one's own", undo(rita, "key/plain", "user/other"), fault.Refused)
	if verdict("key/plain") != campaign.Certify {
		t.Error("half an undo was done")
	}

	must(undo(rita)) // the act of two
	if verdict("key/plain") != campaign.Undecided || verdict("user/plain") != campaign.Certify {
		t.Errorf("after undoing the act: %s, %s", verdict("key/plain"), verdict("user/plain"))
	}
	must(undo(rita)) // the one before
	wantRefused("nothing left", undo(rita), fault.Refused)
	if verdict("user/plain") != campaign.Undecided || verdict("user/other") != campaign.Certify {
		t.Errorf("after undoing both: %s, %s", verdict("user/plain"), verdict("user/other"))
	}

	must(j.decide(rita, certify("user/boss"))) // an act before one of two, of which one was taken back alone
	must(j.decide(rita, certify("user/plain"), certify("key/plain")))
	must(undo(rita, "key/plain"))
	must(undo(rita))
	if verdict("user/plain") != campaign.Undecided || verdict("user/boss") != campaign.Certify {
		t.Errorf("after undoing the rest of an act: %s, %s", verdict("user/plain"), verdict("user/boss"))
	}

	must(j.decide(rita, certify("user/plain")))
	lines := len(j.lines)
	must(undo(rita, "user/plain", "user/plain"))
	if len(j.lines) != lines+1 {
		t.Errorf("%d lines for one item named twice", len(j.lines)-lines)
	}

	must(j.decide(rita, certify("user/plain")))
	j.signOff(rita)
	wantRefused("after signing off", undo(rita, "user/plain"), fault.Refused)
	wantRefused("the last act after signing off", undo(rita), fault.Refused)
	j.close()
	wantRefused("after closing", undo(sam, "user/other"), fault.Refused)
}

func TestDelegate(t *testing.T) {
	tests := map[string]struct {
		who, to string
		items   []string
		before  func(*journal)
		want    fault.Kind
		moved   []string
	}{
		"by a reviewer":                 {who: rita, to: sam, items: []string{"user/plain"}, moved: []string{"user/plain"}},
		"by the owner":                  {who: owner, to: sam, items: []string{"user/plain"}, moved: []string{"user/plain"}},
		"to somebody new":               {who: rita, to: "new@example.com", items: []string{"user/plain"}, moved: []string{"user/plain"}},
		"what is one's own, by default": {who: rita, to: sam, moved: []string{"user/rita"}},
		"by anybody else":               {who: "eve@example.com", to: "eve@example.com", items: []string{"user/plain"}, want: fault.Refused},
		"to its own holder":             {who: rita, to: "PLAIN@example.com", items: []string{"user/plain"}, want: fault.Refused},
		"no such item":                  {who: rita, to: sam, items: []string{"user/nobody"}, want: fault.BadInput},
		"signed off":                    {who: owner, to: sam, items: []string{"user/plain"}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused},
		"to who has signed off":         {who: rita, to: sam, items: []string{"user/plain"}, before: func(j *journal) { j.signOff(sam) }, want: fault.Refused},
		"closed":                        {who: rita, to: sam, items: []string{"user/plain"}, before: func(j *journal) { j.close() }, want: fault.Refused},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			j := opened(t)
			if tt.before != nil {
				tt.before(j)
			}
			entry, err := j.campaign().Delegate(basis, by(tt.who), campaign.Handing{Items: tt.items, To: tt.to, Reason: "on leave"}, start, anybody)
			if fault.KindOf(err) != tt.want {
				t.Fatalf("got %v", err)
			}
			if err != nil {
				return
			}
			j.write(entry)
			c := j.campaign()
			for item, reviewer := range items {
				if slices.Contains(tt.moved, item) {
					reviewer = tt.to
				}
				if c.Reviewer(item) != reviewer {
					t.Errorf("%s is in the assignment of %s, want %s", item, c.Reviewer(item), reviewer)
				}
			}
			if !c.IsReviewer(tt.to) {
				t.Errorf("%s does not review", tt.to)
			}
		})
	}
}

func anybody(string) bool { return true }

func TestSignOffAndClose(t *testing.T) {
	j := opened(t)
	if err := j.decide(rita, certify("user/plain"), certify("key/plain")); err != nil {
		t.Fatal(err)
	}
	if _, err := j.campaign().SignOff(by(owner), "", time.Now()); fault.KindOf(err) != fault.Refused {
		t.Errorf("somebody who does not review signed off: %v", err)
	}
	j.signOff(rita)
	s, _ := j.campaign().Signoff("RITA@example.com")
	if s.Decided != 2 || s.Undecided != 5 || !strings.Contains(s.Statement, "2 decisions are mine") || !strings.Contains(s.Statement, "5 items undecided") {
		t.Errorf("signed %+v", s)
	}
	if _, err := j.campaign().SignOff(by(rita), "", time.Now()); fault.KindOf(err) != fault.Refused {
		t.Errorf("signed off twice: %v", err)
	}
	if got := j.campaign().Unsigned(); !slices.Equal(got, []string{sam}) {
		t.Errorf("unsigned: %v", got)
	}
	j.close()
	c := j.campaign()
	want := []string{"user/boss", "user/idle", "user/odd", "user/other", "user/rita", "user/sam"}
	if diff := cmp.Diff(want, c.Closing.Undecided); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(c.Closing.Unsigned, []string{sam}) || !strings.Contains(c.Closing.Statement, "2 of 8 items decided") {
		t.Errorf("closing %+v", c.Closing)
	}
	if _, err := c.Close(by(owner), ""); fault.KindOf(err) != fault.Refused {
		t.Errorf("closed twice: %v", err)
	}
}

func TestOnlyOwnersClose(t *testing.T) {
	j := opened(t)
	c := j.campaign()
	if _, err := c.Close(by(sam), ""); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), owner) {
		t.Errorf("closed by a reviewer: %v", err)
	}
	j.write(grant(sam, rights.Manager))
	if _, err := c.Close(by(sam), ""); fault.KindOf(err) != fault.Refused {
		t.Errorf("closed by a manager who did not make it: %v", err)
	}
	j.write(grant(sam, rights.Owner))
	if _, err := c.Close(by(strings.ToUpper(sam)), ""); err != nil {
		t.Errorf("refused to an owner of the workspace: %v", err)
	}
}

func TestOverdueFromTheDayAfter(t *testing.T) {
	c := opened(t).campaign()
	if c.Summarise(time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC)).Overdue {
		t.Error("overdue on the day it is due")
	}
	if !c.Summarise(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)).Overdue {
		t.Error("not overdue the day after")
	}
}

// A withdrawn draft held nothing to compare with.
func TestLastClosedSkipsWithdrawnDrafts(t *testing.T) {
	j := opened(t)
	j.close()
	entry := draft()
	created := entry.Data.(campaign.Created)
	created.Campaign = "mistake"
	entry.Data = created
	j.write(entry)
	c, _ := j.book.Get("mistake")
	closing, err := c.Close(by(owner), "")
	if err != nil {
		t.Fatal(err)
	}
	j.write(closing)
	if got := j.book.LastClosed(); got == nil || got.ID != "q4" {
		t.Errorf("last closed: %+v", got)
	}
	var data campaign.ClosedData
	if err := json.Unmarshal(j.lines[len(j.lines)-1].Data, &data); err != nil || !strings.Contains(data.Statement, "withdraw") {
		t.Errorf("%+v, %v", data, err)
	}
}
