package campaign

import (
	"context"
	"fmt"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Edited is the data of a campaign.edited line: all choices of a draft, as they are from now on.
type Edited struct{ Created }

// Sentence returns what the line says.
func (d Edited) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("edited %s: %s, due %s, scope %s", d.Campaign, d.Name, d.Due, d.Scope)}
}

// Edit returns the entry that gives the draft another plan.
func (c *Campaign) Edit(actor record.Actor, plan Plan) (record.Entry, error) {
	if err := c.mayManage(actor); err != nil {
		return record.Entry{}, err
	}
	if c.State != Draft {
		return record.Entry{}, fault.New(fault.Refused, "campaign %s is %s; only a draft can be edited", c.ID, c.State).
			WithHint("move its due date with: %s; make another campaign with: %s", fault.MoveDue.On(c.ID, "DATE --reason TEXT"), fault.NewCampaign.With())
	}
	plan.CopiedFrom, plan.Series = c.CopiedFrom, c.Series
	return record.Entry{Type: TypeEdited, Actor: actor, Data: Edited{plan.data(c.ID)}}, nil
}

// data returns the plan as the record has it.
func (p Plan) data(id string) Created {
	return Created{
		Campaign: id, Name: p.Name, Scope: p.Scope, Kinds: p.Kinds, Due: p.Due.Format(DateLayout), Instructions: p.Instructions, Reviewers: p.Reviewers,
		Split: p.Split, Apply: p.Apply, CopiedFrom: p.CopiedFrom, Series: p.Series, Assign: p.Assign,
		Second: p.Second, Disagreement: p.Disagreement, Undecided: p.Undecided, Fallback: p.Fallback, Lapse: p.Lapse,
	}
}

func (b *Book) edited(l record.Line, d Edited) error {
	c, ok := b.about(d.Campaign)
	if !ok || c.State != Draft {
		return nil
	}
	if why := c.refusesManaging(b.base.Rights, l.Actor); why != "" {
		return refuses(l, why)
	}
	if why := b.refusesRules(d.Created); why != "" {
		return refuses(l, why)
	}
	plan := d.plan(l)
	plan.Series = c.Series // an edit does not put a campaign into another series
	c.Plan, c.planned = plan, d.Reviewers
	return nil
}

// EditCampaign gives a draft another plan, and returns the campaign.
func (s *Service) EditCampaign(ctx context.Context, id string, plan Plan) (Summary, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Summary{}, err
	}
	if err := s.checkPlan(ctx, &plan); err != nil {
		return Summary{}, err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		c, err := s.book.Find(id)
		if err != nil {
			return nil, err
		}
		id = c.ID
		entry, err := c.Edit(actor, plan)
		return []record.Entry{entry}, err
	})
	if err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}
