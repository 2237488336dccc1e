package review_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// A copy of a campaign, and what a plan makes of it, has the reviewers whom the draft named: not those of its rules, of
// its second stage, of its fallback, and not those who stood in for a time.
func TestACopyHasThePlannedReviewers(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	w := d.synced(lead)
	d.known(w, mia, pia, fay, sam)
	planned := campaign.Plan{
		Name: "Q4", Scope: `kind == "user"`, Due: d.clock.Now().AddDate(0, 0, 14), Reviewers: []string{lead},
		Assign: []campaign.AssignRule{{Where: "privileged", To: mia}},
		Second: []campaign.Second{{Scope: "privileged", Reviewer: pia}}, Undecided: campaign.ToFallback, Fallback: fay,
	}
	id := must(w.NewCampaign(t.Context(), planned)).ID
	planned.Reviewers = []string{rita}
	must(w.EditCampaign(t.Context(), id, planned))
	must(w.OpenCampaign(t.Context(), id, false))
	must(w.Delegate(t.Context(), id, campaign.Handing{From: mia, To: sam, Until: d.clock.Now().AddDate(0, 0, 5), Reason: "mia is out of office"}))
	if now := must(w.Campaign(t.Context(), id)).Reviewers; !slices.Contains(now, mia) || !slices.Contains(now, pia) || !slices.Contains(now, sam) {
		t.Errorf("it is reviewed by %v", now)
	}
	plan := settings.Plan{
		Name: "access review", Every: calendar.Month, Opens: calendar.Opening(d.clock.Now().UTC().Format(calendar.Layout)), Due: 14, Like: id,
	}
	row, preview, err := w.PreviewPlan(t.Context(), plan)
	if err != nil || !slices.Equal(preview.Reviewers, []string{rita, mia, pia}) {
		t.Errorf("the plan is for %v, %v", preview.Reviewers, err)
	}
	must(w.AddPlan(t.Context(), row.Plan))
	done, off, err := w.RunPlans(t.Context())
	if err != nil || off != "" || len(done) != 1 {
		t.Fatalf("%+v, %s, %v", done, off, err)
	}
	for what, of := range map[string]string{"the campaign": id, "the planned one": done[0].ID} {
		got := must(w.CampaignPlan(t.Context(), of))
		if !slices.Equal(got.Reviewers, []string{rita}) || !slices.Equal(got.Assign, planned.Assign) || !slices.Equal(got.Second, planned.Second) ||
			got.Disagreement != campaign.AnyRevokeWins || got.Undecided != planned.Undecided || got.Fallback != fay || got.Split != campaign.RoundRobin {
			t.Errorf("%s is planned as %+v", what, got)
		}
	}
}

// What is wrong with a plan is said before its name is compared.
func TestAPlanIsCheckedBeforeItsName(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	id := d.opened(w, "all", rita).ID
	plan := settings.Plan{Name: "access review", Every: calendar.Quarter, Opens: calendar.FirstWorkingDay, Due: 14, Like: id}
	row, _, err := w.PreviewPlan(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	must(w.AddPlan(t.Context(), row.Plan))
	every, like := plan, plan
	every.Every, like.Like = "week", "nope"
	for text, p := range map[string]settings.Plan{"is no period": every, "nope": like, "there is a plan": plan} {
		if _, _, err := w.PreviewPlan(t.Context(), p); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// Rules, second stages and the fallback name only people to whom rows could be handed over too.
func TestNoRuleNamesAStranger(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	const who = "person@evil.test"
	plans := map[string]campaign.Plan{
		"rule":         {Assign: []campaign.AssignRule{{Where: "all", To: who}}},
		"second stage": {Second: []campaign.Second{{Scope: "all", Reviewer: who}}},
		"fallback":     {Fallback: who},
	}
	try := func(plan campaign.Plan) error {
		plan.Name, plan.Reviewers, plan.Due = "Q4", []string{lead}, d.clock.Now().AddDate(0, 0, 14)
		_, err := w.NewCampaign(t.Context(), plan)
		return err
	}
	for what, plan := range plans {
		if err := try(plan); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), who+" is not known: no verified user") {
			t.Errorf("a stranger in a %s: %v", what, err)
		}
	}
	d.known(w, who)
	for what, plan := range plans {
		if err := try(plan); err != nil {
			t.Errorf("a person on record in a %s: %v", what, err)
		}
	}
}
