package rights

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Outcome is what became of a proposal.
type Outcome string

// The outcomes.
const (
	Waiting   Outcome = "open"
	Accepted  Outcome = "accepted"
	TakenBack Outcome = "withdrawn"
	Rejected  Outcome = "declined"
	Lapsed    Outcome = "lapsed" // what it would change was changed otherwise
)

// Proposal is a change that loosens a guard and waits for a second owner, or did.
type Proposal struct {
	ID string
	Change
	By       string
	At       time.Time
	Reason   string
	Outcome  Outcome
	ClosedBy string // empty while it waits
	ClosedAt time.Time
	Closing  string // the reason of who withdrew or declined it
}

// Proposals returns all proposals in fold order.
func (l *Ledger) Proposals() []Proposal { return l.proposals }

// Proposal returns the proposal of that name.
func (l *Ledger) Proposal(id string) (Proposal, bool) {
	i := l.proposal(id)
	if i < 0 {
		return Proposal{}, false
	}
	return l.proposals[i], true
}

func (l *Ledger) proposal(id string) int {
	return slices.IndexFunc(l.proposals, func(p Proposal) bool { return p.ID == id })
}

// OtherOwners returns the owners who can accept what the author proposes.
func (l *Ledger) OtherOwners(author string) (emails []string) {
	for _, owner := range l.Holders(Owner) {
		if l.people.Like(owner, author) == person.None && !l.people.In(emails, owner) {
			emails = append(emails, owner)
		}
	}
	return emails
}

// NeedsSecond reports whether a guard is loosened only if a second owner says yes: rights count, and there is more than
// one owner.
func (l *Ledger) NeedsSecond() bool {
	owners := map[string]bool{}
	for _, owner := range l.Holders(Owner) {
		owners[l.people.Key(owner)] = true
	}
	return l.Adopted() && len(owners) > 1
}

// RefusesLoosening returns why a change by that author, which loosens a guard, has no effect; empty if it has. id names
// the proposal that it carries out; empty for none.
func (l *Ledger) RefusesLoosening(author string, c Change, id string) string {
	if !l.NeedsSecond() && id == "" {
		return ""
	}
	if id == "" {
		return "it loosens a guard, which needs the yes of a second owner"
	}
	p, ok := l.Proposal(id)
	switch {
	case !ok:
		return fmt.Sprintf("there is no proposal %s", id)
	case p.Key != c.Key || p.New != c.New || p.Old != c.Old:
		return fmt.Sprintf("%s proposed to %s, not to %s", id, p.Change, c)
	}
	return l.RefusesAnswer(author, p)
}

// over says that a proposal does not wait any more.
func (p Proposal) over() string {
	if p.Outcome == Lapsed {
		return fmt.Sprintf("%s lapsed: %s was changed meanwhile", p.ID, p.Key)
	}
	return fmt.Sprintf("%s was %s already, by %s", p.ID, p.Outcome, p.ClosedBy)
}

// RefusesAnswer returns why the author cannot accept or decline the proposal; empty if they can.
func (l *Ledger) RefusesAnswer(author string, p Proposal) string {
	like := l.people.Like(author, p.By)
	switch {
	case p.Outcome != Waiting:
		return p.over()
	case like == person.Identical:
		return fmt.Sprintf("%s made the proposal %s; another owner must answer it", p.By, p.ID)
	case like != person.None:
		return fmt.Sprintf("%s made the proposal %s, and %s may be the same person%s", p.By, p.ID, author, like.Aside(author, p.By))
	case !l.Has(p.By, Owner):
		return fmt.Sprintf("%s, who made the proposal %s, is no owner any more", p.By, p.ID)
	}
	return ""
}

// RefusesWithdrawal returns why the author cannot withdraw the proposal; empty if they can.
func (l *Ledger) RefusesWithdrawal(author string, p Proposal) string {
	switch {
	case p.Outcome != Waiting:
		return p.over()
	case !l.people.Same(author, p.By):
		return fmt.Sprintf("%s made the proposal %s, and only they can withdraw it", p.By, p.ID)
	}
	return ""
}

// propose folds a settings.proposed line.
func (l *Ledger) propose(line record.Line, d Proposed) error {
	switch {
	case d.Proposal == "" || strings.TrimSpace(d.Proposal) != d.Proposal:
		return line.Refuse("the proposal has no name")
	case l.proposal(d.Proposal) >= 0:
		return line.Refuse("there is a proposal %s already", d.Proposal)
	}
	l.proposals = append(slices.Clone(l.proposals), Proposal{
		ID: d.Proposal, Change: d.Change, By: line.Actor, At: line.Time.Time, Reason: d.Reason, Outcome: Waiting,
	})
	return nil
}

// withdraw folds a settings.withdrawn line.
func (l *Ledger) withdraw(line record.Line, d Withdrawn) error {
	return l.answer(line, d.Proposal, TakenBack, d.Reason, l.RefusesWithdrawal)
}

// decline folds a settings.declined line. Whoever is an owner may decline, also what a former owner proposed.
func (l *Ledger) decline(line record.Line, d Declined) error {
	return l.answer(line, d.Proposal, Rejected, d.Reason, l.RefusesDecline)
}

// RefusesDecline returns why the author cannot decline the proposal; empty if they can.
func (l *Ledger) RefusesDecline(author string, p Proposal) string {
	switch {
	case p.Outcome != Waiting:
		return p.over()
	case l.people.Same(author, p.By):
		return fmt.Sprintf("%s made the proposal %s; they can withdraw it", p.By, p.ID)
	}
	return ""
}

func (l *Ledger) answer(line record.Line, id string, outcome Outcome, reason string, refuses func(string, Proposal) string) error {
	p, ok := l.Proposal(id)
	if !ok {
		return line.Refuse("there is no proposal %s", id)
	}
	if why := refuses(line.Actor, p); why != "" {
		return line.Refuse("%s", why)
	}
	l.shut(line, id, outcome, reason)
	return nil
}

// shut ends the proposal of that name.
func (l *Ledger) shut(line record.Line, id string, outcome Outcome, reason string) {
	l.proposals = slices.Clone(l.proposals)
	p := &l.proposals[l.proposal(id)]
	p.Outcome, p.ClosedBy, p.ClosedAt, p.Closing = outcome, line.Actor, line.Time.Time, reason
}

// Changed ends the proposals that a change, which took effect, carries out or makes void. It is called for each change
// of a setting or a right, whether it loosens a guard or not, and notes it. A line that leaves everything as it was, such as one
// that grants a right to an empty address, is no change.
func (l *Ledger) Changed(line record.Line, c Change, id string, loosens bool) {
	if c.Old == c.New {
		return
	}
	l.changes = append(l.changes, RuleChange{Change: c, Line: line, Proposal: id, Loosens: loosens})
	for _, p := range l.proposals {
		switch {
		case p.Outcome != Waiting:
		case p.ID == id:
			l.shut(line, p.ID, Accepted, "")
		case p.Right() == "" && p.Key == c.Key, p.Change == c:
			l.shut(line, p.ID, Lapsed, "")
		}
	}
}
