package home

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// target is a line at which the cursor stops and on which enter acts: first items that need attention, then elevations,
// then campaigns.
type target struct {
	text      string            // the problem that needs attention; empty for the others
	does      string            // the effect of enter: "review", "sync", "connect"
	campaign  *campaign.Summary // nil but for a campaign
	elevation *elevation.Row    // nil but for an elevation
	loud      bool
	action    tea.Msg
}

// targetsOf returns all lines. passes reports which of those that need attention are shown.
func targetsOf(o *review.Overview, passes func(review.Attention) bool) []target {
	var ts []target
	for _, a := range o.Attention {
		if passes(a) {
			does, action := wayOut(a)
			loud := a.Kind == review.NeedsReturn || a.Kind == review.NeedsCheck || a.Kind == review.NeedsShare
			ts = append(ts, target{text: a.Text, does: does, action: action, loud: loud})
		}
	}
	for i := range o.Elevations {
		e := &o.Elevations[i]
		ts = append(ts, target{elevation: e, does: "open", action: screen.Navigate{
			Section:   screen.Elevations,
			Elevation: e.ID,
		}})
	}
	for i := range o.Campaigns {
		c := &o.Campaigns[i]
		ts = append(ts, target{campaign: c, does: "open", action: screen.Navigate{Section: screen.Reviews, Campaign: c.ID}})
	}
	return ts
}

// wayOut returns the app's way out: its name and the message that takes it.
func wayOut(a review.Attention) (does string, action tea.Msg) {
	switch a.Hint.Way().Act {
	case fault.Review, fault.AnswerQuestion:
		return "review", screen.Navigate{Section: screen.Reviews, Campaign: a.Campaign}
	case fault.PlanRemediation, fault.NewCampaign, fault.Delegate, fault.OpenCampaign:
		return "reviews", screen.Navigate{Section: screen.Reviews}
	case fault.Approve:
		return "look at it", screen.Navigate{Section: screen.Elevations, Elevation: a.Elevation}
	case fault.Reap:
		return "elevations", screen.Navigate{Section: screen.Elevations, Elevation: a.Elevation}
	case fault.VerifyEvidence:
		return "evidence", screen.Navigate{Section: screen.Evidence}
	case fault.AcceptSettings, fault.SetSetting:
		return "settings", screen.Settings{}
	case fault.ShowSettings, fault.ApproveProposal, fault.SeeLoosened:
		return "proposals", screen.Navigate{Section: screen.Home, Page: screen.Guards}
	case fault.DeclareDistinct, fault.ListPeople, fault.GrantRight, fault.ListRights:
		return "people", screen.Navigate{Section: screen.Home, Page: screen.People}
	case fault.DiffBaseline:
		return "access", screen.Navigate{Section: screen.Access}
	case fault.ListJournal:
		return "refused lines", screen.Navigate{Section: screen.Journal, Page: screen.Refused}
	case fault.ShareStatus:
		return "read it", screen.OpenDialog{Dialog: &overlay.Notice{Title: "Shared record", Text: a.Text + "\n\n" + screen.Advice(a.Hint)}}
	case fault.Watch:
		return "read it", screen.OpenDialog{Dialog: &overlay.Notice{Title: "Planned campaign", Text: a.Text + "\n\n" + screen.Advice(a.Hint)}}
	case fault.Sync, fault.RetryMethods:
		return "sync", screen.Sync{}
	}
	return "connect", screen.Connect{}
}

func (s *Screen) enter() tea.Cmd {
	if s.cursor < len(s.targets) {
		return screen.Send(s.targets[s.cursor].action)
	}
	return nil
}
