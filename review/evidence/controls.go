package evidence

import (
	"context"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// SelfCheck holds the results that an auditor will find in the evidence of a campaign.
type SelfCheck struct {
	Campaign string         `json:"campaign"`
	Name     string         `json:"name"`
	State    campaign.State `json:"state"`
	Passed   int            `json:"passed"`
	Weak     int            `json:"weak"`
	Failed   int            `json:"failed"`
	Checks   []pack.Control `json:"checks"`

	Titles map[string]string `json:"-"` // what people call the items of the checks
}

// CheckEvidence looks at the evidence of a campaign that was opened as an auditor does, from the record and the
// populations alone. A weak or failed control is a result, not an error; an invalid record is a Damaged fault.
func (s *Service) CheckEvidence(ctx context.Context, id string) (SelfCheck, error) {
	facts, err := s.facts(ctx, id)
	if err != nil {
		return SelfCheck{}, err
	}
	for _, name := range facts.Names {
		if _, err := s.core.Populations().Raw(ctx, name); err != nil {
			return SelfCheck{}, err
		}
	}
	c := facts.Campaign
	r := SelfCheck{Campaign: c.ID, Name: c.Name, State: c.State, Checks: facts.Controls(facts), Titles: facts.Titles()}
	for _, c := range r.Checks {
		switch c.Result {
		case pack.Pass:
			r.Passed++
		case pack.Weak:
			r.Weak++
		case pack.Fail:
			r.Failed++
		}
	}
	return r, nil
}
