package comment

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// DecideWith records decisions, and on each of their rows a comment that has the files of the draft: all of it in one act,
// or nothing. The files are kept before any line is written. It returns the decisions now in force.
func (s *Service) DecideWith(ctx context.Context, id string, choices []campaign.Choice, d Draft) ([]campaign.Decision, error) {
	if err := s.core.MayAct(); err != nil {
		return nil, err
	}
	files, contents, err := s.attach(ctx, d)
	if err != nil {
		return nil, err
	}
	batch := core.RandomHex(8)
	return s.campaigns.ChangeDecisions(ctx, id, func(c *campaign.Campaign, basis campaign.Basis, actor record.Actor) ([]record.Entry, []string, error) {
		entries, err := c.Decide(basis, actor, choices, batch)
		if err != nil {
			return nil, nil, err
		}
		items := make([]string, len(choices))
		for i, choice := range choices {
			items[i] = choice.Item
			made := Made{Campaign: c.ID, Item: choice.Item, Text: strings.TrimSpace(d.Text), Attached: files}
			if why := s.ledger.refusesMade(s.core.Base().Held(actor.Email), actor.Email, made); why != "" {
				return nil, nil, fault.New(fault.Refused, "%s", why)
			}
			entries = append(entries, record.Entry{Type: TypeMade, Actor: actor, Data: made})
		}
		for _, content := range contents {
			if _, err := s.core.Attachments().Keep(ctx, content); err != nil {
				return nil, nil, fault.Wrap(err, "nothing was recorded")
			}
		}
		return entries, items, nil
	})
}
