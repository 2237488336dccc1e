package people

import (
	"slices"

	"github.com/tuar-dev/tuar/review/person"
)

// Join returns a ledger by which several records are looked at together. Two addresses are one person's in it where a
// ledger says so, or several do in a chain. It has no keys and no OS accounts: who acted, each record says for itself.
func Join(ledgers ...*Ledger) *Ledger {
	out := &Ledger{byEmail: map[string]*Person{}}
	for _, l := range ledgers {
		if l == nil {
			continue
		}
		out.widened = out.widened || l.widened
		out.distinct = append(out.distinct, l.distinct...)
		for _, p := range l.list {
			out.unify(append([]string{p.Email}, p.Also...))
		}
		together := map[string][]string{} // addresses that rosters list for one person
		for key, first := range l.listed {
			if key != first {
				together[first] = append(together[first], key)
			}
		}
		for first, others := range together {
			out.ListTogether(append([]string{first}, others...))
		}
	}
	return out
}

// unify makes the addresses one person's, with all other addresses of whoever has one of them already.
func (l *Ledger) unify(addresses []string) {
	one := &Person{Email: addresses[0]}
	if p, known := l.Find(addresses[0]); known {
		one = p
	} else {
		l.list = append(l.list, one)
		l.byEmail[person.Key(one.Email)] = one
	}
	for _, email := range addresses[1:] {
		other, known := l.Find(email)
		switch {
		case !known:
			one.Also = append(one.Also, email)
			l.byEmail[person.Key(email)] = one
		case other != one:
			for _, moved := range append([]string{other.Email}, other.Also...) {
				one.Also = append(one.Also, moved)
				l.byEmail[person.Key(moved)] = one
			}
			l.list = slices.DeleteFunc(l.list, func(p *Person) bool { return p == other })
		}
	}
}
