package remediation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// presence is the state of the access in a listing, relative to a change.
type presence int

const (
	undetermined presence = iota // the listing cannot tell
	before                       // the access is as it was at the decision
	after                        // the change is there
	changed                      // the access is neither; sighting.why says what it is
)

// observation is the state of the access in a listing, and the item it was found under.
type observation struct {
	presence
	role string // ID of the role held now; empty if there is none
	as   string // the item it is held as
	why  string // for unseen and changed
}

// listingIndex finds the users, keys and roles of a population.
type listingIndex struct {
	p            *population.Population
	byID         map[string]*population.User
	byEmail      map[string][]*population.User
	keys         map[string]*population.APIKey
	roles        map[string]*population.Role
	mappings     map[string]*population.Mapping
	byClaim      map[string]*population.Mapping // the first by rank; see claimKey
	byRole       map[string][]roleHolder        // see holders
	decided      string                         // the name of the population that was decided on
	elevations   Elevations                     // may be nil
	decidedUsers map[string]bool                // IDs of the users there were at the decision

	decidedMappings map[string]int // as Case.Mappings
	decidedRoles    map[string]bool
}

func indexOf(p *population.Population) *listingIndex {
	l := &listingIndex{
		p: p, byID: make(map[string]*population.User, len(p.Users)), byEmail: make(map[string][]*population.User, len(p.Users)),
		keys: make(map[string]*population.APIKey, len(p.Keys)), roles: make(map[string]*population.Role, len(p.Roles)),
		mappings: make(map[string]*population.Mapping, len(p.Mappings)), decidedRoles: map[string]bool{},
		byClaim: make(map[string]*population.Mapping, len(p.Mappings)),
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
	for i := range p.Mappings {
		m := &p.Mappings[i]
		l.mappings[m.ID] = m
		if key := claimKey(m.ClaimName, m.ClaimValue); l.byClaim[key] == nil {
			l.byClaim[key] = m
		}
	}
	return l
}

// index returns the index of a listing, with the elevations and the accounts at the decision from the case.
func (c *Case) index(p *population.Population) *listingIndex {
	l := indexOf(p)
	l.decided, l.elevations, l.decidedUsers, l.decidedMappings = c.Decided, c.Elevations, c.Accounts, c.Mappings
	for i := range c.Roles {
		l.decidedRoles[c.Roles[i].ID] = true
	}
	return l
}

// newAccount returns the account of an address that did not exist at the decision, or nil.
func (l *listingIndex) newAccount(email string) *population.User {
	for _, u := range l.byEmail[person.Key(email)] {
		if !l.decidedUsers[u.ID] {
			return u
		}
	}
	return nil
}

// role returns what people call a role: its name, or its ID if Torq lists no such role.
func (l *listingIndex) role(id string) string {
	if r, ok := l.roles[id]; ok && r.Name != "" {
		return r.Name
	}
	return id
}

func (l *listingIndex) observe(c *Change) observation {
	if c.Action == order.Unknown && (c.Kind == access.Mapping || c.Kind == access.Role) {
		return observation{why: "it is not known what was to be done with " + c.Title() + ", so no listing can prove it"}
	}
	switch c.Kind {
	case access.Key:
		return l.observeKey(c)
	case access.User:
		return l.observeUser(c)
	case access.Mapping:
		return l.observeMapping(c)
	case access.Role:
		return l.observeRole(c)
	}
	return observation{why: fmt.Sprintf("this version of tuar does not know the kind of item %q", c.Kind)}
}

func (l *listingIndex) observeUser(c *Change) observation {
	if slices.Contains(l.p.Twice, idOf(c.Item)) {
		return observation{why: "Torq listed " + c.Title() + " twice, with different roles, so it is not known which one counts; sync again"}
	}
	u, ok := l.byID[strings.TrimPrefix(c.Item, "user/")]
	if !ok && c.Email != "" {
		u = l.newAccount(c.Email)
	}
	switch {
	case u == nil && c.Action == order.Invite && len(l.byEmail[person.Key(c.Email)]) > 0:
		other := l.byEmail[person.Key(c.Email)][0]
		return observation{presence: changed, why: fmt.Sprintf("%s still has another account, user/%s with the role %s; Torq cannot invite the address again",
			c.Title(), other.ID, l.role(other.RoleID))}
	case u == nil && c.Action == order.Invite:
		return observation{presence: before}
	case u == nil && c.Action == order.ChangeRole && c.undo:
		return observation{presence: changed, why: c.Title() + " is no longer in the workspace"}
	case u == nil:
		return observation{presence: after}
	case !ok && c.Action != order.Invite:
		return observation{changed, u.RoleID, "user/" + u.ID, fmt.Sprintf("%s was decided on as %s with the role %s, and is here again as user/%s with the role %s; a new campaign can decide on that",
			c.Title(), c.Item, c.FromRole, u.ID, l.role(u.RoleID))}
	}
	s := l.compare(c, u.RoleID, "user/"+u.ID)
	if s.presence == changed && c.Action == order.Remove && l.elevations != nil && l.elevations.RevertedSince(u.ID, c.FromRoleID, u.RoleID, l.decided) {
		return observation{presence: before, role: s.role, as: s.as} // who was to go with a lent role is to go without it
	}
	if c.Action == order.Invite && s.presence == changed {
		s.why = fmt.Sprintf("%s is in the workspace already, with the role %s", c.Title(), l.role(u.RoleID))
	}
	return s
}

func (l *listingIndex) observeKey(c *Change) observation {
	if l.p.HasGap("api-keys") {
		return observation{why: "the API key in use may not list API keys, so nothing about them can be proven"}
	}
	k, ok := l.keys[strings.TrimPrefix(c.Item, "key/")]
	switch {
	case !ok && c.undo:
		return observation{presence: changed, why: c.Title() + " is no longer in the workspace"}
	case !ok:
		return observation{presence: after}
	}
	return l.compare(c, k.RoleID, c.Item)
}

// compare returns the observation for the role that is held now.
func (l *listingIndex) compare(c *Change, role, as string) observation {
	s := observation{role: role, as: as}
	switch {
	case c.ToRoleID != "" && role == c.ToRoleID:
		s.presence = after
	case role == c.FromRoleID:
		s.presence = before
	default:
		s.presence = changed
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

// lastingRole returns the ID of the role that a user will have after all elevations.
func (l *listingIndex) lastingRole(u *population.User) string {
	if l.elevations != nil {
		if base, lent := l.elevations.BaseRole(u.ID, u.RoleID); lent {
			return base
		}
	}
	return u.RoleID
}

// withoutElevation returns the observation for the role that is left after the elevation.
func (l *listingIndex) withoutElevation(c *Change, s observation) observation {
	if l.elevations == nil || c.Kind != access.User {
		return s
	}
	if base, lent := l.elevations.BaseRole(idOf(s.as), s.role); lent {
		return l.compare(c, base, s.as)
	}
	return s
}

// holdsMore reports whether the access held now exceeds what the change was to leave.
func (l *listingIndex) holdsMore(rules access.Rules, c *Change, s observation) bool {
	switch s.presence {
	case before:
		return true
	case changed:
		now, known := l.roles[s.role]
		switch c.Action {
		case order.ChangeScopes:
			return !known || len(access.Gains(c.ToScopes, now.Scopes)) > 0
		case order.ChangeRole, order.ChangeMapping, order.DeleteMapping, order.DeleteRole:
		case order.Remove, order.DeleteKey, order.Invite, order.AddMapping, order.AddRole, order.Unknown, order.Test,
			order.Notice:
			fallthrough
		default:
			return true
		}
		return !known || !access.Smaller(rules, c.scopes, now.Scopes)
	}
	return false
}
