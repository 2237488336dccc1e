package torq

import (
	"cmp"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/tuar-dev/tuar/review/population"
)

// Torq has two lists of roles: those a user can be given, in pages, and those the workspace manages, which tells custom
// from preset ones.
var (
	assignableList  = list{resource: "roles", path: "/users/roles", key: "roles", pageSize: 100}
	customRolesList = list{resource: "custom-roles", path: rolesPath, key: "roles"}
)

type roleWire struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	ScopeNames  scopeNames `json:"scope_names"`
	IsCustom    bool       `json:"is_custom"`
}

func (r roleWire) id() string { return r.ID }

// more returns the memory that the list of scopes takes beyond its JSON.
func (r roleWire) more() int { return len(r.ScopeNames) * 40 }

// scopeNames are the permissions of a role: some hundred names, and never more than mostScopes.
type scopeNames []string

const mostScopes = 10_000

// UnmarshalJSONFrom reads one name after the other, so that it can stop at a limit.
func (s *scopeNames) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*s = nil
	switch kind := d.PeekKind(); kind {
	case '[', 0:
	case 'n':
		return d.SkipValue()
	default:
		return &shapeError{"scopes that are " + kind.String()}
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		if len(*s) == mostScopes {
			return &shapeError{"a role with more scopes than there are"}
		}
		var name string
		if err := json.UnmarshalDecode(d, &name); err != nil {
			return err
		}
		*s = append(*s, name)
	}
	_, err := d.ReadToken()
	return err
}

// mergeRoles joins the two lists. A role has the permissions of both, so that none is missed.
func mergeRoles(assignable, managed []roleWire) []population.Role {
	roles := make([]population.Role, 0, max(len(assignable), len(managed)))
	place := make(map[string]int, len(managed))
	for _, r := range managed {
		place[r.ID] = len(roles)
		roles = append(roles, population.Role{
			ID: r.ID, Name: r.Name, Description: r.Description,
			Scopes: scopes(r.ScopeNames), Custom: &r.IsCustom,
		})
	}
	for _, r := range assignable {
		i, ok := place[r.ID]
		if !ok {
			roles = append(roles, population.Role{
				ID: r.ID, Name: r.Name, Description: r.Description,
				Scopes: scopes(r.ScopeNames), Assignable: true,
			})
			continue
		}
		both := &roles[i]
		both.Name, both.Description = cmp.Or(both.Name, r.Name), cmp.Or(both.Description, r.Description)
		both.Scopes = scopes(append(both.Scopes, r.ScopeNames...))
		both.Assignable = true
	}
	return roles
}

// scopes returns the names sorted, each once.
func scopes(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return slices.Compact(names)
}
