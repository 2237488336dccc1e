// Package reach answers who can do what in a population, and through what: their role, an API key, or an SSO claim
// mapping at the next sign-in. It says what one person can reach, how two roles differ, and what a change would mean.
// Its functions are pure: they read no record and change nothing.
package reach

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// Elevation is a role that a user holds for a limited time, or will hold: it is approved and has not begun.
type Elevation struct {
	ID     string
	UserID string
	RoleID string
	BaseID string // the role to be restored
	Begun  bool   // the population shows the role
	From   time.Time
	Until  time.Time
}

// World is a population, ready for questions. It is not changed, and may be asked from several goroutines.
type World struct {
	users      []population.User
	keys       []population.APIKey
	roles      map[string]*population.Role
	all        []population.Mapping
	mappings   []mapping // in the order in which Torq tries them; those that can never match are left out
	elevations map[string][]Elevation
	same       func(email string) string
	sso        int // accounts that sign in through SSO

	persons func() []string // by user, as same says; made when first needed
	named   func() []Path   // see mapped; likewise
}

// New returns the world of a population. same returns the form in which all addresses of one person are equal; nil
// compares addresses alone.
func New(p *population.Population, elevations []Elevation, same func(email string) string) *World {
	if same == nil {
		same = person.Key
	}
	w := &World{users: p.Users, keys: p.Keys, roles: make(map[string]*population.Role, len(p.Roles)), same: same}
	for i := range p.Roles {
		w.roles[p.Roles[i].ID] = &p.Roles[i]
	}
	w.elevations = make(map[string][]Elevation, len(elevations))
	for _, e := range elevations {
		w.elevations[e.UserID] = append(w.elevations[e.UserID], e)
	}
	for i := range w.users {
		if w.users[i].SSO {
			w.sso++
		}
	}
	w.all, w.mappings = p.Mappings, order(p.Mappings)
	w.lazily()
	return w
}

// lazily sets what is made when it is first needed.
func (w *World) lazily() {
	w.persons = sync.OnceValue(func() []string {
		all := make([]string, len(w.users))
		for i := range w.users {
			all[i] = w.same(w.users[i].Email)
		}
		return all
	})
	w.named = sync.OnceValue(w.mapped)
}

// Person returns the form in which all addresses of one person are equal.
func (w *World) Person(email string) string { return w.same(email) }

// Roles returns all roles, by name.
func (w *World) Roles() []*population.Role {
	all := make([]*population.Role, 0, len(w.roles))
	for _, r := range w.roles {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *population.Role) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return all
}

// Permissions returns all permissions that any role grants, sorted.
func (w *World) Permissions() []string {
	seen := map[string]bool{}
	for _, r := range w.roles {
		for _, s := range r.Scopes {
			seen[s] = true
		}
	}
	return sorted(seen)
}

func sorted(set map[string]bool) []string {
	all := make([]string, 0, len(set))
	for s := range set {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

func (w *World) roleName(id string) string {
	if r, ok := w.roles[id]; ok && r.Name != "" {
		return r.Name
	}
	return cmp.Or(id, "none")
}

func (w *World) scopes(id string) []string {
	if r, ok := w.roles[id]; ok {
		return r.Scopes
	}
	return nil
}

// covers reports whether a permission that a role grants is one asked for: by the pattern of the question, or since the
// role itself grants a pattern such as "*".
func covers(scope, asked string) bool {
	return fits(asked, scope) || strings.ContainsRune(scope, '*') && fits(scope, asked)
}

// fits reports whether a text has a pattern; a pattern that is none fits itself alone.
func fits(pattern, text string) bool {
	if pattern == text || pattern == "*" {
		return true
	}
	match, err := path.Match(pattern, text)
	return err == nil && match
}

// granted returns the permissions among scopes that are asked for, sorted as they are in the role.
func granted(scopes, asked []string) (found []string) {
	for _, s := range scopes {
		if slices.ContainsFunc(asked, func(a string) bool { return covers(s, a) }) {
			found = append(found, s)
		}
	}
	return found
}
