package campaign

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// ReopenedData is the data of a campaign.reopened line: a reviewer's sign-off is superseded, and their assignment can
// change again.
type ReopenedData struct {
	Campaign string `json:"campaign"`
	Reviewer string `json:"reviewer"`
	Line     string `json:"line"` // hash of the sign-off's line
	Reason   string `json:"reason"`
}

// Sentence returns what the line says.
func (d ReopenedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "reopened the assignment of " + d.Reviewer + " in " + d.Campaign, Detail: d.Reason}
}

// Superseded is a sign-off that does not count any more, because an owner reopened the assignment.
type Superseded struct {
	Signoff
	By     string
	At     time.Time
	Reason string
	Line   Ref // of the reopening
}

// Reopen returns the entry that reopens the reviewer's signed-off assignment.
func (c *Campaign) Reopen(actor record.Actor, reviewer, why string) (record.Entry, error) {
	if err := c.mayAs(actor, TypeReopened); err != nil {
		return record.Entry{}, err
	}
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	signed, ok := c.Signoff(reviewer)
	switch {
	case !c.IsReviewer(reviewer):
		return record.Entry{}, fault.New(fault.BadInput, "%s does not review in %s", reviewer, c.ID)
	case !ok:
		return record.Entry{}, fault.New(fault.Refused, "%s has not signed off in %s; there is nothing to reopen", reviewer, c.ID)
	}
	why, err := reason.Check("reopening an assignment", why)
	if err != nil {
		return record.Entry{}, err
	}
	return record.Entry{Type: TypeReopened, Actor: actor, Data: ReopenedData{
		Campaign: c.ID, Reviewer: signed.Reviewer, Line: signed.Line.Hash, Reason: why,
	}}, nil
}

func (b *Book) reopened(l record.Line, d ReopenedData) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if c.State != Open {
		return refuses(l, c.late(""))
	}
	if !reason.Given(d.Reason) {
		return l.Refuse("it gives no reason")
	}
	i := slices.IndexFunc(c.Signoffs, func(s Signoff) bool { return s.Line.Hash == d.Line })
	if i < 0 {
		return nil
	}
	s := c.Signoffs[i]
	c.took(effect{line: refOf(l), reviewer: s.Reviewer})
	c.Superseded = append(c.Superseded, Superseded{s, l.Actor, l.Time.Time, d.Reason, refOf(l)})
	c.Signoffs = slices.Delete(slices.Clone(c.Signoffs), i, i+1)
	return nil
}

// ReopenAssignment reopens what a reviewer signed off, so that they can decide and sign off again. Only an owner can.
// The sign-off stays on record as superseded.
func (s *Service) ReopenAssignment(ctx context.Context, id, reviewer, why string) (Superseded, error) {
	var found Superseded
	id, err := s.change(ctx, id, func(c *Campaign, actor record.Actor) (record.Entry, error) { return c.Reopen(actor, reviewer, why) })
	if err != nil {
		return found, err
	}
	err = s.lookup.read(ctx, id, func(c *Campaign) { found = c.Superseded[len(c.Superseded)-1] })
	return found, err
}

// change records an entry about a campaign, and returns the campaign's full id. The campaign must be named as an act
// demands that cannot be taken back; see Book.FindFirmly.
func (s *Service) change(ctx context.Context, id string, decide func(*Campaign, record.Actor) (record.Entry, error)) (string, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return "", err
	}
	if err := s.inTime(ctx, id); err != nil {
		return "", err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		c, err := s.book.FindFirmly(id)
		if err != nil {
			return nil, err
		}
		id = c.ID
		entry, err := decide(c, actor)
		return []record.Entry{entry}, err
	})
	return id, err
}
