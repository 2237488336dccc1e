package admin

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// Addition holds the facts that an owner adds about one person. The record may know that person already.
type Addition struct {
	Email     string
	Also      []string // further addresses
	PublicKey string   // the text of a .pub file; empty for none
	Account   string   // an OS account, as account@host; empty for none
	Note      string
}

// AddPerson records a person, or more about one whom the record knows, and returns them. What contradicts the record is
// a Refused fault, what cannot be read a BadInput fault; then nothing of it is recorded.
func (s *Service) AddPerson(ctx context.Context, a Addition) (Person, error) {
	for _, email := range append([]string{a.Email}, a.Also...) {
		if err := person.Check(email); err != nil {
			return Person{}, err
		}
	}
	a.Note = strings.TrimSpace(a.Note)
	enrolled := people.KeyData{Email: a.Email}
	if a.PublicKey != "" {
		var err error
		if enrolled.PublicKey, enrolled.Fingerprint, err = signature.ParseKey(a.PublicKey); err != nil {
			return Person{}, err
		}
	}
	account := people.AccountData{Email: a.Email}
	if a.Account != "" {
		var err error
		if account.Account, account.Host, err = splitAccount(a.Account); err != nil {
			return Person{}, err
		}
	}
	return s.change(ctx, a.Email, func(known *people.Ledger, by string) ([]record.Entry, error) {
		if err := united(known, by, append([]string{a.Email}, a.Also...)); err != nil {
			return nil, err
		}
		var entries []record.Entry
		p, isKnown := known.Find(a.Email)
		fresh := slices.ContainsFunc(a.Also, func(also string) bool { return !known.Same(also, a.Email) })
		if !isKnown || fresh || a.Note != "" && a.Note != p.Note {
			entries = append(entries, record.Entry{Type: people.TypeAdded, Data: people.Added{Email: a.Email, Also: a.Also, Note: a.Note}})
		}
		if enrolled.Fingerprint != "" {
			switch owner, counts := known.KeyHolder(enrolled.Fingerprint); {
			case owner != "" && !known.Same(owner, a.Email):
				return nil, refused("the SSH key " + enrolled.Fingerprint + " belongs to " + owner + " already")
			case !counts:
				if why := known.RefusesEnrolment(by, a.Email); why != "" {
					return nil, guarded(why)
				}
				entries = append(entries, record.Entry{Type: people.TypeKey, Data: enrolled})
			}
		}
		if account.Account != "" {
			switch owner, taken := known.AccountOwner(account.Account, account.Host); {
			case taken && !known.Same(owner, a.Email):
				return nil, refused("the OS account " + a.Account + " belongs to " + owner + " already")
			case !taken:
				if why := known.RefusesEnrolment(by, a.Email); why != "" {
					return nil, guarded(why)
				}
				entries = append(entries, record.Entry{Type: people.TypeAccount, Data: account})
			}
		}
		if len(entries) == 0 {
			return nil, fault.New(fault.BadInput, "the record knows all of that about %s already", a.Email).WithHint("see: %s", fault.ListPeople.With())
		}
		return entries, nil
	})
}

// AddAlias records that two addresses belong to one person, and returns them. The record, its newest population or its
// rights must know one of the addresses.
func (s *Service) AddAlias(ctx context.Context, email, also string) (Person, error) {
	if err := s.checkPair(ctx, email, also); err != nil {
		return Person{}, err
	}
	return s.change(ctx, email, func(known *people.Ledger, by string) ([]record.Entry, error) {
		if known.Same(email, also) {
			return nil, fault.New(fault.BadInput, "%s and %s are known as one person already", email, also)
		}
		if err := united(known, by, []string{email, also}); err != nil {
			return nil, err
		}
		return []record.Entry{{Type: people.TypeAlias, Data: people.Alias{Email: email, Also: also}}}, nil
	})
}

// DeclareDistinct records that two addresses, which look alike or are known as those of one person, belong to two, and
// returns the person with the first.
func (s *Service) DeclareDistinct(ctx context.Context, a, b, why string) (Person, error) {
	if err := s.checkPair(ctx, a, b); err != nil {
		return Person{}, err
	}
	why, err := reason.Check("stating that two addresses belong to two persons", why)
	if err != nil {
		return Person{}, err
	}
	return s.change(ctx, a, func(known *people.Ledger, by string) ([]record.Entry, error) {
		switch {
		case known.Distinct(a, b):
			return nil, fault.New(fault.BadInput, "it is on record already that %s and %s are two persons", a, b)
		case known.Like(a, b) == person.None:
			return nil, fault.New(fault.BadInput, "%s and %s count as two persons, since they do not look alike", a, b).
				WithHint("is each spelt right? see: %s", fault.ListPeople.With())
		}
		if why := known.RefusesDistinct(by, a, b); why != "" {
			return nil, refused(why)
		}
		return []record.Entry{{Type: people.TypeDistinct, Data: people.Distinct{A: a, B: b, Reason: why}}}, nil
	})
}

// WithdrawKey records that signatures by an SSH key count no longer from now on, and returns whose key it was.
func (s *Service) WithdrawKey(ctx context.Context, fingerprint, why string) (Person, error) {
	why, err := reason.Check("withdrawing a key", why)
	if err != nil {
		return Person{}, err
	}
	if !strings.HasPrefix(fingerprint, "SHA256:") {
		fingerprint = "SHA256:" + fingerprint
	}
	var holder string
	if err := s.core.Read(ctx, func() error { holder, _ = s.core.People().KeyHolder(fingerprint); return nil }); err != nil {
		return Person{}, err
	}
	return s.change(ctx, holder, func(known *people.Ledger, _ string) ([]record.Entry, error) {
		switch owner, counts := known.KeyHolder(fingerprint); {
		case owner == "":
			return nil, fault.New(fault.BadInput, "the record knows no SSH key %s", fingerprint).WithHint("see the keys with: %s", fault.ListPeople.With())
		case !counts:
			return nil, fault.New(fault.BadInput, "the SSH key %s of %s was withdrawn already", fingerprint, owner)
		}
		return []record.Entry{{Type: people.TypeKeyWithdrawn, Data: people.KeyWithdrawn{Fingerprint: fingerprint, Reason: why}}}, nil
	})
}

// change records the entries of decide in the name of the current user, and returns the person with the address as they are then.
func (s *Service) change(ctx context.Context, email string, decide func(known *people.Ledger, by string) ([]record.Entry, error)) (Person, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Person{}, err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		entries, err := decide(s.core.People(), actor.Email)
		for i := range entries {
			entries[i].Actor = actor
		}
		return entries, err
	})
	if err != nil {
		return Person{}, err
	}
	return s.Person(ctx, email)
}

// checkPair returns a BadInput fault if two addresses are none or the same, or if nothing knows any of them: a slip of
// the pen.
func (s *Service) checkPair(ctx context.Context, a, b string) error {
	if err := s.core.MayAct(); err != nil {
		return err
	}
	for _, email := range []string{a, b} {
		if err := person.Check(email); err != nil {
			return err
		}
	}
	if person.Same(a, b) {
		return fault.New(fault.BadInput, "%s and %s are the same address", a, b)
	}
	list, err := s.ListPeople(ctx)
	if err != nil {
		return err
	}
	for _, p := range list {
		for _, known := range append([]string{p.Email}, p.Also...) {
			if person.Same(known, a) || person.Same(known, b) {
				return nil
			}
		}
	}
	return fault.New(fault.BadInput, "neither the record nor the newest list of users knows %s or %s", a, b).
		WithHint("add a person first with: %s", fault.AddPerson.On("EMAIL"))
}

// DistinctPeople returns what owners stated about addresses that belong to two persons, in the order of stating.
func (s *Service) DistinctPeople(ctx context.Context) (stated []people.Statement, err error) {
	err = s.core.Read(ctx, func() error { stated = slices.Clone(s.core.People().Declared()); return nil })
	return stated, err
}

// united returns a Refused fault if the author cannot state that the addresses are those of the person with the first.
func united(known *people.Ledger, by string, addresses []string) error {
	why := known.RefusesUnion(by, addresses...)
	switch {
	case why == "":
		return nil
	case known.Conflict(addresses...) == "":
		return guarded(why)
	}
	for _, a := range addresses[1:] {
		if p, ok := known.Find(a); ok && len(known.Addresses(addresses[0])) == 1 {
			return fault.New(fault.Refused, "%s; nothing was recorded", why).
				WithHint("if %s is one more address of that person, say: %s", addresses[0], fault.AddAlias.On(p.Email+" "+addresses[0]))
		}
	}
	return refused(why)
}

// guarded returns the fault for what the author cannot state about another person because of that person's right.
func guarded(why string) error {
	return fault.New(fault.Refused, "%s; nothing was recorded", why).
		WithHint("otherwise two owners first take the right from them, and give it again after the change; see the rights with: %s", fault.ListRights.With())
}

func refused(why string) error {
	return fault.New(fault.Refused, "%s; nothing was recorded", why).WithHint("see the people of the record with: %s", fault.ListPeople.With())
}
