package dialog

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// Open asks to open the draft on the last population, naming what will be in it. A population that is not fit needs a
// choice of its own, which the record keeps. When the draft is open, its review is shown.
func (d *Dialogs) Open(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		plan, err := d.service.CampaignPlan(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		p, err := d.service.PreviewCampaign(d.env.Context, plan)
		switch {
		case err != nil:
			return refused(err)
		case p.Items == 0:
			return screen.Notify{Text: "the scope of " + plan.Name + " selects nothing from the last population", Level: screen.Warn}
		case p.Stale != "":
			return ask(d.staleChoice(id, plan, p))
		}
		return ask(&overlay.Confirm{
			Title: "Open campaign", Question: fmt.Sprintf("Open %s with %s?", plan.Name, words.Count(p.Items, "item")),
			Details: words.Opening(plan, p, d.env.Now()), Yes: "open", No: "later", Danger: true, Action: d.open(id, false),
		})
	})
}

func (d *Dialogs) staleChoice(id string, plan campaign.Plan, p campaign.Preview) *overlay.Choice {
	return overlay.NewChoice(fmt.Sprintf("Open %s: %s", plan.Name, p.Stale), []overlay.Entry{
		{Name: "sync first", Note: "read everyone's access again, then open", Action: screen.Sync{}},
		{
			Name: "open all the same", Note: fmt.Sprintf("%s as they were %s; the record keeps why", words.Count(p.Items, "item"), widget.Ago(p.TakenAt, d.env.Now())),
			Action: d.open(id, true),
		},
	})
}

func (d *Dialogs) open(id string, allowStale bool) screen.Run {
	return func() tea.Msg {
		c, err := d.service.OpenCampaign(d.env.Context, id, allowStale)
		if err != nil {
			return refused(err)
		}
		return recorded(screen.Navigate{Section: screen.Reviews, Campaign: c.ID}, "%s is open: %s for %s", c.Name, words.Count(c.Items, "item"), strings.Join(c.Reviewers, ", "))
	}
}
