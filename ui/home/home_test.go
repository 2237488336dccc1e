package home

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/screen"
)

func TestHoldingsCountPeopleAndKeys(t *testing.T) {
	rows := []access.Row{
		{Kind: access.User, RoleID: "1", Role: "Viewer"},
		{Kind: access.Key, RoleID: "1", Role: "Viewer"},
		{Kind: access.User, RoleID: "2", Role: "Owner", Privileged: true},
		{Kind: access.User, RoleID: "1", Role: "Viewer"},
		{Kind: access.Key, RoleID: "3", Role: "Audit"},
		{Kind: access.Mapping, RoleID: "2", Role: "Owner", Privileged: true}, // these hold no role
		{Kind: access.Role, RoleID: "4", Role: "Custom", Custom: true},
	}
	want := []holding{{"Viewer", 2, 1, false}, {"Owner", 1, 0, true}, {"Audit", 0, 1, false}}
	if diff := cmp.Diff(want, holdings(rows), cmp.AllowUnexported(holding{})); diff != "" {
		t.Error(diff)
	}
}

func TestEnterLeadsWhereItSays(t *testing.T) {
	way := func(a fault.Act) fault.Hint { return fault.NewHint("%s", a.With()) }
	o := &review.Overview{
		Connection: review.InError,
		Campaigns:  []campaign.Summary{{ID: "q4-1f3c", State: campaign.Open, Overdue: true}},
		Elevations: []elevation.Row{{ID: "el-1", State: elevation.Requested}, {ID: "el-2", State: elevation.Overdue}},
		Attention: []review.Attention{
			{Kind: review.NeedsCampaign, Hint: way(fault.Review), Campaign: "q4-1f3c"},
			{Kind: review.NeedsReturn, Hint: way(fault.Reap), Elevation: "el-2"},
			{Kind: review.NeedsApproval, Hint: way(fault.Approve), Elevation: "el-1"},
			{Kind: review.NeedsLook, Hint: way(fault.NewCampaign)},
			{Kind: review.NeedsSync, Hint: way(fault.Sync)},
			{Kind: review.NeedsConnection, Hint: way(fault.Sync)},
			{Kind: review.NeedsConnection, Hint: fault.NewHint("connect again with: %s", fault.Connect.With())},
			{Kind: review.NeedsConnection, Hint: fault.NewHint("unlock the keyring")},
			{Kind: review.NeedsSettings, Hint: way(fault.AcceptSettings)},
			{Kind: review.NeedsRights, Hint: way(fault.ListJournal)},
			{Kind: review.NeedsAnswer, Hint: way(fault.ApproveProposal)},
			{Kind: review.NeedsEyes, Hint: way(fault.SeeLoosened)},
			{Kind: review.NeedsApart, Hint: way(fault.DeclareDistinct)},
			{Kind: review.OneOwner, Hint: way(fault.GrantRight)},
		},
	}
	var got []any
	for _, t := range targetsOf(o, func(review.Attention) bool { return true }) {
		got = append(got, t.action)
	}
	want := []any{
		screen.Navigate{Section: screen.Reviews, Campaign: "q4-1f3c"},
		screen.Navigate{Section: screen.Elevations, Elevation: "el-2"},
		screen.Navigate{Section: screen.Elevations, Elevation: "el-1"},
		screen.Navigate{Section: screen.Reviews},
		screen.Sync{},
		screen.Sync{},
		screen.Connect{},
		screen.Connect{},
		screen.Settings{},
		screen.Navigate{Section: screen.Journal, Page: screen.Refused},
		screen.Navigate{Section: screen.Home, Page: screen.Guards},
		screen.Navigate{Section: screen.Home, Page: screen.Guards},
		screen.Navigate{Section: screen.Home, Page: screen.People},
		screen.Navigate{Section: screen.Home, Page: screen.People},
		screen.Navigate{Section: screen.Elevations, Elevation: "el-1"},
		screen.Navigate{Section: screen.Elevations, Elevation: "el-2"},
		screen.Navigate{Section: screen.Reviews, Campaign: "q4-1f3c"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
