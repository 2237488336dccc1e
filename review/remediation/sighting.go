package remediation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// sight is what a listing shows of a change.
type sight int

const (
	unseen  sight = iota // the listing cannot tell
	before               // the access is as it was at the decision
	after                // the change is there
	changed              // the access is neither; sighting.why says what it is
)

// sighting is what a listing shows of a change, and as what.
type sighting struct {
	sight
	role string // ID of the role held now; empty if there is none
	as   string // the item it is held as
	why  string // for unseen and changed
}

// listed are the people and keys of a population, to be looked up.
type listed struct {
	p       *population.Population
	byID    map[string]*population.User
	byEmail map[string][]*population.User
	keys    map[string]*population.APIKey
	roles   map[string]*population.Role
	decided string          // the name of the population that was decided on
	lending Lending         // may be nil
	known   map[string]bool // IDs of the users there were at the decision
}

func list(p *population.Population) *listed {
	l := &listed{
		p: p, byID: make(map[string]*population.User, len(p.Users)), byEmail: make(map[string][]*population.User, len(p.Users)),
		keys: make(map[string]*population.APIKey, len(p.Keys)), roles: make(map[string]*population.Role, len(p.Roles)),
	}
	for i := range p.Users {
		u := &p.Users[i]
		l.byID[u.ID] = u
		if u.Email != "" {
			key := person.Key(u.Email)
			l.byEmail[key] = append(l.byEmail[key], u)
		}
	}
	for i := range p.Keys {
		l.keys[p.Keys[i].ClientID] = &p.Keys[i]
	}
	for i := range p.Roles {
		l.roles[p.Roles[i].ID] = &p.Roles[i]
	}
	return l
}

// list is the listing with what the case knows of lent roles.
func (c *Case) list(p *population.Population) *listed {
	l := list(p)
	l.decided, l.lending, l.known = c.Decided, c.Lending, c.Accounts
	return l
}

// anew is the account of an address that was not there at the decision, or nil.
func (l *listed) anew(email string) *population.User {
	for _, u := range l.byEmail[person.Key(email)] {
		if !l.known[u.ID] {
			return u
		}
	}
	return nil
}

// role is what people call a role: its name, or its ID if Torq lists no such role.
func (l *listed) role(id string) string {
	if r, ok := l.roles[id]; ok && r.Name != "" {
		return r.Name
	}
	return id
}

func (l *listed) look(c *Change) sighting {
	switch c.Kind {
	case access.Key:
		return l.lookForKey(c)
	case access.User:
		return l.lookForUser(c)
	}
	return sighting{why: fmt.Sprintf("this version of tuar does not know the kind of item %q", c.Kind)}
}

func (l *listed) lookForUser(c *Change) sighting {
	if slices.Contains(l.p.Twice, idOf(c.Item)) {
		return sighting{why: "Torq listed " + c.Title() + " twice, with different roles, so it is not known which one counts; sync again"}
	}
	u, ok := l.byID[strings.TrimPrefix(c.Item, "user/")]
	if !ok && c.Email != "" {
		u = l.anew(c.Email)
	}
	switch {
	case u == nil && c.Action == Invite && len(l.byEmail[person.Key(c.Email)]) > 0:
		other := l.byEmail[person.Key(c.Email)][0]
		return sighting{sight: changed, why: fmt.Sprintf("%s still has another account, user/%s with the role %s; Torq cannot invite the address again",
			c.Title(), other.ID, l.role(other.RoleID))}
	case u == nil && c.Action == Invite:
		return sighting{sight: before}
	case u == nil && c.Action == ChangeRole && c.undo:
		return sighting{sight: changed, why: c.Title() + " is no longer in the workspace"}
	case u == nil:
		return sighting{sight: after}
	case !ok && c.Action != Invite:
		return sighting{changed, u.RoleID, "user/" + u.ID, fmt.Sprintf("%s was decided on as %s with the role %s, and is here again as user/%s with the role %s; a new campaign can decide on that",
			c.Title(), c.Item, c.FromRole, u.ID, l.role(u.RoleID))}
	}
	s := l.compare(c, u.RoleID, "user/"+u.ID)
	if s.sight == changed && c.Action == Remove && l.lending != nil && l.lending.WentBack(u.ID, c.FromRoleID, u.RoleID, l.decided) {
		return sighting{sight: before, role: s.role, as: s.as} // who was to go with a lent role is to go without it
	}
	if c.Action == Invite && s.sight == changed {
		s.why = fmt.Sprintf("%s is in the workspace already, with the role %s", c.Title(), l.role(u.RoleID))
	}
	return s
}

func (l *listed) lookForKey(c *Change) sighting {
	if l.p.HasGap("api-keys") {
		return sighting{why: "the API key in use may not list API keys, so nothing about them can be proven"}
	}
	k, ok := l.keys[strings.TrimPrefix(c.Item, "key/")]
	switch {
	case !ok && c.undo:
		return sighting{sight: changed, why: c.Title() + " is no longer in the workspace"}
	case !ok:
		return sighting{sight: after}
	}
	return l.compare(c, k.RoleID, c.Item)
}

// compare tells by the role somebody holds now.
func (l *listed) compare(c *Change, role, as string) sighting {
	s := sighting{role: role, as: as}
	switch {
	case c.ToRoleID != "" && role == c.ToRoleID:
		s.sight = after
	case role == c.FromRoleID:
		s.sight = before
	default:
		s.sight = changed
		s.why = fmt.Sprintf("the access of %s changed since the decision: it was %s, it is %s now", c.Title(), orNone(c.FromRole), l.role(role))
	}
	return s
}

func orNone(role string) string {
	if role == "" {
		return "none"
	}
	return role
}

// lasting is the ID of the role that a user will have when nothing is lent.
func (l *listed) lasting(u *population.User) string {
	if l.lending != nil {
		if base, lent := l.lending.Behind(u.ID, u.RoleID); lent {
			return base
		}
	}
	return u.RoleID
}

// behind is the sighting without what is lent.
func (l *listed) behind(c *Change, s sighting) sighting {
	if l.lending == nil || c.Kind != access.User {
		return s
	}
	if base, lent := l.lending.Behind(idOf(s.as), s.role); lent {
		return l.compare(c, base, s.as)
	}
	return s
}

// more says whether what is held now is more than the change was to leave.
func (l *listed) more(rules access.Rules, c *Change, s sighting) bool {
	switch s.sight {
	case before:
		return true
	case changed:
		if c.Action != ChangeRole {
			return true
		}
		now, known := l.roles[s.role]
		return !known || !access.Smaller(rules, c.scopes, now.Scopes)
	}
	return false
}
