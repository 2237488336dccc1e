package dialog

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// SignOff shows the summary of the user's assignment and asks for the statement that closes it. If items are undecided
// it asks once more.
func (d *Dialogs) SignOff(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		c, err := d.service.Campaign(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		assignment, err := d.service.Assignment(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		actor, err := d.service.Actor(d.env.Context)
		if err != nil {
			return refused(err)
		}
		key, err := d.service.SigningKey(d.env.Context)
		switch {
		case err != nil:
			return refused(err)
		case assignment.Signed != nil:
			return screen.Notify{Text: "you signed off " + c.Name + " on " + assignment.Signed.At.Format(campaign.DateLayout), Level: screen.Info}
		}
		sheet, err := d.service.Sheet(d.env.Context, c.ID)
		if err != nil {
			return refused(err)
		}
		if err := postponed(sheet); err != nil {
			return refused(err)
		}
		form := newSigning(c, assignment, assured(actor, key), func(statement string) tea.Msg {
			if len(assignment.Undecided) == 0 {
				return d.sign(c, statement)
			}
			return screen.OpenDialog{Dialog: &overlay.Confirm{
				Title: "Sign off", Question: fmt.Sprintf("Leave %s undecided?", words.Count(len(assignment.Undecided), "item")),
				Details: []string{"After you sign, nothing in your assignment can change. These items stay undecided."},
				Yes:     "sign off", Danger: true, Action: d.sign(c, statement),
			}}
		})
		form.lines = append(form.lines, words.Contradictions(sheet, assignment.Reviewer)...)
		return ask(form)
	})
}

// postponed returns a fault that names the user's rows which come back later, as an assignment with such rows cannot be
// signed off; nil if there are none.
func postponed(sheet *campaign.Sheet) error {
	var rows []string
	for i := range sheet.Rows {
		if r := &sheet.Rows[i]; r.Mine && r.Later && r.Decision.Verdict == campaign.Undecided {
			rows = append(rows, r.Title()+" until "+r.Postponed.Until.Format(campaign.DateLayout))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return fault.New(fault.Refused, "%s postponed: %s; decide on each, or take that back, before you sign off",
		words.Count(len(rows), "row is", "rows are"), words.Some(rows, 3)).WithHint("u on the row takes it back")
}

func (d *Dialogs) sign(c campaign.Summary, statement string) screen.Run {
	return func() tea.Msg {
		s, err := d.service.SignOff(d.env.Context, c.ID, statement)
		if err != nil {
			return refused(err)
		}
		return recorded(witness(record.HeadCode(s.Line.Hash)), "you signed off your assignment of %s: %d decided, %d left", c.Name, s.Decided, s.Undecided)
	}
}

// witness shows the head code of the line that was just written.
func witness(code string) tea.Msg {
	return ask(&overlay.Notice{Title: "Head code", Code: code, Text: campaign.WhatHeadCodesAreFor})
}

// assured says how the signer is known, and with which SSH key the statement will be signed; empty for none.
func assured(a record.Actor, key string) string {
	text := words.Assured(a.Email, a.Known())
	if key != "" {
		text += ", signing with the SSH key " + key
	}
	return text
}
