package baseline

import (
	"cmp"
	"slices"

	"github.com/tuar-dev/tuar/review/person"
)

// Of returns the baseline of the access there is: what people hold by department and title where the roster has them,
// else by person; what is privileged by person in any case. People who left have none; left counts their accounts.
func Of(workspace string, a Access) (b *Baseline, left []string) {
	b = &Baseline{Workspace: workspace}
	c := newComparison(a)
	at := map[[4]string]int{}
	put := func(e Entry) {
		key := c.key(&e)
		if i, known := at[key]; known {
			if e.Kind != OfRole { // of two keys of one name and owner, either may be there
				b.Entries[i].List = append(b.Entries[i].List, e.List...)
			}
			return
		}
		at[key] = len(b.Entries)
		b.Entries = append(b.Entries, e)
	}
	for i := range a.Users {
		u := &a.Users[i]
		roleID := u.RoleID
		if a.Lasting != nil {
			roleID = a.Lasting(u.ID, roleID)
		}
		role, privileged := c.role(roleID)
		line, listed := a.People.Find(u.Email)
		switch {
		case listed && gone(line, a.TakenAt):
			left = append(left, u.Email)
		case person.Key(u.Email) == "": // there is no name to give it
		case listed && line.Department != "" && !privileged:
			put(Entry{Kind: OfDepartment, Name: line.Department, Title: line.Title, List: []string{role}})
		default:
			put(Entry{Kind: OfPerson, Name: u.Email, List: []string{role}})
		}
	}
	for i := range a.Keys {
		k := &a.Keys[i]
		role, _ := c.role(k.RoleID)
		put(Entry{Kind: OfKey, Name: cmp.Or(k.Name, k.ClientID), Owner: k.OwnerEmail, List: []string{role}})
	}
	for i := range a.Mappings {
		m := &a.Mappings[i]
		role, _ := c.role(m.RoleID)
		put(Entry{Kind: OfMapping, Name: m.ClaimName + " = " + m.ClaimValue, List: []string{role}})
	}
	for i := range a.Roles {
		if r := &a.Roles[i]; r.Custom != nil && *r.Custom && r.Name != "" {
			put(Entry{Kind: OfRole, Name: r.Name, List: slices.Clone(r.Scopes)})
		}
	}
	b.Sort()
	return b, left
}
