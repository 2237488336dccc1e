package people

import (
	"slices"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
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

func (l *Ledger) added(line record.Line, d Added) error {
	if why := l.Conflict(d.Email, d.Also...); why != "" {
		return line.Refuse("%s", why)
	}
	p := l.add(line, d.Email)
	if d.Note != "" {
		p.Note = d.Note
	}
	for _, also := range d.Also {
		l.join(p, also)
	}
	return nil
}

func (l *Ledger) alias(line record.Line, d Alias) error {
	if why := l.Conflict(d.Email, d.Also); why != "" {
		return line.Refuse("%s", why)
	}
	l.join(l.add(line, d.Email), d.Also)
	return nil
}

// Conflict returns why the addresses cannot be further addresses of the person with that one; empty if they can. A
// circle of aliases ends here: an address that has a person already stays with that person.
func (l *Ledger) Conflict(email string, also ...string) string {
	p, _ := l.Find(email)
	for _, other := range also {
		switch q, known := l.Find(other); {
		case person.Key(other) == "":
			return "a further address is empty"
		case person.Same(other, email):
			return other + " and " + email + " are the same address"
		case known && q != p:
			return other + " belongs to " + q.Email + " already"
		case l.Distinct(email, other):
			return "it is on record that " + email + " and " + other + " are two persons"
		}
	}
	return ""
}

func (l *Ledger) join(p *Person, also string) {
	if q, known := l.Find(also); known && q == p {
		return
	}
	p.Also = append(p.Also, also)
	l.claim(p, also)
}

func (l *Ledger) declareDistinct(line record.Line, d Distinct) error {
	if l.Same(d.A, d.B) {
		return line.Refuse("%s and %s are known as one person", d.A, d.B)
	}
	if !l.Distinct(d.A, d.B) {
		l.distinct = append(l.distinct, d)
	}
	return nil
}

func (l *Ledger) enrol(line record.Line, d KeyData) error {
	if owner, known := l.byKey[d.Fingerprint]; known && !l.Same(owner.Email, d.Email) {
		return line.Refuse("the SSH key %s belongs to %s already", d.Fingerprint, owner.Email)
	}
	p := l.add(line, d.Email)
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
	p := l.add(line, d.Email)
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
