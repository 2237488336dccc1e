package campaign_test

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// What the record says of reminders: who is not done, how it stands for them, and what has no effect whoever wrote it.
func TestReminders(t *testing.T) {
	j := opened(t)
	c := j.campaign()
	due := c.Due
	kinds := func(now time.Time) map[string]campaign.ReminderKind {
		found := map[string]campaign.ReminderKind{}
		for _, p := range c.Pending(now) {
			found[p.Reviewer] = p.Kind
			if p.Items == 0 || p.Left != p.Items {
				t.Errorf("%+v", p)
			}
		}
		return found
	}
	for days, want := range map[int]campaign.ReminderKind{-30: campaign.RemindOpened, -8: campaign.RemindOpened, -7: campaign.RemindSoon, -1: campaign.RemindSoon, 0: campaign.RemindToday, 1: campaign.RemindOverdue, 400: campaign.RemindOverdue} {
		for _, hour := range []time.Duration{0, 24*time.Hour - 1} {
			if got := kinds(due.AddDate(0, 0, days).Add(hour).In(time.FixedZone("there", 14*3600))); got[rita] != want {
				t.Errorf("%d days after: %v, want %s", days, got, want)
			}
		}
	}
	good := campaign.Reminded{Campaign: "q4", To: rita, Kind: campaign.RemindOpened, Left: 1, Method: campaign.RemindByText}
	for what, change := range map[string]func(*campaign.Reminded){
		"another campaign": func(d *campaign.Reminded) { d.Campaign = "q3" }, "no reviewer": func(d *campaign.Reminded) { d.To = "eve@example.com" },
		"no kind": func(d *campaign.Reminded) { d.Kind = "angry" }, "no method": func(d *campaign.Reminded) { d.Method = "pigeon" },
		"less than nothing": func(d *campaign.Reminded) { d.Left = -1 }, "more than all": func(d *campaign.Reminded) { d.Left = 1000 },
	} {
		d := good
		change(&d)
		j.write(record.Entry{Type: campaign.TypeReminded, Actor: by(owner), Data: d})
		if len(j.campaign().Reminders) > 0 {
			t.Errorf("%s: %+v counts", what, d)
		}
	}
	j.write(record.Entry{Type: campaign.TypeReminded, Actor: by(rita), Data: good})
	if len(j.campaign().Reminders) > 0 {
		t.Error("a reviewer reminds herself")
	}
	j.write(record.Entry{Type: campaign.TypeReminded, Actor: by(owner), Data: good})
	c = j.campaign()
	if got := c.RemindersOf(rita); len(got) != 1 || got[0].By != owner {
		t.Fatalf("%+v", got)
	}
	at := c.Reminders[0].At
	for _, p := range c.Pending(at) {
		if p.Reviewer != rita {
			continue
		}
		if p.Kind != campaign.RemindOpen || !p.Told(at) || !p.ToldSince(at.Truncate(24*time.Hour)) || p.ToldSince(at.AddDate(0, 0, 1)) {
			t.Errorf("who was told that it is open: %+v", p)
		}
		p.Kind = campaign.RemindOpened
		if !p.Told(at) || p.Told(at.AddDate(0, 0, 1)) {
			t.Errorf("not told twice on one day: %+v", p)
		}
		p.Kind = campaign.RemindSoon
		if p.Told(at) {
			t.Errorf("it is more urgent: %+v", p)
		}
		for _, urgent := range []campaign.ReminderKind{campaign.RemindSoon, campaign.RemindToday, campaign.RemindOverdue} {
			p.Reminders[0].Kind = urgent
			if p.Kind = campaign.RemindOpen; !p.Told(at) {
				t.Errorf("told that it is %s, and then that it is open", urgent)
			}
		}
	}
}

// A second reviewer is reminded once rows wait for them, and the first is not for rows that they decided.
func TestRemindersOfTheSecondStage(t *testing.T) {
	j := staged(t, campaign.AllMustAgree, "")
	of := func(reviewer string) (found campaign.Pending) {
		for _, p := range j.campaign().Pending(j.at) {
			if p.Reviewer == reviewer {
				found = p
			}
		}
		return found
	}
	if p := of(pia); p.Items != 0 {
		t.Errorf("before the first stage: %+v", p)
	}
	before := of(rita).Left
	if err := j.decide(rita, choose("user/boss", campaign.Certify)); err != nil {
		t.Fatal(err)
	}
	if p := of(pia); p.Items != 3 || p.Left != 1 || p.Waiting != 2 {
		t.Errorf("after a first decision: %+v", p)
	}
	if p := of(rita); p.Left != before-1 {
		t.Errorf("the first has %d left, had %d", p.Left, before)
	}
	if err := j.decide(pia, choose("user/boss", campaign.Revoke)); err != nil {
		t.Fatal(err)
	}
	if p := of(pia); p.Items != 0 {
		t.Errorf("with nothing to do now: %+v", p)
	}
	j.signOff(pia)
	if p := of(pia); p.Items != 0 {
		t.Errorf("after the sign-off: %+v", p)
	}
}
