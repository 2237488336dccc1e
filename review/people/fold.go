package people

import (
	"slices"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// add returns the person with that address, who is new if the record does not know it.
func (l *Ledger) add(line record.Line, email string) *Person {
	if p, ok := l.Find(email); ok {
		return p
	}
	p := &Person{Email: email, AddedBy: line.Actor, AddedAt: line.Time.Time}
	l.list = append(l.list, p)
	l.claim(p, email)
	return p
}

func (l *Ledger) claim(p *Person, email string) {
	if l.byEmail == nil {
		l.byEmail = map[string]*Person{}
	}
	l.byEmail[person.Key(email)] = p
}

// Know adds a person whom another line of the record names, such as the holder of a right.
func (l *Ledger) Know(line record.Line, email string) { l.add(line, email) }

func (l *Ledger) added(line record.Line, d Added) error {
	p, err := l.unite(line, append([]string{d.Email}, d.Also...))
	if err != nil {
		return err
	}
	if d.Note != "" {
		p.Note = d.Note
	}
	return nil
}

func (l *Ledger) alias(line record.Line, d Alias) error {
	_, err := l.unite(line, []string{d.Email, d.Also})
	return err
}

// unite makes the addresses those of the person with the first, and returns them.
func (l *Ledger) unite(line record.Line, addresses []string) (*Person, error) {
	if why := l.RefusesUnion(line.Actor, addresses...); why != "" {
		return nil, line.Refuse("%s", why)
	}
	p := l.add(line, addresses[0])
	for _, a := range addresses {
		if _, known := l.Find(a); !known {
			p.Also = append(p.Also, a)
			l.claim(p, a)
		}
	}
	return p, nil
}

// Conflict returns why the addresses cannot be those of the person with the first; empty if they can. What belongs to a
// person of the record stays theirs, so that two persons never become one, whatever aliases say.
func (l *Ledger) Conflict(addresses ...string) string {
	owner, _ := l.Find(addresses[0])
	for i, a := range addresses {
		if err := person.Check(a); err != nil {
			return err.Error()
		}
		switch p, known := l.Find(a); {
		case known && p != owner && person.Same(a, p.Email):
			return a + " is another person of the record"
		case known && p != owner:
			return a + " belongs to " + p.Email
		}
		for _, b := range addresses[:i] {
			switch {
			case person.Same(a, b):
				return a + " is given twice"
			case l.Distinct(a, b):
				return "it is on record that " + b + " and " + a + " are two persons"
			}
		}
	}
	return ""
}

// declareDistinct notes that two addresses belong to two persons. It takes an alias back if they were known as one.
func (l *Ledger) declareDistinct(line record.Line, d Distinct) error {
	switch {
	case person.Key(d.A) == "" || person.Key(d.B) == "":
		return line.Refuse("an address is missing")
	case person.Same(d.A, d.B):
		return line.Refuse("%s and %s are the same address", d.A, d.B)
	}
	if why := l.RefusesDistinct(line.Actor, d.A, d.B); why != "" {
		return line.Refuse("%s", why)
	}
	if l.Same(d.A, d.B) {
		l.part(d.A, d.B)
	}
	if !l.Distinct(d.A, d.B) {
		l.distinct = append(l.distinct, Statement{d, line.Actor, line.Time.Time})
	}
	return nil
}

// part takes the second of two addresses from their person, or the first if the second is the one they were added with.
func (l *Ledger) part(a, b string) {
	p, _ := l.Find(b)
	leaves := b
	if person.Same(p.Email, b) {
		leaves = a
	}
	p.Also = slices.DeleteFunc(p.Also, func(also string) bool { return person.Same(also, leaves) })
	delete(l.byEmail, person.Key(leaves))
}

func (l *Ledger) enrol(line record.Line, d KeyData) error {
	if _, fingerprint, err := signature.ParseKey(d.PublicKey); err != nil || fingerprint != d.Fingerprint {
		return line.Refuse("%s is not the fingerprint of the key that it names", d.Fingerprint)
	}
	if owner, known := l.byKey[d.Fingerprint]; known && !l.Same(owner.Email, d.Email) {
		return line.Refuse("the SSH key %s belongs to %s already", d.Fingerprint, owner.Email)
	}
	if why := l.RefusesEnrolment(line.Actor, d.Email); why != "" {
		return line.Refuse("%s", why)
	}
	p, err := l.unite(line, []string{d.Email})
	if err != nil {
		return err
	}
	p.Keys = slices.DeleteFunc(p.Keys, func(k Key) bool { return k.Fingerprint == d.Fingerprint })
	p.Keys = append(p.Keys, Key{PublicKey: d.PublicKey, Fingerprint: d.Fingerprint, By: line.Actor, At: line.Time.Time})
	if l.byKey == nil {
		l.byKey = map[string]*Person{}
	}
	l.byKey[d.Fingerprint] = p
	return nil
}

func (l *Ledger) withdraw(line record.Line, d KeyWithdrawn) error {
	p, known := l.byKey[d.Fingerprint]
	if !known {
		return line.Refuse("no person has the SSH key %s", d.Fingerprint)
	}
	for i := range p.Keys {
		if p.Keys[i].Fingerprint == d.Fingerprint && p.Keys[i].Withdrawn.IsZero() {
			p.Keys[i].Withdrawn = line.Time.Time
		}
	}
	return nil
}

func (l *Ledger) account(line record.Line, d AccountData) error {
	name := d.Account + "@" + d.Host
	if owner, known := l.accounts[name]; known && !l.Same(owner.Email, d.Email) {
		return line.Refuse("the OS account %s belongs to %s already", name, owner.Email)
	}
	if why := l.RefusesEnrolment(line.Actor, d.Email); why != "" {
		return line.Refuse("%s", why)
	}
	p, err := l.unite(line, []string{d.Email})
	if err != nil {
		return err
	}
	if l.accounts == nil {
		l.accounts = map[string]*Person{}
	}
	if l.accounts[name] == nil {
		p.Account = append(p.Account, name)
	}
	l.accounts[name] = p
	return nil
}

func (l *Ledger) desk(_ record.Line, d Desk) error {
	if l.desks == nil {
		l.desks = map[string]bool{}
	}
	l.desks[d.Account+"@"+d.Host] = d.Shared
	return nil
}
