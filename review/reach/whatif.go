package reach

import (
	"slices"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// Change is what is supposed to happen. The zero Change is nothing.
type Change struct {
	Remove   []string          // IDs of users who are removed
	Give     map[string]string // role IDs by the IDs of users who get them
	Keys     []string          // client IDs of keys that are deleted
	Mappings []string          // IDs of mappings that are deleted
}

// Effect is what a change would mean.
type Effect struct {
	Affected []Affected // people whose permissions change now, by address
	// Nothing lists permissions that people or keys have now and that none would have, Last those with one holder left.
	Nothing []string
	Last    []Last
	Lockout string // that the workspace could lose its last manager of users, as a sentence; empty if not
	Returns []Path // what mappings by address give the affected accounts at the next sign-in, other than the change leaves
	// Possible holds what mappings by other claims may give them; Accounts says how many of them, Email which if it is one.
	Possible []Path
	Closed   []Path // mappings that give nothing any more
	Opened   []Path // mappings that an earlier one shadowed
}

// Affected is a person whose permissions change.
type Affected struct {
	Email   string // of their first account that is concerned
	Loses   []string
	Gains   []string
	Remains []Remaining // what the paths that close gave, and another path still gives
}

// Remaining is a permission that another path still gives.
type Remaining struct {
	Permission string
	Through    Path
}

// Last is the one holder of permissions that several have now.
type Last struct {
	Holder      string // the address, or the name of a service key
	Permissions []string
}

// Empty reports whether the change changes nothing.
func (c *Change) Empty() bool { return len(c.Remove)+len(c.Give)+len(c.Keys)+len(c.Mappings) == 0 }

// After returns the world as it would be after the change. What a role may do stays.
func (w *World) After(c *Change) *World {
	gone := set(c.Remove)
	after := &World{roles: w.roles, elevations: w.elevations, same: w.same}
	after.users = make([]population.User, 0, len(w.users))
	for i := range w.users {
		u := w.users[i]
		if gone[u.ID] {
			continue
		}
		if to, ok := c.Give[u.ID]; ok {
			u.RoleID = to
		}
		if u.SSO {
			after.sso++
		}
		after.users = append(after.users, u)
	}
	deleted := set(c.Keys)
	for i := range w.keys {
		if !deleted[w.keys[i].ClientID] {
			after.keys = append(after.keys, w.keys[i])
		}
	}
	unmapped := set(c.Mappings)
	var mappings []population.Mapping
	for _, m := range w.all {
		if !unmapped[m.ID] {
			mappings = append(mappings, m)
		}
	}
	after.all, after.mappings = mappings, order(mappings)
	after.lazily()
	return after
}

func set(list []string) map[string]bool {
	s := make(map[string]bool, len(list))
	for _, one := range list {
		s[one] = true
	}
	return s
}

// WhatIf says what a change would mean. It changes nothing.
func (w *World) WhatIf(c *Change) Effect {
	after := w.After(c)
	var e Effect
	lost := map[string]bool{} // permissions that a path which closes gave
	for _, one := range w.concerned(c) {
		a, closed := compared(one.before, one.after)
		for _, s := range closed {
			lost[s] = true
		}
		if len(a.Loses)+len(a.Gains)+len(a.Remains) > 0 {
			e.Affected = append(e.Affected, a)
		}
	}
	slices.SortFunc(e.Affected, func(a, b Affected) int { return compareLast(a.Email, b.Email) })
	for _, id := range c.Keys {
		for i := range w.keys {
			if k := &w.keys[i]; k.ClientID == id {
				for _, s := range w.scopes(k.RoleID) {
					lost[s] = true
				}
			}
		}
	}
	e.Nothing, e.Last = w.lastOf(after, sorted(lost))
	e.Lockout = lockout(w.managers(), after.managers())
	e.Returns, e.Possible = w.returns(c, after)
	e.Closed, e.Opened = mappingsChanged(w, after)
	return e
}

// concern holds what is open to one person, before and after a change.
type concern struct{ before, after []Path }

// concerned returns the paths, before and after the change, of everybody it is about. Paths at the next sign-in are left
// out.
func (w *World) concerned(c *Change) []*concern {
	gone, deleted := set(c.Remove), set(c.Keys)
	about := map[string]*concern{}
	var all []*concern
	touch := func(email string) {
		if key := w.same(email); about[key] == nil && email != "" {
			about[key] = &concern{}
			all = append(all, about[key])
		}
	}
	for i := range w.users {
		u := &w.users[i]
		if to, given := c.Give[u.ID]; gone[u.ID] || given && to != u.RoleID {
			touch(u.Email)
		}
	}
	for i := range w.keys {
		if k := &w.keys[i]; deleted[k.ClientID] {
			touch(k.OwnerEmail)
		}
	}
	if len(all) == 0 {
		return nil
	}
	persons := w.persons()
	for i := range w.users {
		u := w.users[i]
		one := about[persons[i]]
		if one == nil {
			continue
		}
		one.before = append(one.before, w.ofUser(&u))
		if gone[u.ID] {
			continue
		}
		if to, given := c.Give[u.ID]; given {
			u.RoleID = to
		}
		one.after = append(one.after, w.ofUser(&u))
	}
	for i := range w.keys {
		k := &w.keys[i]
		one := about[w.same(k.OwnerEmail)]
		if one == nil || k.OwnerEmail == "" {
			continue
		}
		one.before = append(one.before, w.ofKey(k))
		if !deleted[k.ClientID] {
			one.after = append(one.after, w.ofKey(k))
		}
	}
	return all
}

// compared says what changes for a person, and which permissions the paths that close gave.
func compared(before, after []Path) (a Affected, closed []string) {
	a.Email = before[0].Email
	type way struct{ item, role string }
	was, is := map[way]bool{}, map[way]bool{}
	had, has, gave := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range before {
		was[way{before[i].Item, before[i].RoleID}] = true
		for _, s := range before[i].Permissions {
			had[s] = true
		}
	}
	stays := map[string]*Path{} // by permission, the first path that is open before and after
	for i := range after {
		one := way{after[i].Item, after[i].RoleID}
		is[one] = true
		for _, s := range after[i].Permissions {
			has[s] = true
			if was[one] && stays[s] == nil {
				stays[s] = &after[i]
			}
		}
	}
	for i := range before {
		if !is[way{before[i].Item, before[i].RoleID}] {
			for _, s := range before[i].Permissions {
				gave[s] = true
			}
		}
	}
	for _, s := range sorted(had) {
		if !has[s] {
			a.Loses = append(a.Loses, s)
		} else if gave[s] && stays[s] != nil {
			a.Remains = append(a.Remains, Remaining{s, *stays[s]})
		}
	}
	for _, s := range sorted(has) {
		if !had[s] {
			a.Gains = append(a.Gains, s)
		}
	}
	return a, sorted(gave)
}

// returns says what the next sign-in gives the accounts that the change removes or gives another role: what mappings by
// address give, and what those by other claims may give.
func (w *World) returns(c *Change, after *World) (named, possible []Path) {
	gone, own := set(c.Remove), map[string]int{} // the places of the mappings by address
	for i := range after.mappings {
		if m := &after.mappings[i]; m.email != "" {
			own[m.email] = i
		}
	}
	type reached struct {
		upTo  []int // how many affected accounts no mapping by address catches before that place
		email string
	}
	all := map[string]*reached{} // by the role that the change leaves; empty: none
	for i := range w.users {
		u := &w.users[i]
		to, given := c.Give[u.ID]
		if gone[u.ID] {
			to = ""
		} else if !given {
			continue
		}
		place, caught := own[person.Key(u.Email)]
		if caught && (after.mappings[place].RoleID != to) {
			paths := after.atNextSignIn(u.Email, u.SSO)
			named = append(named, paths[len(paths)-1])
		}
		if !caught {
			place = len(after.mappings)
		}
		if u.SSO && len(after.mappings) > 0 {
			if all[to] == nil {
				all[to] = &reached{upTo: make([]int, len(after.mappings)+1)}
			}
			all[to].upTo[place]++
			all[to].email = u.Email
		}
	}
	for _, r := range all {
		for i := len(r.upTo) - 2; i >= 0; i-- {
			r.upTo[i] += r.upTo[i+1]
		}
	}
	for i := range after.mappings {
		m := &after.mappings[i]
		if m.email != "" {
			continue
		}
		p := after.ofMapping(m)
		p.Note = IfClaim
		for to, r := range all {
			if to != m.RoleID && r.upTo[i+1] > 0 {
				p.Accounts += r.upTo[i+1]
				p.Email = r.email
			}
		}
		if p.Accounts > 1 {
			p.Email = ""
		}
		if p.Accounts > 0 {
			possible = append(possible, p)
		}
	}
	return named, possible
}

// mappingsChanged returns the mappings that give nothing any more, and those that were shadowed before.
func mappingsChanged(before, after *World) (closed, opened []Path) {
	if len(before.all) == len(after.all) {
		return nil, nil // none was deleted
	}
	return before.mappedBut(after), after.mappedBut(before)
}

// mappedBut returns the paths of mappings that can match here and not in another world.
func (w *World) mappedBut(other *World) (paths []Path) {
	there := make(map[string]bool, len(other.mappings))
	for i := range other.mappings {
		there["mapping/"+other.mappings[i].ID] = true
	}
	for _, p := range w.named() {
		if !there[p.Item] {
			paths = append(paths, p)
		}
	}
	return paths
}
