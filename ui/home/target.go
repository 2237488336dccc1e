package home

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/screen"
)

// target is a line the cursor stops at and enter does something about: what needs attention, then the campaigns.
type target struct {
	text     string            // what needs attention; empty for a campaign
	does     string            // what enter does: "review", "sync", "connect"
	campaign *campaign.Summary // nil for attention
	action   tea.Msg
}

func targetsOf(o *review.Overview) []target {
	var ts []target
	for _, a := range o.Attention {
		t := target{text: a.Text, does: "sync", action: screen.Sync{}}
		switch a.Kind {
		case review.NeedsCampaign, review.NeedsReview:
			id, _ := strings.CutPrefix(a.Hint, "tuar review ")
			t.does, t.action = "review", screen.Go{Section: screen.Reviews, Campaign: id}
		case review.NeedsProof:
			t.does, t.action = "reviews", screen.Go{Section: screen.Reviews}
		case review.NeedsConnection, review.NeedsCoverage:
			if o.Connection == review.NotConnected || a.Hint != "tuar sync" {
				t.does, t.action = "connect", screen.Connect{}
			}
		}
		ts = append(ts, t)
	}
	for i := range o.Campaigns {
		c := &o.Campaigns[i]
		ts = append(ts, target{campaign: c, does: "open", action: screen.Go{Section: screen.Reviews, Campaign: c.ID}})
	}
	return ts
}

func (s *Screen) enter() tea.Cmd {
	if s.cursor < len(s.targets) {
		return screen.Send(s.targets[s.cursor].action)
	}
	return nil
}
