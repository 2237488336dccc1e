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

// SignOff shows what the person's assignment came to and asks for the statement that closes it. Where something is left
// undecided it asks once more.
func SignOff(env *screen.Env, id string) tea.Cmd {
	return as(env, func() tea.Msg {
		c, err := env.Workspace.Campaign(env.Context, id)
		if err != nil {
			return refused(err)
		}
		assignment, err := env.Workspace.Assignment(env.Context, id)
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
		case assignment.Signed != nil:
			return screen.Notify{Text: "you signed off " + c.Name + " on " + assignment.Signed.At.Format(campaign.DateLayout), Level: screen.Info}
		}
		sheet, err := env.Workspace.Sheet(env.Context, c.ID)
		if err != nil {
			return refused(err)
		}
		d := newSigning(c, assignment, assured(actor, key), func(statement string) tea.Msg {
			if len(assignment.Undecided) == 0 {
				return sign(env, c, statement)
			}
			return screen.OpenDialog{Dialog: &overlay.Confirm{
				Title: "Sign off", Question: fmt.Sprintf("Leave %s undecided?", words.Count(len(assignment.Undecided), "item")),
				Details: []string{"After you sign, nothing in your assignment can change. These items stay undecided."},
				Yes:     "sign off", Danger: true, Action: sign(env, c, statement),
			}}
		})
		d.lines = append(d.lines, contradictions(sheet, assignment.Reviewer)...)
		return ask(d)
	})
}

// contradictions are the lines about decisions in the reviewer's assignment that contradict another, a key or a claim
// mapping.
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
		return recorded(witness(record.HeadCode(s.Line.Hash)), "you signed off your assignment of %s: %d decided, %d left", c.Name, s.Decided, s.Undecided)
	}
}

// summary says in lines what the assignment came to.
func summary(assignment campaign.AssignmentSummary) []string {
	lines := []string{words.Count(assignment.Items, "item") + " · " + strings.ReplaceAll(campaign.Tally(assignment.Counts), ", ", " · ")}
	if left := len(assignment.Undecided); left > 0 {
		lines = append(lines, fmt.Sprintf("! %d undecided", left))
	}
	if assignment.Bulk > 0 || assignment.Fast > 0 {
		lines = append(lines, fmt.Sprintf("%d decided together with others, %d within two seconds; the record says so", assignment.Bulk, assignment.Fast))
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
