package remediation

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// ownAccounts returns the accounts that may be the actor's or that of the owner of the API key in use.
func (g *guards) ownAccounts() []*population.User {
	if !g.ownSearched {
		g.ownSearched = true
		for i := range g.p.Users {
			u := &g.p.Users[i]
			if g.people.Like(u.Email, g.actor) != person.None || g.ownerID != "" && u.ID == g.ownerID ||
				g.people.Same(u.Email, g.ownerOf) {
				g.own = append(g.own, u)
			}
		}
	}
	return g.own
}

// forbidsOwnRole returns why a custom role must not be changed or deleted if the API key in use or the actor has it.
func (g *guards) forbidsOwnRole(c *Change) string {
	if k, ok := g.listingIndex.key(g.key); ok && k.RoleID == c.ID() {
		return c.Title() + " is the role of the API key in use; use a key with another role for it"
	}
	for _, u := range g.ownAccounts() {
		if u.RoleID == c.ID() || g.lastingRole(u) == c.ID() {
			return fmt.Sprintf("%s is your own access: %s holds it; people cannot change their own access",
				c.Title(), u.Email)
		}
	}
	return ""
}

// forbidsOwnMapping returns why a claim mapping must not be changed if it names the actor or the owner of the API key in use,
// or may be what gives them their role.
func (g *guards) forbidsOwnMapping(c *Change) string {
	byEmail := c.claim.ByEmail()
	for _, own := range []string{g.actor, g.ownerOf} {
		if byEmail && g.people.Like(c.claim.Value, own) != person.None {
			return fmt.Sprintf("%s is your own access%s; people cannot change their own access",
				c.Title(), g.people.Aside(c.claim.Value, own))
		}
	}
	if byEmail || c.undo || g.leavesUnknownIsOK {
		return ""
	}
	for _, u := range g.ownAccounts() {
		if g.remaining.hangsOn(u.ID, c.FromRoleID) {
			return fmt.Sprintf("%s holds %s and may have it by this mapping, so it may be your own access (--leaves-unknown does it all the same)",
				u.Email, g.role(c.FromRoleID))
		}
	}
	return ""
}

// forbidsLockout returns why a change of a claim mapping or custom role must not be made if it may leave the workspace
// without a manager of users.
func (g *guards) forbidsLockout(c *Change) string {
	var lost loss
	switch {
	case c.undo:
		return ""
	case c.Kind == access.Mapping:
		lost = g.remaining.lossOfMapping(c)
	case c.Action == order.ChangeScopes:
		lost = g.remaining.lossOfScopes(c.ID(), c.ToScopes)
	}
	switch lost {
	case lastManager:
		return fmt.Sprintf("only users with %s manage users, and it would not let them any more", c.Title())
	case unknownLoss:
		if !g.leavesUnknownIsOK {
			return "it is not known for certain who can manage users after this, since those who do may do so by " + c.Title() + " alone (--leaves-unknown does it all the same)"
		}
	case noLoss:
	}
	return ""
}

// hangsOn reports whether a user may have a role by a claim mapping that is not by their own address: they sign in by SSO,
// and no mapping by their address counts before all others.
func (c *remaining) hangsOn(id, roleID string) bool {
	return c.holds[id] == roleID && c.bySSO[id] && !c.named[id]
}

// certain counts the users who hold a role, stay, and do not hang on a claim mapping for it.
func (c *remaining) certain(roleID string) int { return c.staying[roleID] - c.hanging[roleID] }

// kept counts the users of a role who stay, those excepted who hang on a claim mapping that the plan changes.
func (c *remaining) kept(roleID string) int {
	if c.unmapped[roleID] > 0 {
		return c.certain(roleID)
	}
	return c.staying[roleID]
}

// mayManageBut reports whether another user stays who may manage users, if a claim mapping that the plan changes does not
// take it from them.
func (c *remaining) mayManageBut(id string) bool {
	for role, manages := range c.manage {
		n := c.staying[role]
		if c.holds[id] == role && c.stays(id) {
			n--
		}
		if manages && n > 0 {
			return true
		}
	}
	return false
}

// mapAlone adds to the claim mappings by a user's address that the plan changes: the user is not counted on meanwhile.
func (c *remaining) mapAlone(id string, n int) {
	c.count(id, -1)
	c.alone[id] += n
	c.count(id, 1)
}

// lossOfMapping returns the loss to the workspace if a claim mapping gives its role no longer.
func (c *remaining) lossOfMapping(w *Change) loss {
	if w.claim.ByEmail() {
		id, here := c.byEmail[person.Key(w.claim.Value)]
		if !here || !c.bySSO[id] || c.holds[id] != w.FromRoleID {
			return noLoss
		}
		if c.lossOf(id, w.ToRoleID) != noLoss {
			return unknownLoss // a later mapping may give them the same
		}
		return noLoss
	}
	from := w.FromRoleID
	if c.mapped[from] == 0 || c.manage[w.ToRoleID] {
		return noLoss
	}
	left := c.certain(from)
	switch {
	case c.manage[from]:
		for role, manages := range c.manage {
			if manages && role != from {
				left += c.kept(role)
			}
		}
	case c.broadest[from]:
		for role := range c.broadest {
			if role != from {
				left += c.kept(role)
			}
		}
	default:
		return noLoss
	}
	if left == 0 {
		return unknownLoss
	}
	return noLoss
}

// lossOfScopes returns the loss to the workspace if a role grants only these permissions.
func (c *remaining) lossOfScopes(roleID string, scopes []string) loss {
	role, known := c.roles[roleID]
	if !known || c.holders[roleID] == 0 {
		return noLoss
	}
	left := *role
	left.Scopes = scopes
	switch {
	case c.manage[roleID] && !access.Manages(&left):
		for other, manages := range c.manage {
			if manages && other != roleID && c.kept(other) > 0 {
				return noLoss
			}
		}
		return lastManager
	case c.broadest[roleID]:
		for other, r := range c.roles {
			if other != roleID && c.kept(other) > 0 && (c.manage[other] || holdsAll(r.Scopes, role.Scopes)) {
				return noLoss
			}
		}
		return unknownLoss
	}
	return noLoss
}
