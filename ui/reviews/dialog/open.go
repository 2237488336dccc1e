package dialog

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
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
			Details: d.opening(plan, p), Yes: "open", No: "later", Danger: true, Action: d.open(id, false),
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

func (d *Dialogs) opening(plan campaign.Plan, p campaign.Preview) []string {
	lines := []string{
		fmt.Sprintf("population %s, taken %s; frozen from then on", population.Short(p.Population), widget.Ago(p.TakenAt, d.env.Now())),
	}
	if !p.RosterAt.IsZero() {
		lines = append(lines, "roster imported "+widget.Ago(p.RosterAt, d.env.Now())+"; frozen as well")
	}
	lines = append(lines,
		fmt.Sprintf("%d people · %d keys · %d privileged · %d flagged", p.Users, p.Keys, p.Privileged, p.Flagged))
	for _, s := range p.Assignments {
		lines = append(lines, words.Assigned(s))
	}
	for _, s := range p.Second {
		lines = append(lines, fmt.Sprintf("%s decides on %s after them, in a second stage", s.Reviewer, words.Count(len(s.Items), "item")))
	}
	if len(p.Second) > 0 {
		lines = append(lines, "if both disagree: "+p.Disagreement.Words())
	}
	if p.Undecided != "" {
		lines = append(lines, p.Undecided.Words(p.Fallback))
	}
	if n := len(p.SecondAlone); n > 0 {
		lines = append(lines, fmt.Sprintf("! %s for a second stage, on which no other person may decide: name another second reviewer first", words.Count(n, "item")))
	}
	if n := len(p.OwnAccess); n > 0 {
		lines = append(lines, fmt.Sprintf("! %s assigned to their own holders: hand them over after opening, with h", words.Count(n, "item")))
	}
	if plan.Due.Before(d.env.Now().AddDate(0, 0, -1)) {
		lines = append(lines, "! the due date, "+plan.Due.Format(campaign.DateLayout)+", has passed")
	}
	return lines
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
