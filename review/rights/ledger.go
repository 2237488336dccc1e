package rights

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Grant is a right that a person has.
type Grant struct {
	Email  string
	Right  Right
	By     string // who granted it; empty for those of the rights.adopted line
	At     time.Time
	Reason string
}

// Ledger is who has which right, folded from the record.
type Ledger struct {
	people  *people.Ledger
	adopted *Adopted
	at      record.Line // the rights.adopted line
	grants  []Grant

	proposals []Proposal
	loosened  []Loosened
	changes   []RuleChange
}

// NewLedger returns a ledger without rights, which compares persons by people.
func NewLedger(people *people.Ledger) *Ledger { return &Ledger{people: people} }

// Reset forgets everything but the people it compares by.
func (l *Ledger) Reset() { *l = Ledger{people: l.people} }

// Adopted reports whether rights count yet.
func (l *Ledger) Adopted() bool { return l.adopted != nil }

// AdoptedAt returns the line from which rights count.
func (l *Ledger) AdoptedAt() record.Line { return l.at }

// Has reports whether the person has the right, or one that includes it.
func (l *Ledger) Has(email string, right Right) bool {
	return slices.ContainsFunc(l.grants, func(g Grant) bool { return g.Right.includes(right) && l.people.Same(g.Email, email) })
}

// Owns reports whether the person is an owner of the workspace.
func (l *Ledger) Owns(email string) bool { return l.Has(email, Owner) }

// Approves reports whether the person has the right to approve elevations.
func (l *Ledger) Approves(email string) bool { return l.Has(email, Approver) }

// Of returns the rights that the person was granted, the widest first.
func (l *Ledger) Of(email string) (rights []Right) {
	for _, r := range All {
		if slices.ContainsFunc(l.grants, func(g Grant) bool { return g.Right == r && l.people.Same(g.Email, email) }) {
			rights = append(rights, r)
		}
	}
	return rights
}

// List returns all grants, the widest rights first, each right in the order of granting.
func (l *Ledger) List() []Grant {
	return slices.SortedStableFunc(slices.Values(l.grants), func(a, b Grant) int {
		return cmp.Compare(slices.Index(All, a.Right), slices.Index(All, b.Right))
	})
}

// Holders returns the addresses of those who were granted the right.
func (l *Ledger) Holders(right Right) (emails []string) {
	for _, g := range l.grants {
		if g.Right == right {
			emails = append(emails, g.Email)
		}
	}
	return emails
}

// Refuses returns why a line by that author has no effect for lack of rights; empty if it may have. The ledger of the
// line may know more reasons.
func (l *Ledger) Refuses(author string, need Need) string {
	if !l.Adopted() {
		return ""
	}
	if rights := l.Of(author); len(rights) == 1 && rights[0] == Auditor {
		return author + " is an auditor; an auditor changes nothing"
	}
	if len(need.Any) == 0 || slices.ContainsFunc(need.Any, func(r Right) bool { return l.Has(author, r) }) {
		return ""
	}
	may := need.Any
	if !slices.Contains(may, Owner) {
		may = append(slices.Clone(may), Owner)
	}
	return fmt.Sprintf("%s is not %s of this workspace", cmp.Or(author, "an unnamed author"), oneOf(may))
}

func oneOf(rights []Right) string {
	names := make([]string, len(rights))
	for i, r := range rights {
		names[i] = string(r)
	}
	return strings.Join(names, " or ")
}

// Needs returns what lines about rights and people need.
func (l *Ledger) Needs() Needs {
	owner, answer := Need{Act: Rights, Any: []Right{Owner}}, Need{Act: Settings, Any: []Right{Owner}}
	needs := Needs{
		TypeGranted: owner, TypeRevoked: owner,
		TypeProposed: answer, TypeWithdrawn: answer, TypeDeclined: answer,
		TypeSeen: {Act: Settings, Any: []Right{Owner, Manager, Approver}},
	}
	for kind := range people.Events {
		needs[kind] = owner
	}
	return needs
}

// With returns a ledger as this one would be after the rights.adopted line.
func (l *Ledger) With(d Adopted) *Ledger {
	trial := *l
	trial.adopt(record.Line{}, d)
	return &trial
}

// Apply folds a line. A line that cannot be so is a *record.Refusal; a second rights.adopted line that did not know the
// first is a *record.Damage, since one of the two was put in later.
func (l *Ledger) Apply(line record.Line) error {
	switch line.Type {
	case TypeAdopted:
		d, err := record.Decode[Adopted](line)
		switch {
		case err != nil:
			return err
		case l.adopted == nil:
			l.adopt(line, d)
			l.people.Widen()
			for _, o := range d.Owners {
				l.people.Know(line, o)
			}
			return nil
		case knows(d.Heads, l.at):
			return line.Refuse("rights counted already")
		}
		return line.Damaged("it begins the rights of this workspace, which %s did before, and neither knew the other: one of the two was put in later", l.at.Place())
	case TypeGranted:
		d, err := record.Decode[Granted](line)
		if err != nil {
			return err
		}
		if why := l.RefusesGrant(line.Actor, d.Email, d.Right); why != "" {
			return line.Refuse("%s", why)
		}
		if err := l.change(line, Granting(d.Right, d.Email), d.Proposal); err != nil {
			return err
		}
		l.people.Know(line, d.Email)
		l.grants = append(l.grants, Grant{Email: d.Email, Right: d.Right, By: line.Actor, At: line.Time.Time, Reason: d.Reason})
	case TypeRevoked:
		d, err := record.Decode[Revoked](line)
		if err != nil {
			return err
		}
		if why := l.RefusesRevoke(d.Email, d.Right); why != "" {
			return line.Refuse("%s", why)
		}
		if err := l.change(line, Revoking(d.Right, d.Email), d.Proposal); err != nil {
			return err
		}
		l.grants = slices.DeleteFunc(slices.Clone(l.grants), func(g Grant) bool { return g.Right == d.Right && l.people.Same(g.Email, d.Email) })
	case TypeProposed:
		return fold(line, l.propose)
	case TypeWithdrawn:
		return fold(line, l.withdraw)
	case TypeDeclined:
		return fold(line, l.decline)
	case TypeSeen:
		return fold(line, l.see)
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

// change notes that a right changes hands, or refuses the line that says so.
func (l *Ledger) change(line record.Line, c Change, proposal string) error {
	loosens := l.Loosens(line.Actor, c)
	if loosens {
		if why := l.RefusesLoosening(line.Actor, c, proposal); why != "" {
			return line.Refuse("%s", why)
		}
		l.Loosen(line, c, proposal)
	}
	l.Changed(line, c, proposal, loosens)
	return nil
}

// Loosens reports whether a change of rights by that author loosens a guard: another owner or approver, or one owner
// less. Owners may lay down their own right.
func (l *Ledger) Loosens(author string, c Change) bool {
	if c.Old == "" {
		return c.Right() == Owner || c.Right() == Approver
	}
	return c.Right() == Owner && !l.people.Same(author, c.Old)
}

func (l *Ledger) adopt(line record.Line, d Adopted) {
	l.adopted, l.at = &d, line
	l.grants = nil
	for _, o := range d.Owners {
		l.grants = append(l.grants, Grant{Email: o, Right: Owner, At: line.Time.Time})
	}
}

// knows reports whether heads cover the line.
func knows(heads []record.Head, line record.Line) bool {
	return slices.ContainsFunc(heads, func(h record.Head) bool { return h.Writer == line.Writer && h.Seq >= line.Seq })
}

// From returns whether the line, which the fold has before rights were adopted by that line, was known then.
func (d Adopted) From(adopted, line record.Line) bool {
	return line.Writer == adopted.Writer && line.Seq < adopted.Seq || knows(d.Heads, line)
}

// RefusesEntry returns why an entry that is about to be recorded would have no effect for lack of rights, or changes
// rights as they cannot be; empty if neither is known here. The ledger of its noun may know more reasons.
func (l *Ledger) RefusesEntry(e record.Entry, need Need) string {
	if why := l.Refuses(e.Actor.Email, need); why != "" {
		return why
	}
	switch d := e.Data.(type) {
	case Granted:
		return l.refusesNow(e.Actor.Email, Granting(d.Right, d.Email), d.Proposal)
	case Revoked:
		return l.refusesNow(e.Actor.Email, Revoking(d.Right, d.Email), d.Proposal)
	}
	return ""
}

// refusesNow returns why a change of rights cannot be, or needs a proposal and has none; empty otherwise.
func (l *Ledger) refusesNow(author string, c Change, proposal string) string {
	if why := l.RefusesChange(author, c); why != "" || proposal != "" || !l.Loosens(author, c) {
		return why
	}
	return l.RefusesLoosening(author, c, "")
}

// RefusesChange returns why the right cannot be given or taken so; empty if it can.
func (l *Ledger) RefusesChange(author string, c Change) string {
	if c.Old == "" {
		return l.RefusesGrant(author, c.New, c.Right())
	}
	return l.RefusesRevoke(c.Old, c.Right())
}

// RefusesGrant returns why the right cannot be granted; empty if it can.
func (l *Ledger) RefusesGrant(by, email string, right Right) string {
	has := l.Of(email)
	switch {
	case !slices.Contains(All, right):
		return fmt.Sprintf("there is no right %q", right)
	case l.people.Like(by, email) != person.None:
		return "a right for oneself has to be granted by another owner" + l.people.Like(by, email).Aside(email, by)
	case slices.Contains(has, right):
		return fmt.Sprintf("%s is %s already", email, right)
	case right == Auditor && len(has) > 0:
		return fmt.Sprintf("%s is %s; an auditor has no other right", email, oneOf(has))
	case slices.Contains(has, Auditor):
		return fmt.Sprintf("%s is auditor, and an auditor has no other right", email)
	}
	return ""
}

// RefusesRevoke returns why the right cannot be taken from the person; empty if it can. A workspace keeps an owner.
func (l *Ledger) RefusesRevoke(email string, right Right) string {
	switch {
	case !slices.Contains(l.Of(email), right):
		return fmt.Sprintf("%s is not %s", email, right)
	case right == Owner && !slices.ContainsFunc(l.grants, func(g Grant) bool { return g.Right == Owner && !l.people.Same(g.Email, email) }):
		return fmt.Sprintf("%s is the last owner of this workspace; another person has to be made owner first", email)
	}
	return ""
}
