package baseline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

// Access is what there is.
type Access struct {
	*population.Population
	People *roster.Index // nil without a roster
	Rules  access.Rules  // which say what is privileged
	// Lasting returns the role that a user has when all elevations have ended; nil if there are none.
	Lasting func(userID, roleID string) string
	// Same returns the form in which all addresses of one person are equal; nil compares addresses alone.
	Same func(email string) string
}

// Change says how access differs from the baseline.
type Change string

// The changes.
const (
	Added   Change = "added"   // the baseline has nothing like it
	Changed Change = "changed" // it is another role, or grants something else
	Removed Change = "removed" // the baseline has it, and it is not there
)

// Difference is one difference from the baseline. Scripts rely on the names.
type Difference struct {
	Item       string `json:"item"` // empty if it is not there
	Kind       string `json:"kind"` // user, key, mapping or role
	Email      string `json:"email"`
	Name       string `json:"name"` // of the key or role; the claim of the mapping
	Change     Change `json:"change"`
	Privileged bool   `json:"privileged"` // it gives something privileged that the baseline does not
	Is         string `json:"is"`
	Ought      string `json:"ought"`
	Fact       string `json:"fact"` // a phrase for people
}

// Title returns who or what it is about.
func (d *Difference) Title() string {
	switch d.Kind {
	case "user":
		return d.Email
	case "mapping":
		return "mapping " + d.Name
	}
	return d.Kind + " " + d.Name
}

// Compare returns how the access differs from the baseline: what is privileged first, then by kind and name.
func Compare(b *Baseline, a Access) []Difference {
	c := newComparison(a)
	for i := range b.Entries {
		e := &b.Entries[i]
		c.by[c.key(e)] = e
	}
	c.users()
	c.keys()
	c.mappings()
	c.customRoles()
	for i := range b.Entries {
		if e := &b.Entries[i]; !c.met[e] && e.Kind != OfDepartment {
			c.missing(e)
		}
	}
	slices.SortStableFunc(c.found, func(x, y Difference) int {
		if x.Privileged != y.Privileged {
			if x.Privileged {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(places[x.Kind], places[y.Kind]), cmp.Compare(x.Email, y.Email), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Item, y.Item))
	})
	return c.found
}

var places = map[string]int{"user": 0, "key": 1, "mapping": 2, "role": 3}

// comparison is a comparison under way.
type comparison struct {
	Access
	by    map[[4]string]*Entry
	met   map[*Entry]bool // what there is
	roles map[string]*population.Role
	found []Difference
}

func newComparison(a Access) *comparison {
	c := &comparison{Access: a, by: map[[4]string]*Entry{}, met: map[*Entry]bool{}, roles: make(map[string]*population.Role, len(a.Roles))}
	if c.Same == nil {
		c.Same = person.Key
	}
	for i := range a.Roles {
		c.roles[a.Roles[i].ID] = &a.Roles[i]
	}
	return c
}

// key identifies what an entry is about, whichever of the person's addresses it names.
func (c *comparison) key(e *Entry) [4]string {
	k := e.key()
	if e.Kind == OfPerson {
		k[1] = c.Same(e.Name)
	}
	return k
}

func (c *comparison) entry(kind Kind, name, title, owner string) *Entry {
	e := c.by[c.key(&Entry{Kind: kind, Name: name, Title: title, Owner: owner})]
	if e != nil {
		c.met[e] = true
	}
	return e
}

func (c *comparison) role(id string) (name string, privileged bool) {
	r, ok := c.roles[id]
	if !ok {
		return cmp.Or(id, "no role"), false
	}
	return cmp.Or(r.Name, id), c.Rules.PrivilegedBy(r.Scopes) != ""
}

func (c *comparison) add(d Difference) { c.found = append(c.found, d) }

func (c *comparison) users() {
	for i := range c.Users {
		u := &c.Users[i]
		roleID := u.RoleID
		if c.Lasting != nil {
			roleID = c.Lasting(u.ID, roleID)
		}
		role, privileged := c.role(roleID)
		d := Difference{Item: "user/" + u.ID, Kind: "user", Email: u.Email, Change: Added, Privileged: privileged, Is: role}
		var may []string
		of := ""
		if e := c.entry(OfPerson, u.Email, "", ""); e != nil {
			may, of = e.List, "them"
		}
		if line, ok := c.People.Find(u.Email); ok && line.Department != "" && !gone(line, c.TakenAt) {
			post := line.Department
			whole, titled := c.entry(OfDepartment, line.Department, "", ""), (*Entry)(nil)
			if line.Title != "" {
				post += ", " + line.Title
				titled = c.entry(OfDepartment, line.Department, line.Title, "")
			}
			for _, e := range []*Entry{titled, whole} {
				if e != nil {
					may = append(slices.Clip(may), e.List...)
					of = post
				}
			}
		}
		if slices.Contains(may, role) {
			continue
		}
		slices.Sort(may)
		d.Ought = strings.Join(slices.Compact(may), ", ")
		d.Fact = fmt.Sprintf("holds %s; the baseline has nothing for them", role)
		if len(may) > 0 {
			d.Change = Changed
			d.Fact = fmt.Sprintf("holds %s; the baseline has %s for %s", role, d.Ought, of)
		}
		c.add(d)
	}
}

// gone reports whether the person is employed no more: a department gives them nothing.
func gone(l *roster.Line, at time.Time) bool {
	standing := l.Standing(at)
	return standing == roster.Left || standing == roster.Ended
}

func (c *comparison) keys() {
	for i := range c.Keys {
		k := &c.Keys[i]
		name := cmp.Or(k.Name, k.ClientID)
		role, privileged := c.role(k.RoleID)
		d := Difference{Item: "key/" + k.ClientID, Kind: "key", Email: k.OwnerEmail, Name: name, Change: Added, Privileged: privileged, Is: role}
		d.Fact = fmt.Sprintf("an API key with %s that the baseline does not have", role)
		if e := c.entry(OfKey, name, "", k.OwnerEmail); e != nil {
			if slices.Contains(e.List, role) {
				continue
			}
			d.Change, d.Ought = Changed, strings.Join(e.List, ", ")
			d.Fact = fmt.Sprintf("has %s; the baseline has %s", role, d.Ought)
		}
		c.add(d)
	}
}

func (c *comparison) mappings() {
	for i := range c.Mappings {
		m := &c.Mappings[i]
		role, privileged := c.role(m.RoleID)
		claim := m.ClaimName + " = " + m.ClaimValue
		d := Difference{Item: "mapping/" + m.ID, Kind: "mapping", Name: claim, Change: Added, Privileged: privileged, Is: role}
		d.Fact = fmt.Sprintf("a claim mapping to %s that the baseline does not have", role)
		if e := c.entry(OfMapping, claim, "", ""); e != nil {
			if slices.Contains(e.List, role) {
				continue
			}
			d.Change, d.Ought = Changed, strings.Join(e.List, ", ")
			d.Fact = fmt.Sprintf("gives %s; the baseline has %s", role, d.Ought)
		}
		c.add(d)
	}
}

func (c *comparison) customRoles() {
	for i := range c.Roles {
		r := &c.Roles[i]
		if r.Custom == nil || !*r.Custom {
			continue
		}
		d := Difference{Item: "role/" + r.ID, Kind: "role", Name: r.Name, Change: Added, Is: strings.Join(r.Scopes, ", ")}
		d.Privileged = c.Rules.PrivilegedBy(r.Scopes) != ""
		d.Fact = "a custom role that the baseline does not have"
		if e := c.entry(OfRole, r.Name, "", ""); e != nil {
			gains, loses := access.Gains(e.List, r.Scopes), access.Gains(r.Scopes, e.List)
			if len(gains)+len(loses) == 0 {
				continue
			}
			d.Change, d.Ought, d.Privileged = Changed, strings.Join(e.List, ", "), c.Rules.PrivilegedBy(gains) != ""
			var parts []string
			if len(gains) > 0 {
				parts = append(parts, "also grants "+strings.Join(gains, ", "))
			}
			if len(loses) > 0 {
				parts = append(parts, "does not grant "+strings.Join(loses, ", "))
			}
			d.Fact = "compared with the baseline it " + strings.Join(parts, ", and ")
		}
		c.add(d)
	}
}

// missing notes an entry of which nothing is there.
func (c *comparison) missing(e *Entry) {
	d := Difference{Kind: []string{OfPerson: "user", OfKey: "key", OfMapping: "mapping", OfRole: "role"}[e.Kind], Change: Removed, Ought: strings.Join(e.List, ", "), Name: e.Name}
	if e.Kind == OfPerson {
		d.Email, d.Name = e.Name, ""
	} else {
		d.Email = e.Owner
	}
	d.Fact = "the baseline has it, and it is not there"
	if e.Kind == OfPerson {
		d.Fact = "the baseline has " + d.Ought + " for them, and they have no account"
	}
	c.add(d)
}
