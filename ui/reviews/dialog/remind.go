package dialog

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reminder"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// Remind shows who is not done, and asks how to remind them. Where all were reminded of the same today, it asks whether
// they are reminded again.
func (d *Dialogs) Remind(id string) tea.Cmd { return d.as(d.remind(id, false)) }

func (d *Dialogs) remind(id string, again bool) tea.Cmd {
	return func() tea.Msg {
		batch, err := d.service.PreviewReminders(d.env.Context, id, reminder.Choice{Again: again})
		if err != nil {
			return refused(err)
		}
		var skipped []string
		for _, s := range batch.Skipped {
			skipped = append(skipped, s.Reviewer+" "+s.Why)
		}
		if len(batch.Messages) == 0 && again {
			return screen.Notify{Text: "all reviewers of " + batch.Name + " are done", Level: screen.Good}
		}
		if len(batch.Messages) == 0 {
			return ask(&overlay.Confirm{
				Title: "Remind reviewers", Question: "No one is to be reminded now. Remind those who are not done once more?",
				Details: skipped, Yes: "remind again", Danger: true, Action: screen.Run(d.remind(id, true)),
			})
		}
		noHook := ""
		if batch.NoHook {
			noHook = "no webhook is set"
		}
		return ask(overlay.NewChoice(fmt.Sprintf("Remind %s of %s", words.Count(len(batch.Messages), "reviewer"), batch.Name), []overlay.Entry{
			{Name: "send", Note: "give them to the webhook", Disabled: noHook, Action: screen.OpenDialog{Dialog: d.send(batch, skipped)}},
			{Name: "eml", Note: "files that a mail program opens", Action: screen.OpenDialog{Dialog: d.folder(batch, campaign.RemindByEML)}},
			{Name: "mailto", Note: "files with links that open a mail program", Action: screen.OpenDialog{Dialog: d.folder(batch, campaign.RemindByMailto)}},
			{Name: "text", Note: "files of text", Action: screen.OpenDialog{Dialog: d.folder(batch, campaign.RemindByText)}},
		}))
	}
}

// send asks whether the webhook is given the reminders.
func (d *Dialogs) send(batch reminder.Batch, skipped []string) overlay.Dialog {
	var details []string
	for _, m := range batch.Messages {
		details = append(details, m.To()+": "+m.Subject())
	}
	for _, s := range skipped {
		details = append(details, "not: "+s)
	}
	return &overlay.Confirm{
		Title: "Remind reviewers", Question: "Give " + words.Count(len(batch.Messages), "reminder") + " to the webhook?", Details: details, Yes: "send",
		Action: screen.Run(func() tea.Msg {
			return d.reminded(batch, reminder.How{Method: campaign.RemindByWebhook}, "accepted by the webhook")
		}),
	}
}

// folder asks for the folder for files of the reminders.
func (d *Dialogs) folder(batch reminder.Batch, method campaign.ReminderMethod) overlay.Dialog {
	return &overlay.Prompt{
		Title: "Remind reviewers", Label: "Write " + words.Count(len(batch.Messages), "message") + " into the folder", Value: ".",
		Check: func(path string) error {
			if path == "" {
				return fault.New(fault.BadInput, "a folder is needed")
			}
			return nil
		},
		Action: func(path string) tea.Msg {
			return screen.Run(func() tea.Msg {
				return d.reminded(batch, reminder.How{Method: method, Folder: path, Replace: true}, "made in "+Whole(path)+", for you to send")
			})
		},
	}
}

// reminded makes the reminders and says what became of them: did completes "3 reminders".
func (d *Dialogs) reminded(batch reminder.Batch, how reminder.How, did string) tea.Msg {
	made, err := d.service.Remind(d.env.Context, batch, how)
	n := 0
	for _, m := range made {
		err = errors.Join(err, m.Err)
		if m.Err == nil {
			n++
		}
	}
	if err != nil && n == 0 {
		return refused(err)
	}
	if err != nil {
		return recorded(screen.Failed{Err: err}, "%s of %d", words.Count(n, "reminder"), len(made))
	}
	return recorded(nil, "%s %s", words.Count(n, "reminder"), did)
}
