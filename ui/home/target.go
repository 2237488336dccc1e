package home

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/ui/screen"
)

// target is a line the cursor stops at and enter does something about: what needs attention, then the elevations, then
// the campaigns.
type target struct {
	text      string            // what needs attention; empty for the others
	does      string            // what enter does: "review", "sync", "connect"
	campaign  *campaign.Summary // nil but for a campaign
	elevation *elevation.Row    // nil but for an elevation
	loud      bool
	action    tea.Msg
}

// targetsOf are all lines. passes says which of what needs attention is shown.
func targetsOf(o *review.Overview, passes func(review.Attention) bool) []target {
	var ts []target
	for _, a := range o.Attention {
		if !passes(a) {
			continue
		}
		t := target{text: a.Text, does: "sync", action: screen.Sync{}}
		switch a.Kind {
		case review.NeedsCampaign, review.NeedsReview:
			id, _ := strings.CutPrefix(a.Hint, "tuar review ")
			t.does, t.action = "review", screen.Go{Section: screen.Reviews, Campaign: id}
		case review.NeedsProof:
			t.does, t.action = "reviews", screen.Go{Section: screen.Reviews}
		case review.NeedsApproval:
			id, _ := strings.CutPrefix(a.Hint, approveHint)
			t.does, t.action = "look at it", screen.Go{Section: screen.Elevations, Elevation: id}
		case review.NeedsReturn:
			t.does, t.action, t.loud = "elevations", screen.Go{Section: screen.Elevations, Elevation: overdue(o)}, true
		case review.NeedsCheck:
			t.does, t.action, t.loud = "evidence", screen.Go{Section: screen.Evidence}, true
		case review.NeedsLook:
			t.does, t.action = "reviews", screen.Go{Section: screen.Reviews}
		case review.NeedsConnection, review.NeedsCoverage:
			if o.Connection == review.NotConnected || a.Hint != "tuar sync" {
				t.does, t.action = "connect", screen.Connect{}
			}
		}
		ts = append(ts, t)
	}
	for i := range o.Elevations {
		e := &o.Elevations[i]
		ts = append(ts, target{elevation: e, does: "open", action: screen.Go{Section: screen.Elevations, Elevation: e.ID}})
	}
	for i := range o.Campaigns {
		c := &o.Campaigns[i]
		ts = append(ts, target{campaign: c, does: "open", action: screen.Go{Section: screen.Reviews, Campaign: c.ID}})
	}
	return ts
}

// overdue is the first elevation that is.
func overdue(o *review.Overview) string {
	for _, e := range o.Elevations {
		if e.State == elevation.Overdue {
			return e.ID
		}
	}
	return ""
}

func (s *Screen) enter() tea.Cmd {
	if s.cursor < len(s.targets) {
		return screen.Send(s.targets[s.cursor].action)
	}
	return nil
}
