package dialog

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// Place is a campaign of one of several workspaces, with the use cases of that workspace.
type Place struct {
	Workspace string
	Campaign  string // its id there
	Service   Service
}

// signPlace is an assignment of the user that is still to be signed off.
type signPlace struct {
	Place
	assignment campaign.AssignmentSummary
}

// SignOffEach shows the summary of the user's assignments in several workspaces, and asks once for the statement that
// closes each of them in its own record.
func (d *Dialogs) SignOffEach(find func(context.Context) ([]Place, error)) tea.Cmd {
	return d.as(func() tea.Msg {
		places, err := find(d.env.Context)
		if err != nil {
			return refused(err)
		}
		var open []signPlace
		var lines []string
		var sum campaign.AssignmentSummary
		name, signer := "", ""
		for _, p := range places {
			c, err := p.Service.Campaign(d.env.Context, p.Campaign)
			if err != nil {
				return refused(fault.Wrap(err, "workspace %s", p.Workspace))
			}
			name = cmp.Or(name, c.Name)
			one, said, by, err := d.toSign(p, c)
			if err != nil {
				return refused(fault.Wrap(err, "workspace %s", p.Workspace))
			}
			for _, line := range said {
				mark := ""
				if rest, warn := strings.CutPrefix(line, "! "); warn {
					mark, line = "! ", rest
				}
				lines = append(lines, mark+p.Workspace+": "+line)
			}
			if one == nil {
				continue
			}
			open, signer = append(open, *one), by
			sum.Items, sum.Others = sum.Items+one.assignment.Items, sum.Others+one.assignment.Others
			sum.Undecided = append(sum.Undecided, one.assignment.Undecided...)
		}
		if len(open) == 0 {
			return screen.Notify{Text: "nothing is left to sign off: " + strings.Join(lines, "; "), Level: screen.Info}
		}
		usual := ""
		form := newSigning(campaign.Summary{Name: name}, sum, signer, func(statement string) tea.Msg {
			if statement == usual {
				statement = "" // each has its own numbers
			}
			if len(sum.Undecided) == 0 {
				return d.signEach(open, statement)
			}
			return screen.OpenDialog{Dialog: &overlay.Confirm{
				Title: "Sign off", Question: fmt.Sprintf("Leave %s undecided?", words.Count(len(sum.Undecided), "item")),
				Details: []string{"After you sign, nothing in your assignments can change. These items stay undecided."},
				Yes:     "sign off " + words.Count(len(open), "workspace"), Danger: true, Action: d.signEach(open, statement),
			}}
		})
		lines = append(lines, "The usual sentence says in each workspace the numbers of its own; one that you write goes into each as it is.")
		form.lines, usual = lines, strings.TrimSpace(form.statement.Value())
		return ask(form)
	})
}

// toSign returns the assignment of the user in a place, nil if there is nothing to sign, with lines about it and who signs.
func (d *Dialogs) toSign(p Place, c campaign.Summary) (one *signPlace, lines []string, signer string, err error) {
	ctx := d.env.Context
	assignment, err := p.Service.Assignment(ctx, p.Campaign)
	if err != nil {
		return nil, nil, "", err
	}
	switch {
	case c.State != campaign.Open:
		return nil, []string{"the campaign is " + string(c.State)}, "", nil
	case assignment.Signed != nil:
		return nil, []string{"signed off on " + assignment.Signed.At.Format(campaign.DateLayout)}, "", nil
	case assignment.Items == 0:
		return nil, []string{"nothing is assigned to you"}, "", nil
	}
	actor, err := p.Service.Actor(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	key, err := p.Service.SigningKey(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	sheet, err := p.Service.Sheet(ctx, p.Campaign)
	if err != nil {
		return nil, nil, "", err
	}
	lines = append(words.SignOff(assignment), words.Contradictions(sheet, assignment.Reviewer)...)
	return &signPlace{p, assignment}, lines, assured(actor, key), nil
}

// signEach signs off one after the other. What was signed before one fails stays signed, and the error says so.
func (d *Dialogs) signEach(places []signPlace, statement string) screen.Run {
	return func() tea.Msg {
		var done, codes []string
		for _, p := range places {
			s, err := p.Service.SignOff(d.env.Context, p.Campaign, statement)
			if err != nil {
				err = fault.Wrap(err, "workspace %s", p.Workspace)
				if len(done) > 0 {
					err = fault.Wrap(err, "signed off in %s, and not further", strings.Join(done, ", "))
				}
				return refused(err)
			}
			done = append(done, p.Workspace)
			codes = append(codes, fmt.Sprintf("%s: %s (%d decided, %d left)", p.Workspace, record.HeadCode(s.Line.Hash), s.Decided, s.Undecided))
		}
		notice := ask(&overlay.Notice{Title: "Head codes", Code: strings.Join(codes, "\n"), Text: campaign.WhatHeadCodesAreFor})
		return recorded(notice, "you signed off your assignments in %s", strings.Join(done, ", "))
	}
}
