// Package people keeps the persons known from the record: the addresses, SSH keys and OS accounts of each, and which
// look-alike addresses belong to two persons. All of tuar asks here whether two addresses belong to one person.
package people

import (
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Person is somebody with one or more addresses.
type Person struct {
	Email   string   // as first added
	Also    []string // further addresses
	Keys    []Key    // enrolled SSH keys, withdrawn ones included
	Account []string // enrolled OS accounts, as account@host
	Note    string
	AddedBy string
	AddedAt time.Time
}

// Key is an SSH key that an owner enrolled.
type Key struct {
	PublicKey   string
	Fingerprint string
	By          string
	At          time.Time
	Withdrawn   time.Time // zero while it counts
}

// Statement is what an owner stated: two addresses belong to two persons.
type Statement struct {
	Distinct
	By string
	At time.Time
}

// Ledger is everything that the record says about persons. A nil ledger knows none, and compares addresses alone.
type Ledger struct {
	list     []*Person
	byEmail  map[string]*Person // by person.Key
	byKey    map[string]*Person // by fingerprint
	distinct []Statement
	accounts map[string]*Person // by account@host
	desks    map[string]bool    // by account@host
	listed   map[string]string  // by person.Key, one of the addresses that rosters list for the same person, in that form

	widened, folding bool // see Widen and Folding
	guard            Guard
}

// Reset forgets everything.
func (l *Ledger) Reset() { *l = Ledger{guard: l.guard} }

// Apply folds a line. A line that contradicts an earlier one is a *record.Refusal.
func (l *Ledger) Apply(line record.Line) error {
	switch line.Type {
	case TypeAdded:
		return fold(line, l.added)
	case TypeAlias:
		return fold(line, l.alias)
	case TypeDistinct:
		return fold(line, l.declareDistinct)
	case TypeKey:
		return fold(line, l.enrol)
	case TypeKeyWithdrawn:
		return fold(line, l.withdraw)
	case TypeAccount:
		return fold(line, l.account)
	case TypeDesk:
		return fold(line, l.desk)
	}
	return nil
}

func fold[D any](line record.Line, apply func(record.Line, D) error) error {
	d, err := record.Decode[D](line)
	if err != nil {
		return err
	}
	return apply(line, d)
}

// Clone returns a copy that later lines do not change.
func (l *Ledger) Clone() *Ledger {
	copies := make(map[*Person]*Person, len(l.list))
	c := &Ledger{distinct: slices.Clone(l.distinct), desks: maps.Clone(l.desks), widened: l.widened, listed: maps.Clone(l.listed)}
	for _, p := range l.list {
		one := *p
		one.Also, one.Keys, one.Account = slices.Clone(p.Also), slices.Clone(p.Keys), slices.Clone(p.Account)
		copies[p], c.list = &one, append(c.list, &one)
	}
	owned := func(by map[string]*Person) map[string]*Person {
		of := make(map[string]*Person, len(by))
		for name, p := range by {
			of[name] = copies[p]
		}
		return of
	}
	c.byEmail, c.byKey, c.accounts = owned(l.byEmail), owned(l.byKey), owned(l.accounts)
	return c
}

// Find returns the person with that address.
func (l *Ledger) Find(email string) (*Person, bool) {
	if l == nil || len(l.byEmail) == 0 {
		return nil, false
	}
	p, ok := l.byEmail[person.Key(email)]
	return p, ok
}

// List returns all persons in the order in which they were added.
func (l *Ledger) List() []*Person {
	if l == nil {
		return nil
	}
	return l.list
}

// Addresses returns all addresses of the person with that one, which is first; that one alone if the record does not
// know it.
func (l *Ledger) Addresses(email string) []string {
	all := []string{email}
	if p, ok := l.Find(email); ok {
		for _, other := range append([]string{p.Email}, p.Also...) {
			if !person.Same(other, email) {
				all = append(all, other)
			}
		}
	}
	return all
}

// Same reports whether two addresses are known to belong to one person.
func (l *Ledger) Same(a, b string) bool {
	if person.Same(a, b) {
		return true
	}
	p, ok := l.Find(a)
	q, also := l.Find(b)
	return ok && also && p == q
}

// Key returns the form in which the addresses of one person are equal, for maps.
func (l *Ledger) Key(email string) string {
	if p, ok := l.Find(email); ok {
		return person.Key(p.Email)
	}
	return person.Key(email)
}

// In reports whether the address belongs to one of the persons in the list.
func (l *Ledger) In(list []string, email string) bool {
	return slices.ContainsFunc(list, func(other string) bool { return l.Same(other, email) })
}

// KeyOwner returns the address of the person for whom an owner enrolled the SSH key, if it is not withdrawn.
func (l *Ledger) KeyOwner(fingerprint string) (string, bool) {
	email, counts := l.KeyHolder(fingerprint)
	if !counts {
		return "", false
	}
	return email, true
}

// KeyHolder returns the address of the person for whom an owner enrolled the SSH key, empty if none did, and whether the
// key counts, that is was not withdrawn since.
func (l *Ledger) KeyHolder(fingerprint string) (email string, counts bool) {
	if l == nil || l.byKey[fingerprint] == nil {
		return "", false
	}
	p := l.byKey[fingerprint]
	return p.Email, slices.ContainsFunc(p.Keys, func(k Key) bool { return k.Fingerprint == fingerprint && k.Withdrawn.IsZero() })
}

// AccountOwner returns the address of the person for whom an owner enrolled the OS account.
func (l *Ledger) AccountOwner(account, host string) (string, bool) {
	if l == nil {
		return "", false
	}
	p, ok := l.accounts[account+"@"+host]
	if !ok {
		return "", false
	}
	return p.Email, true
}

// SharedDesk reports whether people may act from that OS account while another person's private API key is in use.
func (l *Ledger) SharedDesk(account, host string) bool { return l != nil && l.desks[account+"@"+host] }
