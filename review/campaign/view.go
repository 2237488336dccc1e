package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/roster"
)

// views caches the views of populations, which are costly to make and do not change.
type views struct {
	sync.Mutex
	previous map[previousKey]*access.Past
	last     *View

	removing sync.Mutex
	removed  map[string]removed // by campaign
}

// View is a campaign's population as it looked when the campaign was opened, with the campaigns before beside it.
type View struct {
	Campaign   string // its full id
	Population string
	TakenAt    time.Time
	Basis      Basis
	Accounts   map[string]bool // the IDs of all users in the population, of any address

	made    viewKey
	people  *roster.Index // as at opening; nil without one
	memory  access.Memory
	imports []*Imported // that were on record at opening, the last one first
	outlook Outlook
}

// viewKey identifies the data that a view was made from. If two machines opened the same draft, the first in fold order
// counts, and that can change as lines come in.
type viewKey struct {
	campaign, population string
	at                   time.Time
	memory               string // of which campaigns, and in which state
	imports              string // of which imports
	dismissed            string // which hints, and which of these are over
}

// View returns the view of the campaign that id names, which must have been opened. It is made once.
func (l *Lookup) View(ctx context.Context, id string) (*View, error) {
	var key viewKey
	var previous []previousKey
	var imports []*Imported
	var rules access.Rules
	var marks access.Marks
	var kinds []access.Kind
	roster := ""
	var dismissed map[string][]*dismissal.Dismissal
	at := l.core.Now()
	if err := l.core.Read(ctx, func() error {
		c, err := l.book.FindOpened(id)
		if err != nil {
			return err
		}
		previous = l.previousKeys(l.book.ClosedBefore(c))
		imports = l.book.ImportsBefore(c)
		key = viewKey{c.ID, c.Population, c.OpenedAt, fmt.Sprint(previous), namesOf(imports), ""}
		if dismissed = l.core.Base().Dismissals.InForce(); c.State == Closed {
			dismissed, at = l.core.Base().Dismissals.Before(c.closedAs), c.Closing.At
		}
		key.dismissed = keyOf(dismissed, at)
		rules, marks, roster, kinds = c.Rules, c.Marks, c.Roster, c.Listed()
		return nil
	}); err != nil {
		return nil, err
	}
	l.views.Lock()
	defer l.views.Unlock()
	if v := l.views.last; v != nil && v.made == key {
		return v, nil
	}
	p, err := l.core.Population(ctx, key.population)
	if err != nil {
		return nil, err
	}
	memory, err := l.loadMemory(ctx, previous)
	if err != nil {
		return nil, err
	}
	people, err := l.core.Roster(ctx, roster)
	if err != nil {
		return nil, err
	}
	rows := access.Rows(p, rules, p.TakenAt, memory, marks, people, kinds...)
	access.Dismiss(rows, dismissed, at)
	v := &View{
		Campaign: key.campaign, Population: key.population, TakenAt: p.TakenAt, made: key, people: people, memory: memory, imports: imports, outlook: l.changes.Outlook(p),
		Basis:    Basis{Rows: make(map[string]access.Row, len(rows)), Roles: p.Roles, Carry: map[string]bool{}},
		Accounts: make(map[string]bool, len(p.Users)),
	}
	for _, r := range rows {
		v.Basis.Rows[r.Item] = r
	}
	for _, u := range p.Users {
		v.Accounts[u.ID] = true
	}
	for _, r := range rows {
		if was, ok := v.before(r); ok && unchanged(was, r) {
			v.Basis.Carry[r.Item] = true
		}
	}
	l.views.last = v
	return v, nil
}

// keyOf tells states of dismissals apart. There are few.
func keyOf(dismissed map[string][]*dismissal.Dismissal, at time.Time) string {
	key := ""
	for _, item := range slices.Sorted(maps.Keys(dismissed)) {
		for _, d := range dismissed[item] {
			key += fmt.Sprint(d.Place, d.Over(at), ";")
		}
	}
	return key
}

// before returns the row as it was at the last decision about it; without one, the last decision that an import states.
func (v *View) before(r access.Row) (access.PreviousRow, bool) {
	was, ok := v.memory.Find(r, func(item string) bool {
		_, here := v.Basis.Rows[item]
		return here
	})
	if ok && was.Decided() {
		return was, true
	}
	for _, i := range v.imports {
		if stated, known := i.previous(r); known {
			return stated, true
		}
	}
	return was, ok
}

// unchanged reports whether a row is of low risk and as it was when it was certified last time, without a last day.
func unchanged(was access.PreviousRow, is access.Row) bool {
	return was.Decision == string(Certify) && was.Until == "" && was.Item == is.Item && was.RoleID == is.RoleID && was.RoleKnown && !is.Flagged() && !is.Privileged
}
