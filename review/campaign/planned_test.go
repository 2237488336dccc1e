package campaign_test

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Two machines that do not know of each other make the campaign of a period under one ID; the record then has one.
func TestAPeriodHasOneCampaign(t *testing.T) {
	plan := settings.Plan{
		Name: "access review", Every: calendar.Quarter, Opens: calendar.FirstWorkingDay, From: "2026-11-30", Due: 14, Like: "q4", Open: true,
	}
	j := opened(t)
	day := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := j.book.Latest([]settings.Plan{plan}, day.Add(-time.Second)); len(got) > 0 {
		t.Fatalf("made before its day: %+v", got)
	}
	one := func(now time.Time) campaign.Planned {
		t.Helper()
		got := j.book.Latest([]settings.Plan{plan}, now)
		if len(got) != 1 {
			t.Fatalf("%+v", got)
		}
		return got[0]
	}
	p := one(day)
	if p.Title != "Q1 2027 access review" || p.State != "" || p.Missed(day.Add(24*time.Hour-1)) || !p.Missed(day.AddDate(0, 0, 1)) {
		t.Errorf("%+v", p)
	}
	if other := campaign.NewBook(j.base).Latest([]settings.Plan{plan}, day.AddDate(0, 2, 0)); len(other) != 1 || other[0].ID != p.ID {
		t.Errorf("another machine names it %+v, not %s", other, p.ID)
	}
	before := len(j.book.All())
	for _, due := range []string{"2027-01-15", "2027-01-16"} {
		j.write(record.Entry{Type: campaign.TypeCreated, Actor: by(owner), Data: campaign.Created{
			Campaign: p.ID, Name: p.Title, Scope: "all", Due: due, Reviewers: []string{rita}, Split: campaign.RoundRobin,
		}})
	}
	made, ok := j.book.Get(p.ID)
	if !ok || len(j.book.All()) != before+1 || made.Due.Format(campaign.DateLayout) != "2027-01-15" {
		t.Errorf("%d campaigns more, due %s", len(j.book.All())-before, made.Due)
	}
	if p := one(day.AddDate(0, 0, 3)); p.State != campaign.Draft || !p.Missed(day.AddDate(0, 0, 3)) {
		t.Errorf("a draft is not opened: %+v", p)
	}
	if next := one(day.AddDate(0, 3, 0)); next.ID == p.ID || next.State != "" {
		t.Errorf("the next period has %+v", next)
	}
}
