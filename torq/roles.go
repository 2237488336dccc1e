package torq

import (
	"cmp"
	"slices"

	"github.com/tuar-dev/tuar/review/population"
)

// Torq has two lists of roles: those a user can be given, in pages, and those the workspace manages, which tells custom
// from preset ones.
var (
	assignableList  = list{resource: "roles", path: "/users/roles", key: "roles", pageSize: 100}
	customRolesList = list{resource: "custom-roles", path: "/roles", key: "roles"}
)

type roleWire struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	ScopeNames  []string `json:"scope_names"`
	IsCustom    bool     `json:"is_custom"`
}

func (r roleWire) id() string { return r.ID }

// mergeRoles joins the two lists. A role may do what either says, so that nothing it may do is missed.
func mergeRoles(assignable, managed []roleWire) []population.Role {
	roles := make([]population.Role, 0, max(len(assignable), len(managed)))
	place := make(map[string]int, len(managed))
	for _, r := range managed {
		place[r.ID] = len(roles)
		roles = append(roles, population.Role{ID: r.ID, Name: r.Name, Description: r.Description, Scopes: scopes(r.ScopeNames), Custom: &r.IsCustom})
	}
	for _, r := range assignable {
		i, ok := place[r.ID]
		if !ok {
			roles = append(roles, population.Role{ID: r.ID, Name: r.Name, Description: r.Description, Scopes: scopes(r.ScopeNames), Assignable: true})
			continue
		}
		both := &roles[i]
		both.Name, both.Description = cmp.Or(both.Name, r.Name), cmp.Or(both.Description, r.Description)
		both.Scopes = scopes(append(both.Scopes, r.ScopeNames...))
		both.Assignable = true
	}
	return roles
}

// scopes are the names sorted, each once.
func scopes(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return slices.Compact(names)
}
