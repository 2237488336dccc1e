package roster

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/person"
)

// Change is what became of one person between two rosters.
type Change string

// The changes, in the order in which they are shown. One person may have several.
const (
	Joined        Change = "joined"     // is on the later one, and was not on the earlier
	Gone          Change = "left"       // is not on the later one, or has the status of somebody who left there
	OtherManager  Change = "manager"    // has another manager
	OtherUnit     Change = "department" // is in another department
	OtherTitle    Change = "title"
	OtherType     Change = "type"      // also another external company
	OtherDates    Change = "dates"     // other first or last day, or another status
	OtherAddress  Change = "addresses" // other further addresses
	OtherFullName Change = "name"
)

// Changes lists all changes in their order.
var Changes = []Change{Joined, Gone, OtherManager, OtherUnit, OtherType, OtherDates, OtherTitle, OtherAddress, OtherFullName}

// Difference is one change of one person.
type Difference struct {
	Email  string `json:"email"`
	Change Change `json:"change"`
	Before string `json:"before"` // the value before; empty without one
	After  string `json:"after"`
}

// Compare returns what changed from one roster to another, by change and address. before may be nil.
func Compare(before, after *Roster) []Difference {
	diff := []Difference{}
	if before == nil {
		return diff
	}
	was := map[string]*Line{}
	for i := range before.Lines {
		was[person.Key(before.Lines[i].Email)] = &before.Lines[i]
	}
	for i := range after.Lines {
		now := &after.Lines[i]
		then := was[person.Key(now.Email)]
		delete(was, person.Key(now.Email))
		if then == nil {
			diff = append(diff, Difference{now.Email, Joined, "", now.summary()})
			continue
		}
		diff = append(diff, then.changes(now)...)
	}
	for _, then := range was {
		diff = append(diff, Difference{then.Email, Gone, then.summary(), ""})
	}
	slices.SortFunc(diff, func(a, b Difference) int {
		if a.Change != b.Change {
			return slices.Index(Changes, a.Change) - slices.Index(Changes, b.Change)
		}
		return strings.Compare(person.Key(a.Email), person.Key(b.Email))
	})
	return diff
}

// changes returns what changed on a line.
func (l *Line) changes(now *Line) (diff []Difference) {
	add := func(change Change, before, after string) {
		if before != after {
			diff = append(diff, Difference{now.Email, change, before, after})
		}
	}
	gone := func(one *Line) bool { return one.Status == HasLeft || one.Status == Inactive }
	if gone(now) && !gone(l) {
		add(Gone, l.summary(), strings.TrimSpace(string(now.Status)+" "+now.End))
	} else {
		add(OtherDates, l.term(), now.term())
	}
	if !person.Same(l.Manager, now.Manager) {
		add(OtherManager, l.Manager, now.Manager)
	}
	add(OtherUnit, l.Department, now.Department)
	add(OtherTitle, l.Title, now.Title)
	add(OtherType, strings.TrimSpace(string(l.Type)+" "+l.Company), strings.TrimSpace(string(now.Type)+" "+now.Company))
	add(OtherAddress, strings.Join(l.Also, " "), strings.Join(now.Also, " "))
	add(OtherFullName, l.Name, now.Name)
	return diff
}

// summary says in a few words who a line is about.
func (l *Line) summary() string {
	var parts []string
	for _, part := range []string{l.Title, l.Department, string(l.Type), l.Company} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// term says the status and the days of a line.
func (l *Line) term() string {
	text := string(l.Status)
	if l.Start != "" {
		text += " from " + l.Start
	}
	if l.End != "" {
		text += " to " + l.End
	}
	return strings.TrimSpace(text)
}
