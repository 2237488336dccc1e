package evidence

import (
	"context"
	"fmt"

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
	// NotApplicable counts the controls that have nothing to look at.
	NotApplicable int `json:"not_applicable"`
	// SoFar is set while the campaign is open, so that the results may change.
	SoFar  bool           `json:"so_far"`
	Checks []pack.Control `json:"checks"`

	Titles map[string]string `json:"-"` // what people call the items of the checks
}

// Tally returns the number of controls with each result: "1 fail, 3 weak, 2 n/a, 12 pass"; "so far: …" while the
// campaign is open.
func (c SelfCheck) Tally() string {
	text := fmt.Sprintf("%d fail, %d weak, %d n/a, %d pass", c.Failed, c.Weak, c.NotApplicable, c.Passed)
	if c.SoFar {
		return "so far: " + text
	}
	return text
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
	for _, name := range facts.Origin.Answers {
		if _, err := s.core.Populations().Answer(ctx, name); err != nil {
			return SelfCheck{}, err
		}
	}
	c := facts.Campaign
	r := SelfCheck{Campaign: c.ID, Name: c.Name, State: c.State, SoFar: !facts.Final(), Checks: facts.Controls(facts), Titles: facts.Titles()}
	for _, c := range r.Checks {
		switch c.Result {
		case pack.Pass:
			r.Passed++
		case pack.Weak:
			r.Weak++
		case pack.Fail:
			r.Failed++
		case pack.NotApplicable:
			r.NotApplicable++
		}
	}
	return r, nil
}
