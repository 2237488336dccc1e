package campaign

import (
	"context"
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/scope"
)

// errNotKnown returns the Refused fault of a reviewer of whom the workspace knows nothing.
func errNotKnown(email string) error {
	return fault.New(fault.Refused, "%s is not known: no verified user of the newest population, not on the list of people, and in no domain of the company", email).
		WithHint("an owner can add them with: %s", fault.AddPerson.On(email))
}

// doubts returns what in a plan may not be what was meant: a reviewer who is not known, a rule of assignment that no row
// fits, and words that ask the roster where there is none.
func (s *Service) doubts(ctx context.Context, plan Plan, first []Assignment, view AccessView) ([]string, error) {
	var out []string
	strangers, err := s.strangers(ctx, plan.Reviewers, nil)
	if err != nil {
		return nil, err
	}
	for _, email := range strangers {
		out = append(out, fmt.Sprintf("the reviewer %s is not known: no verified user, not on the list of people, and in no domain of the company; "+
			"is the address right?", email))
	}
	asking := []scope.Scope{}
	if parsed, err := scope.Parse(plan.Scope); err == nil {
		asking = append(asking, parsed)
	}
	for _, rule := range plan.Assign {
		used := func(a Assignment) bool { return a.Rule == rule.Where && len(a.Items) > 0 }
		if !slices.ContainsFunc(first, used) {
			out = append(out, fmt.Sprintf("the rule %s gets no row: none fits it, or rules before it took them", rule))
		}
		if parsed, err := rule.parse(); err == nil {
			asking = append(asking, parsed)
		}
	}
	if view.People != nil {
		return out, nil
	}
	for _, one := range asking {
		if word := one.AsksRoster(); word != "" {
			out = append(out, fmt.Sprintf("%q is known from a roster only, and this workspace has none; import one with: %s", word,
				fault.ImportRoster.With("FILE.csv")))
		}
	}
	return out, nil
}

// strangers returns those of the addresses who are not among also, have no right, and are no verified user of the newest
// population, on the list of people, or in a domain of the company.
func (s *Service) strangers(ctx context.Context, emails, also []string) ([]string, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	verified, err := s.verified(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	err = s.core.Read(ctx, func() error {
		held, known := s.core.Base().Held(actor.Email), s.core.People()
		for _, email := range emails {
			_, listed := known.Find(email)
			if !listed && !known.In(also, email) && len(held.Of(email)) == 0 && !verified[known.Key(email)] && !s.inDomains(email) {
				out = append(out, email)
			}
		}
		return nil
	})
	return out, err
}

// knowsNamed refuses a plan whose rules, second stages or fallback name a person as reviewer to whom nothing could be
// handed over either; see Campaign.Delegate. The plan's own reviewers are known.
func (s *Service) knowsNamed(ctx context.Context, plan Plan) error {
	named := plan.named()
	if len(named) == len(plan.Reviewers) {
		return nil
	}
	strangers, err := s.strangers(ctx, named, plan.Reviewers)
	if err != nil || len(strangers) == 0 {
		return err
	}
	return errNotKnown(strangers[0])
}
