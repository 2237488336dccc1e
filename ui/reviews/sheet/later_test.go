package sheet

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
)

// C certifies until a day, p postpones with a person and a reason; and once the day has passed and the campaign is closed,
// E revokes the row, where the campaign said so at opening.
func TestCertifiedUntilADayPostponedAndLapsed(t *testing.T) {
	t.Parallel()
	o := quarterLater(t, false)
	lead := o.Open(o.me)
	o.campaign = o.Campaign(lead, campaign.Plan{Name: "Autumn review", Reviewers: []string{o.me}, Lapse: campaign.LapseRevoke})
	w := o.window(o.me)
	w.Press("o", "down", "down", "enter") // by person: nothing is folded
	until := w.goTo(w.plain)
	w.Press("C")
	w.Sees("Certify " + until.Title() + " until a day")
	w.Type("yesterday")
	w.Press("enter")
	w.Sees("Certify " + until.Title() + " until a day") // it asks until it gets a day
	w.Press("ctrl+u")
	w.Type("20d")
	w.Press("enter")
	last := o.Clock.Now().AddDate(0, 0, 20).Format(campaign.DateLayout)
	if until.Decision.Verdict != campaign.Certify || until.Decision.Until != last {
		t.Fatalf("%+v\n%s", until.Decision, w.Frame())
	}
	later := w.goTo(w.plain)
	w.Press("p")
	w.Type("3d")
	w.Press("enter")
	w.Sees("Whom do you ask until then?")
	w.Type("second@example.com")
	w.Press("enter")
	w.Type("asked the manager")
	w.Press("enter")
	w.Hears("postponed " + later.Title() + " until")
	if r := w.byID[later.Item]; r.Postponed == nil || r.Postponed.Ask != "second@example.com" || !r.Later {
		t.Errorf("%+v", r.Postponed)
	}
	if why := w.Disabled("E"); !strings.Contains(why, "once the campaign is closed") {
		t.Errorf("E is %q", why)
	}
	w.Press("u") // takes the postponement back
	o.Decide(lead, o.campaign, func(r campaign.SheetRow) campaign.Choice {
		if r.Item != later.Item {
			return campaign.Choice{}
		}
		return campaign.Choice{Verdict: campaign.Certify}
	})
	o.Close(lead, o.campaign)
	w.Send(screen.Changed{})
	w.list.To(until.Item)
	if why := w.Disabled("E"); !strings.Contains(why, "is not over") {
		t.Errorf("E is %q", why)
	}
	w.wait(21 * 24 * time.Hour)
	w.list.To(until.Item)
	w.Press("E")
	w.Sees("Revoke "+until.Title()+", since its certificate is over", "certified until "+last)
	w.Type("the project is over")
	w.Press("enter")
	w.Hears("revoked: " + until.Title())
	if r := w.byID[until.Item]; r.Decision.Verdict != campaign.Revoke || r.Decision.Reason != "the project is over" {
		t.Errorf("%+v", r.Decision)
	}
}
