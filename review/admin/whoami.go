package admin

import (
	"context"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Identity describes the current user: their address, the assurance of it, and their rights.
type Identity struct {
	Email     string           `json:"email"`
	Assurance record.Assurance `json:"assurance"` // of what they do without a signature
	Known     string           `json:"known"`     // the same in words
	Rights    []rights.Right   `json:"rights"`    // the widest first
	May       []rights.Act     `json:"may"`       // acts that their rights allow; a campaign names its reviewers besides
	Writer    string           `json:"writer"`    // of the journal of this installation
	Host      string           `json:"host"`
	Account   string           `json:"account"`   // of the operating system
	KeyOwner  string           `json:"key_owner"` // at a shared desk, who owns the private API key in use; else empty
	Keys      []string         `json:"keys"`      // fingerprints of the SSH keys that are enrolled for them
	Required  []Requirement    `json:"required"`  // what the workspace demands
	Adopted   bool             `json:"rights_count"`
}

// Requirement is an assurance that the workspace demands for an act.
type Requirement struct {
	Act       rights.Act       `json:"act"`
	Assurance record.Assurance `json:"assurance"`
	Met       bool             `json:"met"` // without a signature
}

// WhoAmI returns the current user as Core.Actor knows them; its faults are the same.
func (s *Service) WhoAmI(ctx context.Context) (Identity, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Identity{}, err
	}
	m := s.core.Machine()
	id := Identity{Email: actor.Email, Assurance: actor.Assurance, KeyOwner: actor.KeyOwner, Host: m.Host, Account: m.Account, Required: []Requirement{}}
	known := actor.Known()
	if actor.Assurance == record.ByOS {
		known.Account = m.Account + "@" + m.Host
	}
	id.Known = known.String()
	if id.Writer, err = s.core.JournalName(); err != nil {
		return Identity{}, err
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return Identity{}, err
	}
	for _, act := range rights.Acts {
		if least, _ := chosen.RequiredAssurance.For(act); least != "" {
			id.Required = append(id.Required, Requirement{act, least, actor.Assurance.AtLeast(least)})
		}
	}
	err = s.core.Read(ctx, func() error {
		p := describe(s.core.People(), s.core.Rights(), actor.Email, FromRecord)
		id.Rights, id.Keys = p.Rights, p.Keys
		id.May, id.Adopted = s.core.May(actor.Email), s.core.Rights().Adopted()
		return nil
	})
	return id, err
}
