package remediation

import (
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// remaining tracks the users that the workspace keeps, by the roles they will have when every elevation has ended.
type remaining struct {
	roles      map[string]*population.Role
	manage     map[string]bool   // IDs of the roles that are known to manage users
	holds      map[string]string // role ID by user ID
	before     map[string]string // the same without what the plan changes
	verified   map[string]bool
	roleMapped map[string]bool // who gets another role at the next sign-in for certain, by a claim mapping
	broadest   map[string]bool // IDs of the broadest roles in use at first
	holders    map[string]int  // users by role ID
	staying    map[string]int  // those of them who stay
	mapped     map[string]int  // verified users who may have the role by a claim mapping; see hangsOn
	hanging    map[string]int  // those of them who stay
	bySSO      map[string]bool
	named      map[string]bool   // who has a claim mapping by their own address before all others
	byEmail    map[string]string // user IDs
	unmapped   map[string]int    // by role ID: claim mappings by group that the plan makes give it no longer
	alone      map[string]int    // by user ID: the same for mappings by their address
}

// newRemaining counts all users of a listing.
func newRemaining(l *listingIndex) *remaining {
	c := &remaining{
		roles: l.roles, manage: map[string]bool{}, holds: map[string]string{}, before: map[string]string{}, verified: map[string]bool{},
		roleMapped: map[string]bool{}, broadest: map[string]bool{}, holders: map[string]int{}, staying: map[string]int{},
		mapped: map[string]int{}, hanging: map[string]int{}, bySSO: map[string]bool{}, named: map[string]bool{}, byEmail: map[string]string{}, unmapped: map[string]int{},
		alone: map[string]int{},
	}
	for id, r := range l.roles {
		c.manage[id] = access.Manages(r)
	}
	certain := map[string]string{} // role IDs by the addresses of claim mappings that stand before all others
	for _, m := range l.p.Mappings {
		if !isEmail(m) {
			break
		}
		if key := person.Key(m.ClaimValue); certain[key] == "" {
			certain[key] = m.RoleID
		}
	}
	for id, u := range l.byID {
		lasting := l.lastingRole(u)
		role, mapped := certain[person.Key(u.Email)]
		c.verified[id], c.roleMapped[id] = u.Status == population.StatusVerified, u.SSO && mapped && role != lasting
		c.holds[id], c.before[id] = lasting, lasting
		c.bySSO[id], c.named[id] = u.SSO, mapped
		c.byEmail[person.Key(u.Email)] = id
		c.count(id, 1)
	}
	// The broadest role among users who can sign in, and among all users: an invitation may never be accepted.
	c.markBroadest(func(id string) bool { return c.verified[id] })
	c.markBroadest(func(string) bool { return true })
	return c
}

// markBroadest marks the roles with the most permissions among those of some users.
func (c *remaining) markBroadest(among func(id string) bool) {
	most := 0
	for id, role := range c.holds {
		if among(id) {
			most = max(most, c.breadth(role))
		}
	}
	for id, role := range c.holds {
		if among(id) && most > 0 && c.breadth(role) == most {
			c.broadest[role] = true
		}
	}
}

// breadth counts the permissions of a role; one that grants everything is broader than any list.
func (c *remaining) breadth(roleID string) int {
	r, ok := c.roles[roleID]
	if !ok {
		return 0
	}
	for _, s := range r.Scopes {
		if strings.TrimSpace(s) == "*" {
			return 1 << 30
		}
	}
	return len(r.Scopes)
}

// stays reports whether a user can sign in and keeps the role after that.
func (c *remaining) stays(id string) bool {
	return c.verified[id] && !c.roleMapped[id] && c.alone[id] == 0
}

// count adds a user to the holders of the role they hold, or takes them out.
func (c *remaining) count(id string, n int) {
	role, ok := c.holds[id]
	if !ok {
		return
	}
	c.holders[role] += n
	hangs := c.hangsOn(id, role)
	if hangs && c.verified[id] {
		c.mapped[role] += n
	}
	if c.stays(id) {
		c.staying[role] += n
		if hangs {
			c.hanging[role] += n
		}
	}
}

// stayingBut counts who holds a role and stays, except for one user.
func (c *remaining) stayingBut(id, roleID string) int {
	n := c.kept(roleID)
	if role, ok := c.holds[id]; ok && role == roleID && c.stays(id) && (c.unmapped[roleID] == 0 || !c.hangsOn(id, roleID)) {
		return n - 1
	}
	return n
}

// managedBut reports whether another user stays whose role is known to manage users.
func (c *remaining) managedBut(id string) bool {
	for role, manages := range c.manage {
		if manages && c.stayingBut(id, role) > 0 {
			return true
		}
	}
	return false
}

// heldByOthers reports whether another remaining user holds the role. If this user can sign in, the other must too.
func (c *remaining) heldByOthers(id, roleID string) bool {
	if c.stays(id) {
		return c.stayingBut(id, roleID) > 0
	}
	others := c.holders[roleID]
	if role, ok := c.holds[id]; ok && role == roleID {
		others--
	}
	return others > 0
}

// loss is the loss to the workspace by a change.
type loss int

const (
	noLoss      loss = iota
	unknownLoss      // it is not known for certain who can still manage users
	lastManager      // no user who is known to manage users
)

// lossOf returns the loss to the workspace if a user has that role from now on, or no role.
func (c *remaining) lossOf(id, toRoleID string) loss {
	from, listed := c.holds[id]
	if !listed || from == toRoleID {
		return noLoss
	}
	role, known := c.roles[from]
	if !c.manage[toRoleID] {
		switch {
		case c.managedBut(id):
		case c.manage[from] && c.verified[id] && c.mayManageBut(id):
			return unknownLoss
		case c.manage[from] && c.verified[id]:
			return lastManager
		case !known || len(role.Scopes) == 0 || !c.covered(id, role):
			return unknownLoss
		}
	}
	if c.broadest[from] && !c.heldByOthers(id, from) {
		return unknownLoss
	}
	return noLoss
}

// covered reports whether another user who stays has all permissions of a role.
func (c *remaining) covered(id string, role *population.Role) bool {
	for held := range c.staying {
		if r, ok := c.roles[held]; ok && c.stayingBut(id, held) > 0 && holdsAll(r.Scopes, role.Scopes) {
			return true
		}
	}
	return false
}

func holdsAll(have, want []string) bool {
	set := make(map[string]bool, len(have))
	for _, s := range have {
		set[s] = true
	}
	for _, s := range want {
		if !set[s] && !set["*"] {
			return false
		}
	}
	return true
}

// expect notes the roles that Torq was asked to give and may not list yet. A user who loses the permission to manage
// users by one is no longer counted on; one who is to lose all access is not counted again.
func (c *remaining) expect(awaited map[string]string) {
	for id, roleID := range awaited {
		if _, left := c.before[id]; left && !c.manage[roleID] {
			c.give(id, roleID)
			put(c.before, id, roleID)
		}
	}
}

// give sets the role that the plan leaves a user with, or none.
func (c *remaining) give(id, roleID string) {
	c.count(id, -1)
	put(c.holds, id, roleID)
	c.count(id, 1)
}

// restore takes back what the plan gives a user.
func (c *remaining) restore(id string) { c.give(id, c.before[id]) }

// put sets the role of a user; none takes the user out.
func put(roles map[string]string, id, roleID string) {
	if roleID == "" {
		delete(roles, id)
		return
	}
	roles[id] = roleID
}
