package campaign

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// VoidedData is the data of a campaign.voided line: the campaign does not count, as if it had not been opened.
type VoidedData struct {
	Campaign string `json:"campaign"`
	Reason   string `json:"reason"`
}

// Sentence returns what the line says.
func (d VoidedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "voided " + d.Campaign, Detail: d.Reason}
}

// Voiding is the act by which an open campaign became void.
type Voiding struct {
	By     string
	At     time.Time
	Reason string
}

// Void returns the entry that voids the open campaign.
func (c *Campaign) Void(actor record.Actor, why string) (record.Entry, error) {
	if err := c.mayAs(actor, TypeVoided); err != nil {
		return record.Entry{}, err
	}
	if c.State == Draft {
		return record.Entry{}, fault.New(fault.Refused, "campaign %s is still a draft", c.ID).
			WithHint("withdraw it with: %s", fault.CloseCampaign.On(c.ID))
	}
	if c.State != Open {
		return record.Entry{}, c.notOpen()
	}
	why, err := reason.Check("voiding a campaign", why)
	if err != nil {
		return record.Entry{}, err
	}
	return record.Entry{Type: TypeVoided, Actor: actor, Data: VoidedData{Campaign: c.ID, Reason: why}}, nil
}

func (b *Book) voided(l record.Line, d VoidedData) error {
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
	c.State, c.Voiding = Void, &Voiding{By: l.Actor, At: l.Time.Time, Reason: d.Reason}
	return nil
}

// VoidCampaign voids an open campaign: it never counts as the last review, and nothing of it is carried out. It refuses
// while decisions of it are carried out and not taken back. Only an owner can void.
func (s *Service) VoidCampaign(ctx context.Context, id, why string) (Summary, error) {
	id, err := s.change(ctx, id, func(c *Campaign, actor record.Actor) (record.Entry, error) {
		entry, err := c.Void(actor, why)
		if err != nil {
			return entry, err
		}
		for _, item := range c.Items {
			if s.changes.CarriedOut(c, item) {
				return entry, fault.New(fault.Refused, "what was decided on %s was carried out already", item).
					WithHint("give it back first with: %s", fault.ApplyRemediation.On(c.ID, "--undo"))
			}
		}
		return entry, nil
	})
	if err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}
