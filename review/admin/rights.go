package admin

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// ListRights returns who has which right, the widest rights first. Before rights count in this workspace it returns the
// owners with whom they will begin, without a time; none if no person has acted in it yet.
func (s *Service) ListRights(ctx context.Context) (list []rights.Grant, err error) {
	owners, err := s.core.Owners(ctx)
	if err != nil {
		return nil, err
	}
	err = s.core.Read(ctx, func() error {
		if list = s.core.Rights().List(); s.core.Rights().Adopted() {
			return nil
		}
		for _, o := range owners {
			list = append(list, rights.Grant{Email: o, Right: rights.Owner})
		}
		return nil
	})
	return list, err
}

// GrantRight gives a person a right, and returns it as it is on record. The current user must be an owner (fault
// Refused). A person whom neither the record nor the newest population knows, a word that is no right and a reason that
// is none are BadInput faults; without a reason none is recorded.
func (s *Service) GrantRight(ctx context.Context, email, right, why string) (rights.Grant, error) {
	line, err := s.changeRight(ctx, rights.TypeGranted, rights.Granted{Email: email, Right: rights.Right(right), Reason: why})
	if err != nil {
		return rights.Grant{}, err
	}
	d, err := record.Decode[rights.Granted](line)
	return rights.Grant{Email: d.Email, Right: d.Right, By: line.Actor, At: line.Time.Time, Reason: d.Reason}, err
}

// RevokeRight takes a right from a person. The current user must be an owner, and a workspace keeps its last owner
// (fault Refused); its arguments are checked as those of GrantRight.
func (s *Service) RevokeRight(ctx context.Context, email, right, why string) error {
	_, err := s.changeRight(ctx, rights.TypeRevoked, rights.Granted{Email: email, Right: rights.Right(right), Reason: why})
	return err
}

// changeRight records a change of rights as the user gave it, a rights.granted or a rights.revoked line.
func (s *Service) changeRight(ctx context.Context, kind string, asked rights.Granted) (record.Line, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return record.Line{}, err
	}
	if err := person.Check(asked.Email); err != nil {
		return record.Line{}, err
	}
	right := rights.Right(strings.ToLower(string(asked.Right)))
	if !slices.Contains(rights.All, right) {
		return record.Line{}, fault.New(fault.BadInput, "there is no right %q; the rights are owner, manager, approver and auditor", asked.Right).
			WithHint("read what each right allows with: %s", fault.HelpRights.With())
	}
	if asked.Reason != "" {
		if asked.Reason, err = reason.Check("a change of rights", asked.Reason); err != nil {
			return record.Line{}, err
		}
	}
	newest, err := s.core.LatestIfAny(ctx)
	if err != nil {
		return record.Line{}, err
	}
	written, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		email, err := s.known(newest, asked.Email)
		if err != nil {
			return nil, err
		}
		entry := record.Entry{Type: kind, Actor: actor, Data: rights.Granted{Email: email, Right: right, Reason: asked.Reason}}
		if kind == rights.TypeRevoked {
			entry.Data = rights.Revoked{Email: email, Right: right, Reason: asked.Reason}
		}
		return []record.Entry{entry}, nil
	})
	if err != nil {
		return record.Line{}, err
	}
	return written[0], nil
}

// known returns the address as the record or the population has it: of a person with a right, of the people, or of a
// user. Call it within Read or Append.
func (s *Service) known(newest *population.Population, email string) (string, error) {
	if p, ok := s.core.People().Find(email); ok {
		return p.Email, nil
	}
	for _, g := range s.core.Rights().List() {
		if person.Same(g.Email, email) {
			return g.Email, nil
		}
	}
	if newest != nil {
		for i := range newest.Users {
			if person.Same(newest.Users[i].Email, email) {
				return newest.Users[i].Email, nil
			}
		}
	}
	return "", fault.New(fault.BadInput, "%s is no user of the last sync and not among the people of this workspace", email).
		WithHint("if the address is right, make the person known first: %s", fault.AddPerson.On(email))
}
