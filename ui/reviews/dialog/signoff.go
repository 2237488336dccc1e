package dialog

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// SignOff shows what the person's share came to and asks for the statement that closes it. Where something is left
// undecided it asks once more.
func SignOff(env *screen.Env, id string) tea.Cmd {
	return as(env, func() tea.Msg {
		c, err := env.Workspace.Campaign(env.Context, id)
		if err != nil {
			return refused(err)
		}
		share, err := env.Workspace.Assignment(env.Context, id)
		if err != nil {
			return refused(err)
		}
		actor, err := env.Workspace.Actor(env.Context)
		if err != nil {
			return refused(err)
		}
		key, err := env.Workspace.SigningKey(env.Context)
		switch {
		case err != nil:
			return refused(err)
		case share.Signed != nil:
			return screen.Notify{Text: "you signed off " + c.Name + " on " + share.Signed.At.Format(campaign.DateLayout), Level: screen.Info}
		}
		sheet, err := env.Workspace.Sheet(env.Context, c.ID)
		if err != nil {
			return refused(err)
		}
		d := newSigning(c, share, assured(actor, key), func(statement string) tea.Msg {
			if len(share.Undecided) == 0 {
				return sign(env, c, statement)
			}
			return screen.OpenDialog{Dialog: &overlay.Confirm{
				Title: "Sign off", Question: fmt.Sprintf("Leave %s undecided?", words.Count(len(share.Undecided), "item")),
				Details: []string{"Nothing in your share changes after you sign; they will stand as undecided."},
				Yes:     "sign off", Danger: true, Action: sign(env, c, statement),
			}}
		})
		d.lines = append(d.lines, contradictions(sheet, share.Reviewer)...)
		return ask(d)
	})
}

// contradictions are the lines about decisions in the reviewer's assignment that contradict another, a key or a claim mapping.
func contradictions(sheet *campaign.Sheet, reviewer string) []string {
	mine := make(map[string]bool, len(sheet.Rows))
	for i := range sheet.Rows {
		mine[sheet.Rows[i].Item] = person.Same(sheet.Rows[i].Reviewer, reviewer)
	}
	lines := campaign.ContradictionSentences(sheet.Contradictions(sheet.Rows), func(item string) bool { return mine[item] })
	for i := range lines {
		lines[i] = "! " + lines[i]
	}
	return lines
}

func sign(env *screen.Env, c campaign.Summary, statement string) screen.Run {
	return func() tea.Msg {
		s, err := env.Workspace.SignOff(env.Context, c.ID, statement)
		if err != nil {
			return refused(err)
		}
		return recorded(witness(record.HeadCode(s.Line.Hash)), "you signed off your share of %s: %d decided, %d left", c.Name, s.Decided, s.Undecided)
	}
}

// summary says in lines what the share came to.
func summary(share campaign.AssignmentSummary) []string {
	lines := []string{words.Count(share.Items, "item") + " · " + strings.ReplaceAll(campaign.Tally(share.Counts), ", ", " · ")}
	if left := len(share.Undecided); left > 0 {
		lines = append(lines, fmt.Sprintf("! %d undecided", left))
	}
	if share.Bulk > 0 || share.Fast > 0 {
		lines = append(lines, fmt.Sprintf("%d decided together with others, %d within two seconds; the record says so", share.Bulk, share.Fast))
	}
	return lines
}

// witness shows the head code of the line that was just written.
func witness(code string) tea.Msg {
	return ask(&overlay.Notice{Title: "Head code", Code: code, Text: campaign.WhatHeadCodesAreFor})
}

// assured says how the signer is known. key is the SSH key that it will be signed with; empty for none.
func assured(a record.Actor, key string) string {
	if key != "" {
		return a.Email + ", with the SSH key " + key
	}
	switch a.Assurance {
	case record.ByAPIKey:
		return a.Email + ", proven by the API key"
	case record.BySSH:
		return a.Email + ", proven by an SSH key"
	}
	return a.Email + ", as declared, not proven"
}
