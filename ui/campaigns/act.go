package campaigns

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/campaigns/dialog"
	"github.com/tuar-dev/tuar/ui/screen"
)

// input handles keys and the mouse over the list.
func (s *Screen) input(msg tea.Msg) tea.Cmd {
	before, _ := s.table.Current()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		for _, a := range s.actions() {
			if !key.Matches(msg, a.key) {
				continue
			}
			if a.barred != "" {
				return screen.Send(screen.Say{Text: "not now: " + a.barred, Level: screen.Warn})
			}
			return a.do()
		}
		s.table.Update(msg)
	case tea.MouseWheelMsg:
		s.table.Update(msg)
	case tea.MouseClickMsg:
		if msg.X < s.tableWidth {
			s.table.Click(msg.Y - s.tableAt)
		}
	}
	if after, ok := s.table.Current(); ok && after.ID != before.ID {
		return s.settle()
	}
	return nil
}

// enter goes on with a campaign: a draft is opened, any other reviewed.
func (s *Screen) enter(c campaign.Summary) tea.Cmd {
	if c.State == campaign.Draft {
		return dialog.Open(s.desk, c.ID)
	}
	return s.review(c.ID)
}

// duplicated is a plan to start a form from.
type duplicated struct {
	plan campaign.Plan
	from string
}

// duplicate reads the plan of a campaign for the form of another like it.
func (s *Screen) duplicate(c campaign.Summary) tea.Cmd {
	desk := s.desk
	return desk.Asks(func() tea.Msg {
		plan, err := desk.Workspace.CampaignPlan(desk.Context, c.ID)
		if err != nil {
			return screen.Failed{Err: err}
		}
		plan.CopiedFrom = c.ID
		return duplicated{plan, c.Name}
	})
}
