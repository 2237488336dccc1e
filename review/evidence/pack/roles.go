package pack

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/tabular"
)

// heldRole is a role of the population, or one that an account has and Torq does not list.
type heldRole struct {
	population.Role
	listed                       bool
	privilegedBy                 string // the first permission that makes it so
	users, keys, mappings, items int    // that have or give it; items are those of the campaign
}

// roleFields are the columns of the table of roles.
var roleFields = tabular.Fields[*heldRole]{
	tabular.TextOf("role_id", func(r *heldRole) string { return r.ID }),
	tabular.TextOf("role", func(r *heldRole) string { return r.Name }),
	tabular.TextOf("description", func(r *heldRole) string { return r.Description }),
	tabular.BoolOf("listed", func(r *heldRole) bool { return r.listed }),
	tabular.BoolOf("custom", func(r *heldRole) bool { return *r.Custom }).OnlyIf(func(r *heldRole) bool { return r.Custom != nil }),
	tabular.BoolOf("privileged", func(r *heldRole) bool { return r.privilegedBy != "" }),
	tabular.TextOf("privileged_by", func(r *heldRole) string { return r.privilegedBy }),
	tabular.NumberOf("permissions", func(r *heldRole) int { return len(r.Scopes) }),
	tabular.TextOf("permissions_sha256", func(r *heldRole) string { return hashOf(r.Scopes) }),
	tabular.NumberOf("users", func(r *heldRole) int { return r.users }),
	tabular.NumberOf("api_keys", func(r *heldRole) int { return r.keys }),
	tabular.NumberOf("claim_mappings", func(r *heldRole) int { return r.mappings }),
	tabular.NumberOf("items", func(r *heldRole) int { return r.items }),
}

// roles returns all roles, by ID, with the accounts that have them. The role of a user with an elevation is the one that
// is reviewed: the one held after it.
func (f *Facts) roles() []*heldRole {
	byID := map[string]*heldRole{}
	of := func(id, name string) *heldRole {
		if byID[id] == nil {
			byID[id] = &heldRole{Role: population.Role{ID: id, Name: name}}
		}
		return byID[id]
	}
	for _, r := range f.Population.Roles {
		byID[r.ID] = &heldRole{Role: r, listed: true, privilegedBy: f.Campaign.Rules.PrivilegedBy(r.Scopes)}
	}
	for i := range f.Rows {
		row := &f.Rows[i]
		if row.RoleID == "" {
			continue
		}
		r := of(row.RoleID, row.Role)
		switch row.Kind {
		case access.User:
			r.users++
		case access.Key:
			r.keys++
		case access.Mapping, access.Role: // mappings are counted below; a role does not hold itself
		}
		if f.Campaign.Contains(row.Item) {
			r.items++
		}
	}
	for _, m := range f.Population.Mappings {
		if m.RoleID != "" {
			of(m.RoleID, m.RoleID).mappings++
		}
	}
	all := make([]*heldRole, 0, len(byID))
	for _, r := range byID {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *heldRole) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// hashOf returns the SHA-256 of a set of permissions, sorted, one in a line; empty without any.
func hashOf(permissions []string) string {
	if len(permissions) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(permissions)), "\n")))
	return hex.EncodeToString(sum[:])
}
