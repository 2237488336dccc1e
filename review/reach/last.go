package reach

import (
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// lastOf returns which of the permissions no holder has any more, and which have one holder left of several.
func (w *World) lastOf(after *World, permissions []string) (nothing []string, last []Last) {
	if len(permissions) == 0 {
		return nil, nil
	}
	was, is := w.holdersOf(permissions), after.holdersOf(permissions)
	by := map[string]int{}
	for i, s := range permissions {
		switch {
		case was[i].n > 0 && is[i].n == 0:
			nothing = append(nothing, s)
		case was[i].n > 1 && is[i].n == 1:
			at, known := by[is[i].first]
			if !known {
				at = len(last)
				by[is[i].first] = at
				last = append(last, Last{Holder: is[i].title})
			}
			last[at].Permissions = append(last[at].Permissions, s)
		}
	}
	return nothing, last
}

// holder counts those who have a permission, up to two: people by all their accounts and private keys, service keys each
// for itself.
type holder struct {
	n            int
	first, title string
}

func (w *World) holdersOf(permissions []string) []holder {
	found := make([]holder, len(permissions))
	place := make(map[string]int, len(permissions))
	for i, s := range permissions {
		place[s] = i
	}
	grants := make(map[string][]int, len(w.roles))
	for id, r := range w.roles {
		for _, s := range r.Scopes {
			if at, asked := place[s]; asked {
				grants[id] = append(grants[id], at)
			}
		}
	}
	open := len(permissions) // with less than two holders
	count := func(roleID, key, title string) {
		for _, at := range grants[roleID] {
			h := &found[at]
			if h.n < 2 && h.first != key {
				if h.n++; h.n == 1 {
					h.first, h.title = key, title
				} else {
					open--
				}
			}
		}
	}
	for i := 0; i < len(w.users) && open > 0; i++ {
		if u := &w.users[i]; grants[u.RoleID] != nil {
			count(u.RoleID, w.same(u.Email), u.Email)
		}
	}
	for i := 0; i < len(w.keys) && open > 0; i++ {
		k := &w.keys[i]
		if k.Type == population.KeyService || k.OwnerEmail == "" {
			count(k.RoleID, "key/"+k.ClientID, "the key "+w.ofKey(k).Through)
		} else {
			count(k.RoleID, w.same(k.OwnerEmail), k.OwnerEmail)
		}
	}
	return found
}

// managers returns the addresses of verified users who can manage users, and still can after their next sign-in.
func (w *World) managers() (emails []string) {
	manage := make(map[string]bool, len(w.roles))
	for id, r := range w.roles {
		manage[id] = access.Manages(r)
	}
	certain := map[string]string{} // role IDs by address, of the mappings that come before all by group
	for i := range w.mappings {
		if w.mappings[i].email == "" {
			break
		}
		certain[w.mappings[i].email] = w.mappings[i].RoleID
	}
	for i := range w.users {
		u := &w.users[i]
		if !manage[u.RoleID] || u.Status != population.StatusVerified {
			continue
		}
		if next, mapped := certain[person.Key(u.Email)]; u.SSO && mapped && !manage[next] {
			continue
		}
		emails = append(emails, u.Email)
	}
	return emails
}

// lockout warns of a workspace in which no user, or one alone, can manage users.
func lockout(before, after []string) string {
	switch {
	case len(before) > 0 && len(after) == 0:
		return "no user who can sign in could manage users any more: the workspace would be locked"
	case len(before) > 1 && len(after) == 1:
		return after[0] + " would be the only user who can manage users"
	}
	return ""
}
