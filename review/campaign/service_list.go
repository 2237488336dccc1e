package campaign

import (
	"context"
	"slices"
)

// plan returns the plan of the campaign that id names, and its full id. Its reviewers are those whom the draft named, not
// those who joined by a rule, a second stage or a handover.
func (s *Service) plan(ctx context.Context, id string) (plan Plan, full string, err error) {
	err = s.lookup.read(ctx, id, func(c *Campaign) {
		plan, full = c.Plan, c.ID
		plan.Reviewers = slices.Clone(c.planned)
	})
	return plan, full, err
}

// CampaignPlan returns the plan of a campaign, to look at or to duplicate, with the reviewers whom the draft named.
func (s *Service) CampaignPlan(ctx context.Context, id string) (Plan, error) {
	plan, _, err := s.plan(ctx, id)
	return plan, err
}

// ListCampaigns returns all campaigns in one row each, the newest first.
func (s *Service) ListCampaigns(ctx context.Context) ([]Summary, error) {
	out := []Summary{}
	if err := s.core.Read(ctx, func() error {
		for _, c := range slices.Backward(s.book.All()) {
			out = append(out, c.Summarise(s.core.Now()))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	s.previewDrafts(ctx, out)
	return out, nil
}

// Campaign returns one campaign in one row.
func (s *Service) Campaign(ctx context.Context, id string) (Summary, error) {
	one := make([]Summary, 1)
	if err := s.lookup.read(ctx, id, func(c *Campaign) { one[0] = c.Summarise(s.core.Now()) }); err != nil {
		return Summary{}, err
	}
	s.previewDrafts(ctx, one)
	return one[0], nil
}

// CampaignFirmly returns the campaign as Campaign does, for acts that cannot be taken back; see Book.FindFirmly.
func (s *Service) CampaignFirmly(ctx context.Context, id string) (Summary, error) {
	if err := s.core.Read(ctx, func() error { _, err := s.book.FindFirmly(id); return err }); err != nil {
		return Summary{}, err
	}
	return s.Campaign(ctx, id)
}

// previewDrafts fills in the items that each draft would have if it were opened now, as far as that is known.
func (s *Service) previewDrafts(ctx context.Context, all []Summary) {
	if !slices.ContainsFunc(all, func(s Summary) bool { return s.State == Draft }) {
		return
	}
	view, err := s.lookup.lastingAccess(ctx)
	if err != nil {
		return
	}
	for i := range all {
		if all[i].State != Draft {
			continue
		}
		if rows, err := (Plan{Scope: all[i].Scope, Kinds: all[i].Kinds}).selects(view.Rows, s.core.Now(), view.advise()); err == nil {
			all[i].Items, all[i].Population = len(rows), view.Population
		}
	}
}
