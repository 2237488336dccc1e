package campaign

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// WhatHeadCodesAreFor is told beside a head code.
const WhatHeadCodesAreFor = "Save this code outside tuar (e-mail, ticket). It proves later that the record up to here was not changed."

// Statement returns the statement that a reviewer signs unless they write their own: the number of their own decisions
// in the assignment, of other reviewers' decisions, and of undecided items.
func Statement(mine, others, undecided int) string {
	s := fmt.Sprintf("I have reviewed the access assigned to me in this campaign to the best of my knowledge: %s.", some(mine, "decision is mine", "decisions are mine"))
	if others > 0 {
		s += " " + some(others, "decision was", "decisions were") + " made by other reviewers, and I agree."
	}
	if undecided > 0 {
		s += " I leave " + some(undecided, "item", "items") + " undecided."
	}
	return s
}

func some(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// SignOff turns the wish to close the actor's assignment into an entry.
func (c *Campaign) SignOff(actor record.Actor, statement string, now time.Time) (record.Entry, error) {
	if err := c.mayReview(actor); err != nil {
		return record.Entry{}, err
	}
	if !c.IsReviewer(actor.Email) {
		return record.Entry{}, fault.New(fault.Refused, "nothing in %s is assigned to %s", c.ID, actor.Email).
			WithHint("the reviewers are %s; to take rows over: %s", strings.Join(c.Reviewers, ", "),
				fault.Delegate.On(c.ID, "--from EMAIL", "--to", actor.Email, "--reason TEXT"))
	}
	if s, signed := c.Signoff(actor.Email); signed {
		return record.Entry{}, fault.New(fault.Refused, "%s signed off %s already, on %s", actor.Email, c.ID, s.At.Format(DateLayout))
	}
	if why := c.refusesPostponed(actor.Email, now); why != "" {
		return record.Entry{}, fault.New(fault.Refused, "%s; decide it, or take that back, before you sign off", why).
			WithHint("undo takes it back; an act of another person has to be taken back by them")
	}
	data := SignedOff{Campaign: c.ID, Seal: Seal{Population: c.Population}}
	others := 0
	for _, d := range c.parts(actor.Email) {
		switch {
		case d.Verdict == Undecided:
			data.Undecided++
		case c.people.Same(d.Reviewer, actor.Email):
			data.Decided++
		default:
			data.Decided++
			others++
		}
	}
	data.Statement = strings.TrimSpace(statement)
	if data.Statement == "" {
		data.Statement = Statement(data.Decided-others, others, data.Undecided)
	}
	return record.Entry{Type: TypeSignedOff, Actor: actor, Data: data}, nil
}

// parts returns what the person is to sign off: for each item that is assigned to them, in either stage, what counts of
// that stage; Verdict Undecided if nothing does.
func (c *Campaign) parts(reviewer string) []Decision { return c.partsAt(reviewer, time.Time{}) }

// partsAt returns them as of that time; see ReviewerAt.
func (c *Campaign) partsAt(reviewer string, at time.Time) []Decision {
	var parts []Decision
	for _, item := range c.Items {
		if c.people.Same(c.ReviewerAt(item, at), reviewer) {
			parts = append(parts, c.Part(item, FirstStage))
		}
	}
	for _, item := range c.SecondAssigned(reviewer) {
		parts = append(parts, c.Part(item, SecondStage))
	}
	return parts
}

// Close returns the entry that closes the campaign and names what was left. Only the manager who made it or an owner of
// the workspace may close it.
func (c *Campaign) Close(actor record.Actor, statement string) (record.Entry, error) {
	if c.over() {
		return record.Entry{}, c.notOpen()
	}
	if err := c.mayManage(actor); err != nil {
		return record.Entry{}, err
	}
	if first, second := c.FallingBack(); len(first)+len(second) > 0 {
		return record.Entry{}, fault.New(fault.Refused, "%s to the fallback reviewer %s before closing", some(len(first)+len(second),
			"row of "+c.ID+" is undecided; by the rule said at opening, it goes",
			"rows of "+c.ID+" are undecided; by the rule said at opening, they go"), c.Fallback).
			WithHint("hand over with: %s", fault.FallBack.On(c.ID))
	}
	data := ClosedData{
		Campaign: c.ID, Statement: strings.TrimSpace(statement), Undecided: c.Left(), Unsigned: c.Unsigned(), Counted: c.toCount(),
		Seal: Seal{Population: c.Population},
	}
	if data.Statement == "" {
		data.Statement = usualClosing(len(c.Items)-len(data.Undecided), len(c.Items))
		if c.State == Draft {
			data.Statement = "I withdraw this campaign; it was never opened."
		}
	}
	return record.Entry{Type: TypeClosed, Actor: actor, Data: data}, nil
}

// usualClosing returns the statement that closes a campaign unless its owner writes one.
func usualClosing(decided, items int) string {
	return fmt.Sprintf("I close this campaign with %d of %d items decided.", decided, items)
}

// OwnWords reports whether the person who closed the campaign wrote a statement, and did not take the usual one.
func (c *Campaign) OwnWords() bool {
	if c.Closing == nil || c.Closing.Statement == "" {
		return false
	}
	items := len(c.Items)
	return c.Closing.Statement != usualClosing(items-len(c.Closing.Undecided), items)
}

// Left returns the undecided items, in order.
func (c *Campaign) Left() []string {
	left := []string{}
	for _, item := range c.Items {
		if c.Decision(item).Verdict == Undecided {
			left = append(left, item)
		}
	}
	return left
}

// Unsigned returns the reviewers with an assignment who have not signed off.
func (c *Campaign) Unsigned() []string {
	unsigned := []string{}
	for _, r := range c.Reviewers {
		if _, signed := c.Signoff(r); !signed && len(c.Assigned(r))+len(c.SecondAssigned(r)) > 0 {
			unsigned = append(unsigned, r)
		}
	}
	return unsigned
}
