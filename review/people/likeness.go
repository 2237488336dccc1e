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
