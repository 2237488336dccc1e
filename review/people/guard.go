package people

import "slices"

// Guard is what the rights and rules of the workspace say; rights.Ledger is one.
type Guard interface {
	// NeedsSecond reports whether what loosens a guard needs a second owner.
	NeedsSecond() bool
	// Owns reports whether the person is an owner of the workspace.
	Owns(email string) bool
	// Approves reports whether the person may approve elevations.
	Approves(email string) bool
}

// Ask has the ledger ask that guard.
func (l *Ledger) Ask(g Guard) { l.guard = g }

// RefusesUnion returns why the author cannot state that the addresses are those of the person with the first; empty if
// they can. Where a second owner has to say yes to something, no owner gives another one a further address: its holder
// could say that yes. The same holds for approvers, whom a second owner had to agree to.
func (l *Ledger) RefusesUnion(author string, addresses ...string) string {
	if why := l.Conflict(addresses...); why != "" {
		return why
	}
	whose := addresses[0]
	more := slices.ContainsFunc(addresses, func(a string) bool { return !l.Same(a, whose) })
	switch {
	case !more || !l.guarded() || l.Same(author, whose):
	case l.guard.Owns(whose):
		return whose + " is an owner of this workspace; only they add an address of theirs"
	case l.guard.Approves(whose):
		return whose + " approves elevations; another person could approve by a further address"
	}
	return ""
}

// RefusesEnrolment returns why the author cannot enrol an SSH key or an OS account for a person; empty if they can. Where
// there are more owners, another one enrols only the first key or account of an owner: with a further one they could say
// the second yes themselves. Withdrawn keys count as well, so that a withdrawal does not open the way to a first key.
func (l *Ledger) RefusesEnrolment(author, email string) string {
	p, known := l.Find(email)
	if known && len(p.Keys)+len(p.Account) > 0 && l.guarded() && l.guard.Owns(email) && !l.Same(author, email) {
		return email + " is an owner of this workspace and has an SSH key or an OS account; only they add another"
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
