package rights

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Loosened is a guard that was loosened.
type Loosened struct {
	ID   string // of the line
	Hash string // of the line
	Change
	By       string
	At       time.Time
	Proposal *Proposal // that it carried out; nil if a sole owner loosened the guard at once
	Seen     []Sight   // who has seen it since
}

// Sight is a person who has seen that a guard was loosened.
type Sight struct {
	By string
	At time.Time
}

// ToldFor is the time for which a loosened guard is told.
const ToldFor = 7 * 24 * time.Hour

// SeenByOther reports whether anybody knows of it besides the owner who did it.
func (g Loosened) SeenByOther() bool { return g.Proposal != nil || len(g.Seen) > 0 }

// Loosened returns the guards that were loosened since then, in fold order.
func (l *Ledger) Loosened(since time.Time) []Loosened {
	return slices.DeleteFunc(slices.Clone(l.loosened), func(g Loosened) bool { return g.At.Before(since) })
}

// Loosen notes that a change loosened a guard. id names the proposal that it carried out; empty for none.
func (l *Ledger) Loosen(line record.Line, c Change, id string) {
	g := Loosened{ID: line.ID, Hash: line.Hash, Change: c, By: line.Actor, At: line.Time.Time}
	if p, ok := l.Proposal(id); ok {
		g.Proposal = &p
	}
	l.loosened = append(slices.Clone(l.loosened), g)
}

// RefusesSight returns why the author is not somebody else who has seen the change; empty if they are.
func (l *Ledger) RefusesSight(author string, g Loosened) string {
	for _, who := range g.authors() {
		if like := l.people.Like(author, who); like != person.None {
			return fmt.Sprintf("%s loosened the guard %s; another person must have seen it%s", who, g.Key, like.Aside(author, who))
		}
	}
	return ""
}

// authors returns who loosened the guard.
func (g Loosened) authors() []string {
	if g.Proposal != nil {
		return []string{g.By, g.Proposal.By}
	}
	return []string{g.By}
}

// see folds a settings.seen line.
func (l *Ledger) see(line record.Line, d SeenData) error {
	seen := slices.Clone(l.loosened)
	for _, id := range d.Changes {
		i := slices.IndexFunc(seen, func(g Loosened) bool { return g.ID == id })
		if i < 0 {
			return line.Refuse("no guard was loosened by a line %s", id)
		}
		if why := l.RefusesSight(line.Actor, seen[i]); why != "" {
			return line.Refuse("%s", why)
		}
		seen[i].Seen = append(slices.Clone(seen[i].Seen), Sight{line.Actor, line.Time.Time})
	}
	l.loosened = seen
	return nil
}
