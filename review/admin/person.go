package admin

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/rights"
)

// Where a person is known from; see Person.KnownFrom.
const (
	FromRecord     = "record"
	FromPopulation = "population"
	FromBoth       = "record,population"
)

// Person describes one person that the record or the newest population names.
type Person struct {
	Email     string         `json:"email"`
	Also      []string       `json:"also"`   // further addresses
	Keys      []string       `json:"keys"`   // fingerprints of the enrolled SSH keys that count
	Rights    []rights.Right `json:"rights"` // the widest first
	KnownFrom string         `json:"known_from"`
	Withdrawn []string       `json:"withdrawn_keys"`
	Accounts  []string       `json:"accounts"`      // enrolled OS accounts, as account@host
	Others    []string       `json:"distinct_from"` // look-alike addresses of other persons, as owners stated
	Note      string         `json:"note"`
	AddedBy   string         `json:"added_by"` // whose line made the record know the person; empty if none did
	AddedAt   *time.Time     `json:"added_at"`
}

// ListPeople returns the persons of the record in the order in which it came to know them, then the other users of the
// newest population by address.
func (s *Service) ListPeople(ctx context.Context) ([]Person, error) {
	newest, err := s.core.LatestIfAny(ctx)
	if err != nil {
		return nil, err
	}
	var list []Person
	err = s.core.Read(ctx, func() error {
		known, held := s.core.People(), s.core.Rights()
		at := map[string]int{} // by people.Ledger.Key
		add := func(email, from string) {
			key := known.Key(email)
			if i, ok := at[key]; ok {
				if list[i].KnownFrom != from {
					list[i].KnownFrom = FromBoth
				}
			} else if key != "" {
				at[key] = len(list)
				list = append(list, describe(known, held, email, from))
			}
		}
		for _, p := range known.List() {
			add(p.Email, FromRecord)
		}
		for _, d := range known.Declared() {
			add(d.A, FromRecord)
			add(d.B, FromRecord)
		}
		if newest == nil {
			return nil
		}
		var users []string
		for i := range newest.Users {
			users = append(users, newest.Users[i].Email)
		}
		slices.SortFunc(users, func(a, b string) int { return cmp.Compare(person.Key(a), person.Key(b)) })
		for _, email := range users {
			add(email, FromPopulation)
		}
		return nil
	})
	return list, err
}

// Person returns what is known about the person with that address; a BadInput fault if nothing is.
func (s *Service) Person(ctx context.Context, email string) (Person, error) {
	list, err := s.ListPeople(ctx)
	if err != nil {
		return Person{}, err
	}
	for _, p := range list {
		if person.In(append([]string{p.Email}, p.Also...), email) {
			return p, nil
		}
	}
	return Person{}, fault.New(fault.BadInput, "neither the record nor the newest list of users knows %s", email).
		WithHint("see: %s", fault.ListPeople.With())
}

func describe(known *people.Ledger, held *rights.Ledger, email, from string) Person {
	p := Person{Email: email, Also: []string{}, Keys: []string{}, Rights: []rights.Right{}, KnownFrom: from, Withdrawn: []string{}, Accounts: []string{}, Others: []string{}}
	p.Rights = append(p.Rights, held.Of(email)...)
	for _, d := range known.Declared() {
		if known.Same(d.A, email) {
			p.Others = append(p.Others, d.B)
		} else if known.Same(d.B, email) {
			p.Others = append(p.Others, d.A)
		}
	}
	q, ok := known.Find(email)
	if !ok {
		return p
	}
	p.Email, p.Note, p.AddedBy, p.AddedAt = q.Email, q.Note, q.AddedBy, &q.AddedAt
	p.Also, p.Accounts = append(p.Also, q.Also...), append(p.Accounts, q.Account...)
	for _, k := range q.Keys {
		if k.Withdrawn.IsZero() {
			p.Keys = append(p.Keys, k.Fingerprint)
		} else {
			p.Withdrawn = append(p.Withdrawn, k.Fingerprint)
		}
	}
	return p
}
