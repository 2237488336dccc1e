package campaign

import (
	"context"

	"github.com/tuar-dev/tuar/review/fault"
)

// errNotKnown returns the Refused fault of a reviewer of whom the workspace knows nothing.
func errNotKnown(email string) error {
	return fault.New(fault.Refused, "%s is not known: no verified user of the newest population, not on the list of people, and in no domain of the company", email).
		WithHint("an owner can add them with: %s", fault.AddPerson.On(email))
}

// knowsNamed refuses a plan whose rules, second stages or fallback name a person as reviewer to whom nothing could be
// handed over either; see Campaign.Delegate. The plan's own reviewers are known.
func (s *Service) knowsNamed(ctx context.Context, plan Plan) error {
	named := plan.named()
	if len(named) == len(plan.Reviewers) {
		return nil
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	verified, err := s.verified(ctx)
	if err != nil {
		return err
	}
	return s.core.Read(ctx, func() error {
		held, known := s.core.Base().Held(actor.Email), s.core.People()
		for _, email := range named {
			_, listed := known.Find(email)
			if !listed && !known.In(plan.Reviewers, email) && len(held.Of(email)) == 0 && !verified[known.Key(email)] && !s.inDomains(email) {
				return errNotKnown(email)
			}
		}
		return nil
	})
}
