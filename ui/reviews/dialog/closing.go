package dialog

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// Close asks to close the whole campaign, naming the undecided items and unsigned assignments, and the consequences. A
// draft is withdrawn.
func (d *Dialogs) Close(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		c, err := d.service.Campaign(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		if c.State == campaign.Draft {
			return ask(&overlay.Confirm{
				Title: "Withdraw draft", Question: fmt.Sprintf("Withdraw %s? It was never opened.", fullName(c)),
				Details: []string{"The record keeps that it was planned. It cannot be opened any more."},
				Yes:     "withdraw", Danger: true, Action: d.closeNow(id),
			})
		}
		details, err := d.leftover(c)
		if err != nil {
			return refused(err)
		}
		return ask(&overlay.Confirm{
			Title: "Close campaign", Question: fmt.Sprintf("Close %s? Nothing in it changes after.", fullName(c)),
			Details: details, Yes: "close", Danger: true, Count: d.typed(c), Action: d.closeNow(id),
		})
	})
}

func (d *Dialogs) leftover(c campaign.Summary) ([]string, error) {
	left, err := d.service.Leftover(d.env.Context, c.ID)
	if err != nil {
		return nil, err
	}
	lines := []string{fmt.Sprintf("decided %d of %d: %s", c.Decided, c.Items, c.Tally())}
	for _, r := range left.Unsigned {
		lines = append(lines, "! not signed off by "+r)
	}
	if len(left.Undecided) == 0 {
		return lines, nil
	}
	lines = append(lines, words.Undecided(left)...)
	sheet, err := d.service.Sheet(d.env.Context, c.ID)
	if err != nil {
		return nil, err
	}
	for _, row := range sheet.Rows {
		if row.Decision.Verdict == campaign.Undecided {
			lines = append(lines, fmt.Sprintf("  · %s, %s", row.Title(), row.Role))
		}
	}
	return lines, nil
}

// typed returns the number of items that count as revoked if the campaign is closed, where it has to be typed; else 0.
func (d *Dialogs) typed(c campaign.Summary) int {
	left, err := d.service.Leftover(d.env.Context, c.ID)
	if err != nil || !left.TypeCount {
		return 0
	}
	return len(left.Counted)
}

func (d *Dialogs) closeNow(id string) screen.Run {
	return func() tea.Msg {
		c, err := d.service.CloseCampaign(d.env.Context, id, "")
		if err != nil {
			return refused(err)
		}
		if c.Population == "" {
			return recorded(nil, "%s is withdrawn", c.Name)
		}
		return recorded(witness(c.HeadCode), "%s is closed", c.Name)
	}
}
