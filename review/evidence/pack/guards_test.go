package pack

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

func TestSettingsAndGuardsInAPack(t *testing.T) {
	s := calm()
	s.also = func(f *Facts) {
		f.Campaign.Settings = []settings.Setting{{Key: "rules.dormant_days", Value: "60"}, {Key: "rules.pending_days", Value: "14"}, {Key: "region", Value: "us"}, {Key: "gone", Value: "1"}}
		f.Campaign.Closing = &campaign.Closing{At: f.Campaign.Closing.At, By: lead, Settings: []settings.Setting{
			{Key: "rules.dormant_days", Value: "90"}, {Key: "rules.pending_days", Value: "7"}, {Key: "region", Value: "us"}, {Key: "new", Value: "2"},
		}}
		f.Loosened = []rights.Loosened{{
			ID: "1", Change: rights.Granting(rights.Approver, "x@example.com"), By: lead, At: began, Proposal: &rights.Proposal{ID: "p-1", By: rita, At: began, Reason: "on call"},
		}, {ID: "2", Change: rights.Change{Key: "rules.dormant_days", Old: "60", New: "90"}, By: lead, At: began, Seen: []rights.Sight{{By: sam, At: began.Add(time.Hour)}}}}
	}
	pv := s.told(t)
	got := map[string]string{}
	for _, one := range pv.settings() {
		got[one.key] = strings.Join([]string{one.opening, one.closing, one.changed}, " ")
	}
	for key, want := range map[string]string{
		"rules.dormant_days": "60 90 loosened", "rules.pending_days": "14 7 yes", "region": "us us no", "gone": "1  loosened", "new": " 2 loosened",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	var csv strings.Builder
	for _, table := range pv.tables() {
		if table.Name == "guards" {
			if err := table.WriteCSV(&csv); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, want := range []string{"rights.approver,,x@example.com,lead@", ",p-1,rita@", ",on call,", "rules.dormant_days,60,90,lead@", "sam@"} {
		if !strings.Contains(csv.String(), want) {
			t.Errorf("no %s in\n%s", want, csv.String())
		}
	}
}
