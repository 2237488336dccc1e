package campaign

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// DueMoved is the data of a campaign.due-moved line.
type DueMoved struct {
	Campaign string `json:"campaign"`
	Due      string `json:"due"` // YYYY-MM-DD
	Was      string `json:"was"` // YYYY-MM-DD
	Reason   string `json:"reason"`
}

// Sentence returns what the line says.
func (d DueMoved) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "moved the due date of " + d.Campaign + " from " + d.Was + " to " + d.Due, Detail: d.Reason}
}

// DueMove is a due date that was moved.
type DueMove struct {
	Was, Due time.Time
	By       string
	At       time.Time
	Reason   string
}

// MoveDue returns the entry that moves the due date of the open campaign.
func (c *Campaign) MoveDue(actor record.Actor, due time.Time, why string) (record.Entry, error) {
	if err := c.mayManage(actor); err != nil {
		return record.Entry{}, err
	}
	if c.State == Draft {
		return record.Entry{}, fault.New(fault.Refused, "campaign %s is still a draft", c.ID).
			WithHint("change its due date with: %s", fault.EditCampaign.On(c.ID, "--due DATE"))
	}
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	if due.Equal(c.Due) {
		return record.Entry{}, fault.New(fault.BadInput, "campaign %s is due on %s already", c.ID, c.Due.Format(DateLayout))
	}
	why, err := reason.Check("moving a due date", why)
	if err != nil {
		return record.Entry{}, err
	}
	return record.Entry{Type: TypeDueMoved, Actor: actor, Data: DueMoved{
		Campaign: c.ID, Due: due.Format(DateLayout), Was: c.Due.Format(DateLayout), Reason: why,
	}}, nil
}

// dueMoved folds a new due date. The old one is what the campaign had here, not what the line says of it.
func (b *Book) dueMoved(l record.Line, d DueMoved) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if c.State != Open {
		return refuses(l, c.late(""))
	}
	if why := c.refusesManaging(b.base.Rights, l.Actor); why != "" {
		return refuses(l, why)
	}
	due, err := time.Parse(DateLayout, d.Due)
	if err != nil || !reason.Given(d.Reason) {
		return l.Refuse("it gives no reason, or no date")
	}
	c.DueMoves = append(c.DueMoves, DueMove{Was: c.Due, Due: due, By: l.Actor, At: l.Time.Time, Reason: d.Reason})
	c.Due = due
	return nil
}

// FirstDue returns the due date that the campaign was opened with.
func (c *Campaign) FirstDue() time.Time {
	if len(c.DueMoves) > 0 {
		return c.DueMoves[0].Was
	}
	return c.Due
}

// MoveDue moves the due date of an open campaign, and returns the campaign. Evidence shows the old one beside it.
func (s *Service) MoveDue(ctx context.Context, id string, due time.Time, why string) (Summary, error) {
	id, err := s.change(ctx, id, func(c *Campaign, actor record.Actor) (record.Entry, error) { return c.MoveDue(actor, due, why) })
	if err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}
