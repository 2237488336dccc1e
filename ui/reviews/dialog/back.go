package dialog

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// fullName returns a campaign's name and ID, as a dialog says it before an act that cannot be taken back.
func fullName(c campaign.Summary) string { return c.Name + " (" + c.ID + ")" }

// askWhy asks for the reason of an act.
func askWhy(title, label, act string, then func(why string) tea.Msg) tea.Msg {
	return ask(&overlay.Prompt{
		Title: title, Label: label, Hint: "why, for the record", Action: then,
		Check: func(text string) error { _, err := reason.Check(act, text); return err },
	})
}

// MoveDue asks for another due date of an open campaign, and for the reason.
func (d *Dialogs) MoveDue(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		c, err := d.service.Campaign(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		return ask(&overlay.Prompt{
			Title: "Move due date", Label: fmt.Sprintf("%s is due %s. Until when?", fullName(c), c.Due), Hint: "2026-12-31, or 14d for 14 days from now",
			Check: func(text string) error { _, err := campaign.ParseDue(text, d.env.Now()); return err },
			Action: func(text string) tea.Msg {
				due, err := campaign.ParseDue(text, d.env.Now())
				if err != nil {
					return refused(err)
				}
				label := fmt.Sprintf("Why is %s due %s, not %s? Evidence shows both dates.", c.Name, due.Format(campaign.DateLayout), c.Due)
				return askWhy("Move due date", label, "moving a due date", func(why string) tea.Msg {
					return screen.Run(func() tea.Msg {
						moved, err := d.service.MoveDue(d.env.Context, c.ID, due, why)
						if err != nil {
							return refused(err)
						}
						return recorded(nil, "%s is due %s, not %s", moved.Name, moved.Due, c.Due)
					})
				})
			},
		})
	})
}

// Reopen asks whose signed-off assignment is reopened, and for the reason.
func (d *Dialogs) Reopen(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		c, err := d.service.Campaign(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		why := func(reviewer string) tea.Msg {
			label := fmt.Sprintf("Why can %s change their assignment in %s again? Their sign-off stays on record as superseded.", reviewer, fullName(c))
			return askWhy("Reopen assignment", label, "reopening an assignment", func(why string) tea.Msg {
				return screen.Run(func() tea.Msg {
					old, err := d.service.ReopenAssignment(d.env.Context, c.ID, reviewer, why)
					if err != nil {
						return refused(err)
					}
					return recorded(nil, "the assignment of %s is open again", old.Reviewer)
				})
			})
		}
		if len(c.SignedOff) == 1 {
			return why(c.SignedOff[0])
		}
		return ask(&overlay.Prompt{
			Title: "Reopen assignment", Label: "Whose signed-off assignment in " + fullName(c) + "?", Hint: "e-mail address", Canned: c.SignedOff,
			Check: checkTaker, Action: why,
		})
	})
}

// Void asks for the reason to void an open campaign, and once more.
func (d *Dialogs) Void(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		c, err := d.service.Campaign(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		return askWhy("Void campaign", fmt.Sprintf("Why does %s not count?", fullName(c)), "voiding a campaign", func(why string) tea.Msg {
			return ask(&overlay.Confirm{
				Title: "Void campaign", Question: fmt.Sprintf("Void %s for good?", fullName(c)),
				Details: []string{
					words.Count(c.Decided, "decision") + " will not be carried out.",
					"It stays on record, and does not count as the last review.", "reason: " + why,
				},
				Yes: "void", Danger: true, Action: screen.Run(func() tea.Msg {
					void, err := d.service.VoidCampaign(d.env.Context, c.ID, why)
					if err != nil {
						return refused(err)
					}
					return recorded(nil, "%s is void", void.Name)
				}),
			})
		})
	})
}
