package reach

import (
	"cmp"
	"slices"
)

// WhoCan returns all paths to any of the permissions, sorted by address, and those permissions that no role grants. A
// permission may be a pattern, such as "user.*".
func (w *World) WhoCan(permissions ...string) (paths []Path, unknown []string) {
	known := w.Permissions()
	for _, asked := range permissions {
		if !slices.ContainsFunc(known, func(scope string) bool { return covers(scope, asked) }) {
			unknown = append(unknown, asked)
		}
	}
	can := make(map[string][]string, len(w.roles)) // by role
	for id, r := range w.roles {
		if found := granted(r.Scopes, permissions); len(found) > 0 {
			can[id] = found
		}
	}
	add := func(p Path) {
		if found := can[p.RoleID]; found != nil {
			p.Permissions = found
			paths = append(paths, p)
		}
	}
	for i := range w.users {
		u := &w.users[i]
		if can[u.RoleID] != nil {
			add(w.ofUser(u))
		}
		if len(w.elevations) > 0 && len(w.elevations[u.ID]) > 0 {
			for _, p := range w.soon(u) {
				add(p)
			}
		}
	}
	for i := range w.keys {
		if can[w.keys[i].RoleID] != nil {
			add(w.ofKey(&w.keys[i]))
		}
	}
	for _, p := range w.named() {
		add(p)
	}
	slices.SortStableFunc(paths, func(a, b Path) int {
		return cmp.Or(compareLast(a.Email, b.Email), cmp.Compare(rank[a.Kind], rank[b.Kind]), cmp.Compare(a.Item, b.Item))
	})
	return paths, unknown
}

var rank = map[Kind]int{ByRole: 0, ByElevation: 1, ByKey: 2, ByMapping: 3}

// compareLast orders texts, the empty one last.
func compareLast(a, b string) int {
	if (a == "") != (b == "") {
		if a == "" {
			return 1
		}
		return -1
	}
	return cmp.Compare(a, b)
}
