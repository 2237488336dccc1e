package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// reviews lists, makes, opens and closes campaigns, and leads to all that is done in one.
type reviews struct {
	t       *talk
	me      identity
	service reviewsService
}

type reviewsService interface {
	reviewService
	changesService
	ListCampaigns(context.Context) ([]campaign.Summary, error)
	Campaign(ctx context.Context, id string) (campaign.Summary, error)
	CampaignPlan(ctx context.Context, id string) (campaign.Plan, error)
	PreviewCampaign(context.Context, campaign.Plan) (campaign.Preview, error)
	NewCampaign(context.Context, campaign.Plan) (campaign.Summary, error)
	OpenCampaign(ctx context.Context, id string, allowStale bool) (campaign.Summary, error)
	CloseCampaign(ctx context.Context, id, statement string) (campaign.Summary, error)
	Leftover(ctx context.Context, id string) (campaign.Leftover, error)
	Progress(ctx context.Context, id string) ([]campaign.Progress, error)
	Next(ctx context.Context, id string) (review.Step, error)
}

// campaignLine says how a campaign stands.
func campaignLine(c campaign.Summary) string {
	line := fmt.Sprintf("%s, %s, ID %s", c.Name, c.State, c.ID)
	if c.State == campaign.Draft {
		line += ", " + words.Count(c.Items, "item")
	} else {
		line += fmt.Sprintf(", %d of %d decided, %s", c.Decided, c.Items, percent(c.Decided, c.Items))
	}
	if c.State == campaign.Open || c.State == campaign.Draft {
		line += ", due " + c.Due
	}
	if c.Overdue {
		line += ", overdue"
	}
	return line
}

func (r *reviews) open() error {
	t := r.t
	return t.menu("Which campaign?", func() ([]choice, error) {
		all, err := r.service.ListCampaigns(t.ctx)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			t.say("There is no campaign yet.")
		}
		choices := make([]choice, len(all))
		for i, c := range all {
			choices[i] = choice{name: campaignLine(c), do: func() error { return r.campaign(c.ID) }}
		}
		return append(numbered(choices...), choice{"n", "new campaign", r.create}), nil
	})
}

// campaign offers what can be done with a campaign in its state.
func (r *reviews) campaign(id string) error {
	t := r.t
	return t.menu("What next?", func() ([]choice, error) {
		c, err := r.service.Campaign(t.ctx, id)
		if err != nil {
			return nil, err
		}
		t.say("Campaign %s.", campaignLine(c))
		var all []choice
		switch c.State {
		case campaign.Draft:
			all = []choice{{"o", "open it", func() error { return r.opening(c) }}, {"w", "withdraw the draft", func() error { return r.closing(c) }}}
		case campaign.Open:
			all = []choice{
				{"r", "review row by row", func() error { return r.review(c.ID) }},
				{"s", "sign off your assignment", func() error { return r.signing().signOff(c.ID) }},
				{"p", "progress of the reviewers", func() error { return r.progress(c) }},
				{"k", "close the campaign", func() error { return r.closing(c) }},
			}
		case campaign.Closed, campaign.Void:
			all = []choice{
				{"r", "look at the rows", func() error { return r.review(c.ID) }},
				{"p", "progress of the reviewers", func() error { return r.progress(c) }},
			}
		}
		if c.State == campaign.Open || c.State == campaign.Closed {
			all = append(all, choice{"x", "remediation: the changes in Torq", func() error { return r.changes(c.ID, false).open() }})
			all = append(all, choice{"z", "take back what remediation changed", func() error { return r.changes(c.ID, true).open() }})
		}
		if step, err := r.service.Next(t.ctx, c.ID); err == nil {
			t.fact("Next step", step.Why)
			t.fact("Waiting for", step.Waiting)
		}
		return all, nil
	})
}

func (r *reviews) signing() *signing { return &signing{r.t, r.me, r.service} }

func (r *reviews) changes(id string, undo bool) *changes {
	return &changes{t: r.t, me: r.me, service: r.service, id: id, undo: undo}
}

// review goes through the rows of a campaign.
func (r *reviews) review(id string) error {
	return (&walk{t: r.t, me: r.me, service: r.service, id: id, signing: r.signing()}).open()
}

func (r *reviews) progress(c campaign.Summary) error {
	all, err := r.service.Progress(r.t.ctx, c.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		line := fmt.Sprintf("%s: %d of %d decided, %s", p.Reviewer, p.Decided, p.Items, percent(p.Decided, p.Items))
		if p.Signed != nil {
			line += ", signed off " + day(p.Signed.At)
		}
		if p.Late > 0 {
			line += ", late by " + words.Count(p.Late, "day")
		}
		r.t.say("%s.", line)
	}
	return nil
}

// create asks for a new campaign, shows what it would hold, and makes the draft.
func (r *reviews) create() error {
	t := r.t
	if err := r.me.known(); err != nil {
		return err
	}
	actor, err := r.service.Actor(t.ctx)
	if err != nil {
		return err
	}
	plan := campaign.Plan{Split: campaign.RoundRobin, Apply: campaign.AtClose}
	if plan.Name, err = t.ask(question{text: "Name of the campaign:"}); err != nil {
		return err
	}
	plan.Scope, err = t.ask(question{
		text: "Scope, empty for everything:", optional: true, help: `an expression such as privileged, or role == "Owner"; more in: tuar help campaigns`,
		check: func(text string) error { _, err := scope.Parse(text); return err },
	})
	if err != nil {
		return err
	}
	if plan.Scope == "" {
		plan.Scope = scope.All
	}
	due, err := t.ask(question{
		text:  "Due date, such as 2026-12-31, or 14d for 14 days from now:",
		check: func(text string) error { _, err := campaign.ParseDue(text, t.now()); return err },
	})
	if err != nil {
		return err
	}
	if plan.Due, err = campaign.ParseDue(due, t.now()); err != nil {
		return err
	}
	reviewers, err := t.ask(question{
		text: "E-mail addresses of the reviewers, with commas between, empty for you alone:", optional: true,
		check: func(text string) error {
			for _, one := range addresses(text) {
				if err := isEmail(one); err != nil {
					return fmt.Errorf("%s: %w", one, err)
				}
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	if plan.Reviewers = addresses(reviewers); len(plan.Reviewers) == 0 {
		plan.Reviewers = []string{actor.Email}
	}
	split, err := t.ask(question{
		text: "How items are assigned: round-robin, role or manager:",
		check: func(text string) error {
			if !isOne(text, string(campaign.RoundRobin), string(campaign.ByRole), string(campaign.ByManager)) {
				return errors.New("type round-robin, role or manager")
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	plan.Split = campaign.Split(strings.ToLower(split))
	if plan.Instructions, err = t.ask(question{text: "Instructions for the reviewers, may stay empty:", optional: true}); err != nil {
		return err
	}
	preview, err := r.service.PreviewCampaign(t.ctx, plan)
	if err != nil {
		return err
	}
	t.say("The campaign would hold %s.", words.Count(preview.Items, "item"))
	t.remarks(words.Opening(plan, preview, t.now()))
	t.remarks(preview.Doubts)
	if err := t.confirm("Save the draft %s?", plan.Name); err != nil {
		return err
	}
	made, err := r.service.NewCampaign(t.ctx, plan)
	if err != nil {
		return err
	}
	t.say("Saved: %s, a draft. Reviewers decide once it is open.", made.ID)
	return r.campaign(made.ID)
}

func addresses(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
}

// opening shows what opening the draft gives to whom, and opens it after a yes.
func (r *reviews) opening(c campaign.Summary) error {
	t := r.t
	if err := r.me.known(); err != nil {
		return err
	}
	plan, err := r.service.CampaignPlan(t.ctx, c.ID)
	if err != nil {
		return err
	}
	p, err := r.service.PreviewCampaign(t.ctx, plan)
	if err != nil {
		return err
	}
	t.remarks(words.Opening(plan, p, t.now()))
	stale := p.Stale != ""
	if stale {
		t.say("Note: %s. A new sync is under home. If you open it all the same, the record keeps why.", p.Stale)
		err = t.confirm("Open %s with %s as they were %s?", plan.Name, words.Count(p.Items, "item"), widget.Ago(p.TakenAt, t.now()))
	} else {
		err = t.confirm("Open %s with %s? It cannot be undone.", plan.Name, words.Count(p.Items, "item"))
	}
	if err != nil {
		return err
	}
	opened, err := r.service.OpenCampaign(t.ctx, c.ID, stale)
	if err != nil {
		return err
	}
	t.say("Open: %s with %s, due %s. Reviewers: %s.", opened.ID, words.Count(opened.Items, "item"), opened.Due, strings.Join(opened.Reviewers, ", "))
	return nil
}

// closing says what closing the campaign means, and closes it after a yes; after the number, where undecided items count as
// revoked and the rules ask for it.
func (r *reviews) closing(c campaign.Summary) error {
	t := r.t
	if err := r.me.known(); err != nil {
		return err
	}
	if c.State == campaign.Draft {
		t.say("The record keeps that it was planned. It cannot be opened any more.")
		if err := t.confirm("Withdraw %s?", c.Name); err != nil {
			return err
		}
	} else {
		left, err := r.service.Leftover(t.ctx, c.ID)
		if err != nil {
			return err
		}
		t.say("Decided: %d of %d. %s.", c.Decided, c.Items, c.Tally())
		for _, reviewer := range left.Unsigned {
			t.say("Note: not signed off by %s.", reviewer)
		}
		t.remarks(words.Undecided(left))
		if left.TypeCount {
			n := len(left.Counted)
			err = t.number(fmt.Sprintf("Close %s? Nothing in it changes after. To do so, type how many items count as revoked:", c.Name), n)
		} else {
			err = t.confirm("Close %s? Nothing in it changes after.", c.Name)
		}
		if err != nil {
			return err
		}
	}
	closed, err := r.service.CloseCampaign(t.ctx, c.ID, "")
	if err != nil {
		return err
	}
	t.say("Closed: %s.", closed.Name)
	t.fact("Head code", closed.HeadCode)
	if closed.HeadCode != "" {
		t.say("%s", campaign.WhatHeadCodesAreFor)
	}
	return nil
}

// signing closes a reviewer's assignment.
type signing struct {
	t       *talk
	me      identity
	service signingService
}

type signingService interface {
	Actor(context.Context) (record.Actor, error)
	Campaign(ctx context.Context, id string) (campaign.Summary, error)
	Assignment(ctx context.Context, id string) (campaign.AssignmentSummary, error)
	SigningKey(context.Context) (string, error)
	Sheet(ctx context.Context, id string) (*campaign.Sheet, error)
	SignOff(ctx context.Context, id, statement string) (campaign.Signoff, error)
}

// signOff shows what the assignment came to and the statement, and signs after a yes; if items are undecided, after two.
func (s *signing) signOff(id string) error {
	t := s.t
	if err := s.me.known(); err != nil {
		return err
	}
	c, err := s.service.Campaign(t.ctx, id)
	if err != nil {
		return err
	}
	assignment, err := s.service.Assignment(t.ctx, c.ID)
	if err != nil {
		return err
	}
	if assignment.Signed != nil {
		t.say("You signed off %s on %s.", c.Name, day(assignment.Signed.At))
		return nil
	}
	actor, err := s.service.Actor(t.ctx)
	if err != nil {
		return err
	}
	key, err := s.service.SigningKey(t.ctx)
	if err != nil {
		return err
	}
	sheet, err := s.service.Sheet(t.ctx, c.ID)
	if err != nil {
		return err
	}
	t.say("Sign off %s.", c.Name)
	t.remarks(words.SignOff(assignment))
	t.remarks(words.Contradictions(sheet, assignment.Reviewer))
	left := len(assignment.Undecided)
	statement := campaign.Statement(assignment.Items-left-assignment.Others, assignment.Others, left)
	t.fact("Statement", statement)
	own, err := t.ask(question{text: "Another statement in your words, or empty for this one:", optional: true})
	if err != nil {
		return err
	}
	if own != "" {
		statement = own
	}
	t.fact("Signed by", words.Assured(actor.Email, actor.Known()))
	t.fact("Signed with the SSH key", key)
	t.say("After you sign, nothing in your assignment can change.")
	if left > 0 {
		if err := t.confirm("Leave %s undecided?", words.Count(left, "item")); err != nil {
			return err
		}
	}
	if err := t.confirm("Sign off your assignment in %s with this statement?", c.Name); err != nil {
		return err
	}
	signed, err := s.service.SignOff(t.ctx, c.ID, statement)
	if err != nil {
		return err
	}
	t.say("Signed off: %d decided, %d left.", signed.Decided, signed.Undecided)
	t.fact("Head code", record.HeadCode(signed.Line.Hash))
	t.say("%s", campaign.WhatHeadCodesAreFor)
	return nil
}

// before says how long before the snapshot under review something was.
func before(at *time.Time, taken time.Time) string {
	if at == nil {
		return "not known to Torq"
	}
	return fmt.Sprintf("%s the snapshot, %s", widget.Before(*at, taken), day(*at))
}
