package people

import (
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
)

// Like returns why two addresses may belong to one person: person.Identical if they are known to, and person.None if
// an owner stated that they are two. All that is refused for one's own sake asks here. Lines from before the rights of
// the workspace are compared as they were then: person.OtherDomain and person.OneLetter do not count for them.
func (l *Ledger) Like(a, b string) person.Likeness {
	like, _, _ := l.compare(a, b)
	return like
}

// Aside returns, in brackets, why two addresses that differ count as one person; empty for one address or without a
// reason.
func (l *Ledger) Aside(a, b string) string {
	like, x, y := l.compare(a, b)
	if like == person.Identical && !person.Same(a, b) {
		return " (" + a + " and " + b + " are known as one person)"
	}
	return like.Aside(x, y)
}

// TellApart returns the hint for what is refused only because two addresses look alike: how an owner states that they
// belong to two persons. It is empty for addresses that are known to belong to one.
func (l *Ledger) TellApart(a, b string) fault.Hint {
	like, x, y := l.compare(a, b)
	if like == person.None || like == person.Identical {
		return fault.Hint{}
	}
	return fault.NewHint("if they are two persons, an owner can state so with: %s", fault.DeclareDistinct.On(x+" "+y, "--reason TEXT"))
}

// ListTogether notes that a roster lists the addresses for one person. That counts where something is refused for one's
// own sake, and gives no right: Same knows nothing of it. Later rosters take it from nobody; an owner does, who states
// that they are two persons.
func (l *Ledger) ListTogether(addresses []string) {
	if l.listed == nil {
		l.listed = map[string]string{}
	}
	first := person.Key(addresses[0])
	for _, email := range addresses {
		key := person.Key(email)
		if other, known := l.listed[key]; known && other != first { // an earlier roster knows them under another one
			for one, of := range l.listed {
				if of == other {
					l.listed[one] = first
				}
			}
		}
		l.listed[key] = first
	}
}

// isListed reports whether rosters list both addresses for one person.
func (l *Ledger) isListed(a, b string) bool {
	if l == nil || len(l.listed) == 0 {
		return false
	}
	first, known := l.listed[person.Key(a)]
	return known && first == l.listed[person.Key(b)]
}

// compare returns why two addresses may belong to one person, and the addresses of the two that show it.
func (l *Ledger) compare(a, b string) (like person.Likeness, x, y string) {
	if l.Same(a, b) {
		return person.Identical, a, b
	}
	if l.Distinct(a, b) {
		return person.None, a, b
	}
	near := l == nil || l.widened || !l.folding
	like, x, y = person.None, a, b
	for _, one := range l.Addresses(a) {
		for _, other := range l.Addresses(b) {
			found := person.Like(one, other)
			if l.isListed(one, other) {
				found = person.Listed
			}
			if found == person.None && near {
				found = person.Near(one, other)
			}
			if found != person.None && (like == person.None || found < like) {
				like, x, y = found, one, other
			}
		}
	}
	return like, x, y
}

// Widen has lines from here on compared by all likenesses: the rights of the workspace begin.
func (l *Ledger) Widen() { l.widened = true }

// Folding says whether lines are being folded, which are compared as they were when they were written. A use case
// compares by all likenesses.
func (l *Ledger) Folding(now bool) { l.folding = now }

// Distinct reports whether an owner stated that two addresses belong to two persons.
func (l *Ledger) Distinct(a, b string) bool {
	return l != nil && slices.ContainsFunc(l.distinct, func(d Statement) bool {
		return l.Same(d.A, a) && l.Same(d.B, b) || l.Same(d.A, b) && l.Same(d.B, a)
	})
}

// Declared returns the pairs of addresses that owners stated to belong to two persons, in the order of stating.
func (l *Ledger) Declared() []Statement {
	if l == nil {
		return nil
	}
	return l.distinct
}
