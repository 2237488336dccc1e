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

// GrantRight gives a person a right, and returns it as it is on record. Where the right of an owner or approver needs a
// second owner, it is proposed instead, and waits is the proposal. The current user must be an owner (fault Refused). A
// person whom neither the record nor the newest population knows, a word that is no right and a reason that is none are
// BadInput faults; without a reason none is recorded.
func (s *Service) GrantRight(ctx context.Context, email, right, why string) (granted rights.Grant, waits *rights.Proposal, err error) {
	line, waits, err := s.changeRight(ctx, rights.TypeGranted, rights.Granted{Email: email, Right: rights.Right(right), Reason: why})
	if err != nil || waits != nil {
		return rights.Grant{}, waits, err
	}
	d, err := record.Decode[rights.Granted](line)
	return rights.Grant{Email: d.Email, Right: d.Right, By: line.Actor, At: line.Time.Time, Reason: d.Reason}, nil, err
}

// RevokeRight takes a right from a person. Where another owner loses the right, that is proposed instead, and waits is
// the proposal. The current user must be an owner, and a workspace keeps its last owner (fault Refused); its arguments
// are checked as those of GrantRight.
func (s *Service) RevokeRight(ctx context.Context, email, right, why string) (waits *rights.Proposal, err error) {
	_, waits, err = s.changeRight(ctx, rights.TypeRevoked, rights.Granted{Email: email, Right: rights.Right(right), Reason: why})
	return waits, err
}

// changeRight records a change of rights as the user gave it, a rights.granted or a rights.revoked line, or the proposal
// of it.
func (s *Service) changeRight(ctx context.Context, kind string, asked rights.Granted) (_ record.Line, waits *rights.Proposal, err error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return record.Line{}, nil, err
	}
	if err := person.Check(asked.Email); err != nil {
		return record.Line{}, nil, err
	}
	right := rights.Right(strings.ToLower(string(asked.Right)))
	if !slices.Contains(rights.All, right) {
		return record.Line{}, nil, fault.New(fault.BadInput, "there is no right %q; the rights are owner, manager, approver and auditor", asked.Right).
			WithHint("read what each right allows with: %s", fault.HelpRights.With())
	}
	if asked.Reason != "" {
		if asked.Reason, err = reason.Check("a change of rights", asked.Reason); err != nil {
			return record.Line{}, nil, err
		}
	}
	newest, err := s.core.LatestIfAny(ctx)
	if err != nil {
		return record.Line{}, nil, err
	}
	written, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		email, err := s.known(newest, asked.Email)
		if err != nil {
			return nil, err
		}
		change := rights.Granting(right, email)
		entry := record.Entry{Type: kind, Actor: actor, Data: rights.Granted{Email: email, Right: right, Reason: asked.Reason}}
		if kind == rights.TypeRevoked {
			change = rights.Revoking(right, email)
			entry.Data = rights.Revoked{Email: email, Right: right, Reason: asked.Reason}
		}
		if held := s.core.Rights(); held.NeedsSecond() && held.Loosens(actor.Email, change) {
			if why := held.RefusesChange(actor.Email, change); why != "" {
				return nil, fault.New(fault.Refused, "%s", why)
			}
			proposal, entries := s.core.Propose(actor, change, asked.Reason)
			waits = &proposal
			return entries, nil
		}
		return []record.Entry{entry}, nil
	})
	switch {
	case err != nil:
		return record.Line{}, nil, err
	case waits != nil:
		return record.Line{}, waits, nil
	}
	return written[0], nil, nil
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
