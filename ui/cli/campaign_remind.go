package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reminder"
)

// remindFlags are the flags of campaign remind.
type remindFlags struct {
	choice              reminder.Choice
	format, out         string
	send, replace, look bool
}

// formatJSON is the form in which the webhook gets reminders.
const formatJSON = "json"

func (s *session) campaignRemindCommand() *cobra.Command {
	var f remindFlags
	c := &cobra.Command{
		Use:   "remind CAMPAIGN [flags]",
		Short: "Write a message to each reviewer who is not done",
		Long: `remind writes one message to each reviewer of an open campaign who is not done: that it was opened, is open, is due within
7 days, is due today, or is overdue; what is left, until when, and how to go on. As text, as a mailto: link or as an .eml
file that a mail program opens, it is made for you to send. With --send the webhook of a Torq workflow gets it as signed
JSON (action notice, notice reminder; see tuar help webhook), to pass it on by chat or mail.

The record keeps what was made, and what the webhook accepted; whether a message arrives, tuar does not know. A reviewer is
reminded once a day, unless the campaign becomes due soon, due or overdue since, or you ask with --again. Only an owner, or
the manager who made the campaign, can do it.`,
		Example: `tuar campaign remind q4
tuar campaign remind q4 --format eml -o ./mail
tuar campaign remind q4 --to a.berg@example.com --send --yes`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			return s.campaignRemind(ctx, w, args[0], f)
		}),
	}
	c.Flags().StringArrayVar(&f.choice.To, "to", nil, "only this reviewer, as an `email` address; repeatable")
	c.Flags().StringVar(&f.format, "format", "", "text, mailto, eml, or json for the webhook (default text; json with --send)")
	c.Flags().StringVarP(&f.out, "output", "o", "", "write a file for each message into this `folder`")
	c.Flags().BoolVar(&f.send, "send", false, "give the messages to the webhook, signed")
	c.Flags().BoolVar(&f.choice.Again, "again", false, "also to those who were reminded today")
	c.Flags().BoolVar(&f.choice.Packet, "packet", false, "say that a review packet will come, instead of the command")
	c.Flags().BoolVar(&f.replace, "force", false, "replace files that are there")
	c.Flags().BoolVar(&f.look, "dry-run", false, "only show the messages; record and send nothing")
	complete(c, "format", string(campaign.RemindByText), string(campaign.RemindByMailto), string(campaign.RemindByEML), formatJSON)
	return c
}

// method returns the method that the flags name.
func (f remindFlags) method() (campaign.ReminderMethod, error) {
	switch format := cmp.Or(f.format, map[bool]string{true: formatJSON, false: string(campaign.RemindByText)}[f.send]); {
	case !slices.Contains([]string{string(campaign.RemindByText), string(campaign.RemindByMailto), string(campaign.RemindByEML), formatJSON}, format):
		return "", usagef("%q is no format of a reminder", format).WithHint("use text, mailto, eml, or json with --send")
	case format == formatJSON && !f.send:
		return "", usagef("json is what the webhook gets").WithHint("add --send; or use --format text, mailto or eml")
	case format != formatJSON && f.send:
		return "", usagef("the webhook gets json, not %s", format).WithHint("leave out --format, or --send")
	case f.send && f.out != "":
		return "", usagef("what the webhook gets is not written to a folder").WithHint("leave out -o, or --send")
	case format == string(campaign.RemindByEML) && f.out == "" && !f.look:
		return "", usagef("an eml is a file").WithHint("name the folder for the files with -o FOLDER")
	case f.send:
		return campaign.RemindByWebhook, nil
	default:
		return campaign.ReminderMethod(format), nil
	}
}

// reminderRow is what became of a reminder, for programs.
type reminderRow struct {
	Campaign string `json:"campaign"`
	To       string `json:"to"`
	State    string `json:"state"` // preview, made, accepted, skipped or failed
	Kind     string `json:"kind"`
	Left     int    `json:"left"`
	Due      string `json:"due"`
	Method   string `json:"method"`
	Subject  string `json:"subject"`
	Text     string `json:"text"` // the message in its form, unless it went into a file
	File     string `json:"file"`
	Why      string `json:"why"` // it was skipped or failed
}

func (s *session) campaignRemind(ctx context.Context, w *review.Workspace, id string, f remindFlags) (answer, error) {
	method, err := f.method()
	if err != nil {
		return answer{}, err
	}
	batch, err := w.PreviewReminders(ctx, id, f.choice)
	if err != nil {
		return answer{}, err
	}
	if f.send && !f.look && len(batch.Messages) > 0 {
		for _, m := range batch.Messages {
			s.aside().hang("", "%s: %s", m.To(), m.Subject())
		}
		if err := s.confirm(ctx, "Give "+count(len(batch.Messages), "reminder")+" of "+batch.Name+" to the webhook?"); err != nil {
			return answer{}, err
		}
	}
	var made []reminder.Made
	if f.look {
		for _, m := range batch.Messages {
			made = append(made, reminder.Made{Message: m})
		}
	} else if made, err = w.Remind(ctx, batch, reminder.How{Method: method, Folder: f.out, Replace: f.replace}); err != nil {
		return answer{}, err
	}
	return reminded(batch, made, method, f.look)
}

// reminded returns what became of reminders, and what went wrong.
func reminded(batch reminder.Batch, made []reminder.Made, method campaign.ReminderMethod, look bool) (answer, error) {
	did := "made"
	if method == campaign.RemindByWebhook {
		did = "accepted"
	}
	if look {
		did = "preview"
	}
	var problems []error
	rows := []reminderRow{}
	for _, m := range made {
		row := reminderRow{
			Campaign: m.Campaign, To: m.To(), State: did, Kind: string(m.Kind), Left: m.Left, Due: m.Due.Format(campaign.DateLayout),
			Method: string(method), Subject: m.Subject(), File: m.File,
		}
		text, err := m.As(method)
		if err = cmp.Or(m.Err, err); err != nil {
			row.State, row.Why, row.File, problems = "failed", err.Error(), "", append(problems, err)
		} else if m.File == "" {
			row.Text = string(text)
		}
		rows = append(rows, row)
	}
	for _, sk := range batch.Skipped {
		rows = append(rows, reminderRow{Campaign: batch.Campaign, To: sk.Reviewer, State: "skipped", Why: sk.Why})
	}
	return answer{rows, func(p *printer) { p.reminders(rows, method) }}, errors.Join(problems...)
}

// reminders writes what became of reminders.
func (p *printer) reminders(rows []reminderRow, method campaign.ReminderMethod) {
	made := 0
	for _, r := range rows {
		switch {
		case r.State == "failed":
			continue // the error says it
		case r.State == "skipped":
			p.hang(p.dim("skipped:"), "%s %s", r.To, r.Why)
			continue
		case r.File != "":
			p.hang(p.good("made:"), "%s: %s, for you to send", r.To, r.File)
		case method == campaign.RemindByWebhook && r.State == "accepted":
			p.hang(p.good("accepted by the webhook:"), "%s: %s", r.To, r.Subject)
		default:
			for line := range strings.SplitSeq(strings.TrimRight(strings.ReplaceAll(r.Text, "\r\n", "\n"), "\n"), "\n") {
				fmt.Fprintln(p.w, p.clean(line)) // whole, so that a link can be copied
			}
			p.gap()
		}
		made++
	}
	if made == 0 && !slices.ContainsFunc(rows, func(r reminderRow) bool { return r.State == "failed" }) {
		p.linef("there is no reminder to make")
	}
}
