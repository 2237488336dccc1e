package roster

import (
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/person"
)

// Index finds lines of a roster by address. A nil index has no roster.
type Index struct {
	*Roster
	Name    string           // of the roster
	by      map[string]*Line // by person.Key
	domains map[string]bool  // of the employees' first addresses
}

// NewIndex returns the index of a roster. aliases are addresses that belong to one person, as the record says: where one
// of them is on the roster, its line is found by the others, too.
func NewIndex(name string, r *Roster, aliases [][]string) *Index {
	x := &Index{Roster: r, Name: name, by: make(map[string]*Line, len(r.Lines)), domains: map[string]bool{}}
	for i := range r.Lines {
		l := &r.Lines[i]
		x.by[person.Key(l.Email)] = l
		if l.Type != Contractor && l.Company == "" {
			x.domains[Domain(l.Email)] = true
		}
	}
	for i := range r.Lines {
		for _, also := range r.Lines[i].Also {
			x.add(also, &r.Lines[i])
		}
	}
	for _, one := range aliases {
		var line *Line
		for _, email := range one {
			if l, ok := x.by[person.Key(email)]; ok {
				line = l
				break
			}
		}
		if line == nil {
			continue
		}
		for _, email := range one {
			x.add(email, line)
		}
	}
	return x
}

func (x *Index) add(email string, l *Line) {
	if key := person.Key(email); x.by[key] == nil {
		x.by[key] = l
	}
}

// Find returns the line of the person with that address.
func (x *Index) Find(email string) (*Line, bool) {
	if x == nil || email == "" {
		return nil, false
	}
	l, ok := x.by[person.Key(email)]
	return l, ok
}

// Manager returns the address of a person's manager; empty if the roster names none, or the person themselves.
func (x *Index) Manager(email string) string {
	l, ok := x.Find(email)
	if !ok || l.Manager == "" {
		return ""
	}
	if m, ok := x.Find(l.Manager); person.Same(l.Manager, l.Email) || ok && m == l {
		return ""
	}
	return l.Manager
}

// Foreign reports whether no employee on the roster has an address at the domain of that one.
func (x *Index) Foreign(email string) bool {
	return x != nil && len(x.domains) > 0 && !x.domains[Domain(email)]
}

// Age returns how long before that time the roster was imported.
func (x *Index) Age(at time.Time) time.Duration { return at.Sub(x.ImportedAt) }

// Domain returns the domain of an address in the form in which addresses are compared; empty if it has none.
func Domain(email string) string {
	_, domain, _ := cutLast(person.Key(email))
	return domain
}

func cutLast(email string) (local, domain string, ok bool) {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return email, "", false
	}
	return email[:at], email[at+1:], true
}
