package reach

import (
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// Reach is everything that one person can reach.
type Reach struct {
	Accounts []population.User
	Keys     []population.APIKey // that they own or made
	Paths    []Path              // to all permissions: accounts first, then keys, then mappings
}

// Of returns what the person with that address can reach, by all their addresses. also are further addresses of theirs,
// which a mapping may name although no account has them.
func (w *World) Of(email string, also ...string) Reach {
	var r Reach
	key := w.same(email)
	signs := map[string]bool{} // addresses whose sign-in was looked at
	persons := w.persons()
	for i := range w.users {
		if u := &w.users[i]; persons[i] == key {
			r.Accounts = append(r.Accounts, *u)
			r.Paths = append(r.Paths, w.ofUser(u))
			r.Paths = append(r.Paths, w.soon(u)...)
		}
	}
	for i := range w.keys {
		if k := &w.keys[i]; k.OwnerEmail != "" && w.same(k.OwnerEmail) == key {
			r.Keys = append(r.Keys, *k)
			r.Paths = append(r.Paths, w.ofKey(k))
		}
	}
	for i := range r.Accounts {
		u := &r.Accounts[i]
		signs[person.Key(u.Email)] = true
		r.Paths = append(r.Paths, w.atNextSignIn(u.Email, u.SSO)...)
	}
	for _, address := range append([]string{email}, also...) {
		if signs[person.Key(address)] {
			continue
		}
		signs[person.Key(address)] = true
		r.Paths = append(r.Paths, w.atFirstSignIn(address)...)
	}
	return r
}

// atFirstSignIn returns the mapping that names an address without an account, if there is one.
func (w *World) atFirstSignIn(email string) []Path {
	paths := w.atNextSignIn(email, true)
	if len(paths) == 0 {
		return nil
	}
	last := paths[len(paths)-1]
	if last.Note == IfClaim {
		return nil // no mapping names it; what a group gives is open to everyone
	}
	last.Note = ifFirst
	if last.Certain {
		last.Note = firstSignIn
	}
	return []Path{last}
}

// Can returns the permissions that the paths which are open now give, sorted, and the paths to each by their place.
func (r *Reach) Can() map[string][]int {
	can := map[string][]int{}
	for i := range r.Paths {
		if r.Paths[i].Now() {
			for _, s := range r.Paths[i].Permissions {
				can[s] = append(can[s], i)
			}
		}
	}
	return can
}
