package reach

import (
	"cmp"
	"slices"

	"github.com/tuar-dev/tuar/review/population"
)

// Comparison says how two roles differ.
type Comparison struct {
	A     Side     `json:"a"`
	B     Side     `json:"b"`
	OnlyA []string `json:"only_a"` // permissions that A grants and B does not
	OnlyB []string `json:"only_b"`
	Both  []string `json:"both"`
}

// Side is one of two roles with all that hold it.
type Side struct {
	Role    string   `json:"role"`
	RoleID  string   `json:"role_id"`
	Known   bool     `json:"permissions_known"` // Torq lists permissions of the role
	Holders []Path   `json:"holders"`           // people, keys and mappings
	People  int      `json:"people"`
	Keys    int      `json:"keys"`
	Mapped  int      `json:"mappings"`
	Grants  []string `json:"permissions"`
}

// Role returns the role with that ID.
func (w *World) Role(id string) (*population.Role, bool) {
	r, ok := w.roles[id]
	return r, ok
}

// Compare says how the roles differ and who holds each.
func (w *World) Compare(a, b *population.Role) Comparison {
	c := Comparison{A: w.side(a), B: w.side(b), OnlyA: []string{}, OnlyB: []string{}, Both: []string{}}
	for _, s := range c.A.Grants {
		if slices.Contains(c.B.Grants, s) {
			c.Both = append(c.Both, s)
		} else {
			c.OnlyA = append(c.OnlyA, s)
		}
	}
	for _, s := range c.B.Grants {
		if !slices.Contains(c.A.Grants, s) {
			c.OnlyB = append(c.OnlyB, s)
		}
	}
	return c
}

func (w *World) side(r *population.Role) Side {
	s := Side{Role: r.Name, RoleID: r.ID, Known: len(r.Scopes) > 0, Holders: w.Holders(r.ID), Grants: slices.Clone(r.Scopes)}
	slices.Sort(s.Grants)
	s.Grants = slices.Compact(s.Grants)
	for i := range s.Holders {
		switch s.Holders[i].Kind {
		case ByRole:
			s.People++
		case ByKey:
			s.Keys++
		case ByMapping:
			s.Mapped++
		case ByElevation:
		}
	}
	return s
}

// Holders returns all that hold a role or may get it: people, keys, mappings, elevations to come.
func (w *World) Holders(roleID string) []Path {
	paths := []Path{}
	for i := range w.users {
		u := &w.users[i]
		if u.RoleID == roleID {
			paths = append(paths, w.ofUser(u))
		}
		for _, p := range w.soon(u) {
			if p.RoleID == roleID {
				paths = append(paths, p)
			}
		}
	}
	for i := range w.keys {
		if w.keys[i].RoleID == roleID {
			paths = append(paths, w.ofKey(&w.keys[i]))
		}
	}
	for _, p := range w.named() {
		if p.RoleID == roleID {
			paths = append(paths, p)
		}
	}
	slices.SortStableFunc(paths, func(a, b Path) int {
		return cmp.Or(cmp.Compare(rank[a.Kind], rank[b.Kind]), compareLast(a.Email, b.Email), cmp.Compare(a.Item, b.Item))
	})
	return paths
}
