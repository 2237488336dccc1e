package people

import "slices"

// Guard is what the ledger of rights says; rights.Ledger is one.
type Guard interface {
	// NeedsSecond reports whether what loosens a guard needs a second owner.
	NeedsSecond() bool
	// Owns reports whether the person is an owner of the workspace.
	Owns(email string) bool
}

// Ask has the ledger ask that guard.
func (l *Ledger) Ask(g Guard) { l.guard = g }

// RefusesUnion returns why the author cannot state that the addresses are those of the person with the first; empty if
// they can. Where a second owner has to say yes to something, no owner gives another one a further address: its holder
// could say that yes.
func (l *Ledger) RefusesUnion(author string, addresses ...string) string {
	if why := l.Conflict(addresses...); why != "" {
		return why
	}
	whose := addresses[0]
	more := slices.ContainsFunc(addresses, func(a string) bool { return !l.Same(a, whose) })
	if more && l.guarded() && l.guard.Owns(whose) && !l.Same(author, whose) {
		return whose + " is an owner of this workspace; only they add an address of theirs"
	}
	return ""
}

// RefusesDistinct returns why the author cannot state that two addresses belong to two persons; empty if they can. It
// ends what is refused for one's own sake, so that where there are more owners, another one states it.
func (l *Ledger) RefusesDistinct(author, a, b string) string {
	if l.guarded() && (l.Same(author, a) || l.Same(author, b)) {
		return "it is about " + author + "; another owner must state it"
	}
	return ""
}

func (l *Ledger) guarded() bool { return l.guard != nil && l.guard.NeedsSecond() }
