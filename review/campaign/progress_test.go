package campaign_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
)

func TestProgressOfReviewers(t *testing.T) {
	j := governed(t)
	find := func(now time.Time, reviewer string) campaign.Progress {
		for _, p := range j.campaign().Progress(now) {
			if p.Reviewer == reviewer {
				return p
			}
		}
		t.Fatalf("%s has none", reviewer)
		return campaign.Progress{}
	}
	if diff := cmp.Diff(campaign.Progress{Reviewer: rita, Items: 7}, find(j.at, rita)); diff != "" {
		t.Error(diff)
	}
	var last time.Time
	for i, item := range []string{"user/plain", "user/idle", "key/plain", "user/boss", "user/sam", "user/odd"} {
		if i == 3 {
			j.at = j.at.Add(3 * time.Hour) // a break, which does not count
		}
		j.at = j.at.Add(2*time.Minute - time.Second)
		if err := j.decide(rita, campaign.Choice{Item: item, Verdict: campaign.Revoke, Reason: "left"}); err != nil {
			t.Fatal(err)
		}
		last = j.at
	}
	got := find(j.at, rita)
	if got.Decided != 6 || !got.LastAt.Equal(last) || got.PerHour != 0 { // four rows are too few
		t.Errorf("it is %+v", got)
	}
	for _, item := range []string{"user/plain", "user/idle"} {
		j.at = j.at.Add(2*time.Minute - time.Second)
		if err := j.decide(rita, campaign.Choice{Item: item, Verdict: campaign.Abstain, Reason: "not sure"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := find(j.at, rita); got.PerHour != 30 || got.Decided != 6 {
		t.Errorf("it is %+v", got)
	}
	for now, late := range map[string]int{"2026-11-30": 0, "2026-12-01": 1, "2026-12-03": 3} {
		if got := find(day(now), rita).Late; got != late {
			t.Errorf("on %s rita is %d days late, not %d", now, got, late)
		}
	}
	j.signOff(rita)
	if got := find(day("2026-12-03"), rita); got.Late != 0 || got.Signed == nil || got.PerHour != 30 {
		t.Errorf("it is %+v", got)
	}
	if got := find(day("2026-12-03"), sam); got.Late != 3 || !got.LastAt.IsZero() {
		t.Errorf("it is %+v", got)
	}
}
