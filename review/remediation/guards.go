package remediation

import (
	"fmt"
	"path"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// guards are the rules no plan may break.
type guards struct {
	*listed
	actor, key, keyOwner string
	admins               map[string]bool // IDs of verified users who may change users, and are left by the plan so far
}

func newGuards(l *listed, w World) *guards {
	g := &guards{listed: l, actor: w.Actor, key: w.ClientID, admins: map[string]bool{}}
	if k, ok := l.keys[w.ClientID]; ok && k.Type == population.KeyPrivate {
		g.keyOwner = k.OwnerEmail
	}
	for id, u := range l.byID {
		if r, ok := l.roles[l.lasting(u)]; ok && u.Status == population.StatusVerified && administers(r.Scopes) {
			g.admins[id] = true
		}
	}
	return g
}

// lasting is the role a user has when nothing is lent: a role that is lent manages nobody for long.
func (l *listed) lasting(u *population.User) string {
	if l.lending != nil {
		if base, lent := l.lending.Behind(u.ID, u.RoleID); lent {
			return base
		}
	}
	return u.RoleID
}

// administers says whether a role with these scopes may change users: what an owner is, whatever the role is called.
func administers(scopes []string) bool {
	for _, s := range scopes {
		if match, err := path.Match(s, "user.write"); match && err == nil || s == "*" {
			return true
		}
	}
	return false
}

func idOf(item string) string {
	_, id, _ := strings.Cut(item, "/")
	return id
}

// forbids says why a change must not be made, or "".
func (g *guards) forbids(c *Change, seen sighting, rules access.Rules) string {
	switch seen.sight {
	case unseen, changed:
		return seen.why
	case after:
		return ""
	}
	if reason := g.own(c); reason != "" {
		return reason
	}
	if c.Action == ChangeRole || c.Action == Invite {
		role, ok := g.roles[c.ToRoleID]
		var more []string // than was decided
		if ok {
			more = access.Gains(c.Gains, access.Gains(c.scopes, role.Scopes))
		}
		switch {
		case !ok && g.p.HasGap("roles"):
			return "the API key in use may not list roles, so the role " + c.ToRole + " cannot be looked at"
		case !ok:
			return fmt.Sprintf("the role %s does not exist any more; decide on %s anew in another campaign", c.ToRole, c.Title())
		case !c.undo && !access.Smaller(rules, c.scopes, role.Scopes):
			return fmt.Sprintf("the role %s changed since the decision and is no longer smaller than %s", c.ToRole, c.FromRole)
		case !c.undo && len(more) > 0:
			return fmt.Sprintf("the role %s changed since the decision and grants what was not decided: %s", c.ToRole, strings.Join(more, ", "))
		}
	}
	return g.last(c, seen)
}

// own forbids to change what the change itself is made with.
func (g *guards) own(c *Change) string {
	switch {
	case c.Kind == access.Key && idOf(c.Item) == g.key:
		return c.Title() + " is the API key in use; let somebody do it with another key"
	case c.Kind == access.User && g.keyOwner != "" && strings.EqualFold(c.Email, g.keyOwner):
		return "the private API key in use belongs to " + c.Email + "; let somebody do it with another key"
	case c.Kind == access.User && g.actor != "" && strings.EqualFold(c.Email, g.actor):
		return c.Email + " is your own access; nobody changes their own"
	}
	return ""
}

// last forbids to take the workspace's last owner, told by permission, and whom it cannot tell.
func (g *guards) last(c *Change, seen sighting) string {
	id := idOf(seen.as)
	u, ok := g.byID[id]
	if c.Kind != access.User || !ok || c.Action == Invite || g.keeps(c) {
		return ""
	}
	others := len(g.admins)
	if g.admins[id] {
		others--
	}
	role, known := g.roles[u.RoleID]
	switch {
	case others > 0:
		return ""
	case !known || len(role.Scopes) == 0:
		return "the permissions of the role " + g.role(u.RoleID) + " are not known, and nobody else is known who may manage users"
	case g.admins[id]:
		return c.Email + " is the last one who may manage users"
	}
	return ""
}

// keeps says whether the role a change gives may change users too.
func (g *guards) keeps(c *Change) bool {
	r, ok := g.roles[c.ToRoleID]
	return c.Action == ChangeRole && ok && administers(r.Scopes)
}

// LeavesNobody says whether giving a user another role would leave nobody who is known to be able to manage users. awaited
// are role IDs, by user ID, that Torq was asked for and may not list yet: whoever loses the permission by one is not counted.
func LeavesNobody(p *population.Population, awaited map[string]string, userID, toRoleID string) bool {
	g := newGuards(list(p), World{})
	for id, role := range awaited {
		if r, ok := g.roles[role]; id != userID && !(ok && administers(r.Scopes)) {
			delete(g.admins, id)
		}
	}
	u, ok := g.byID[userID]
	if !ok {
		return false
	}
	_, known := g.roles[u.RoleID]
	manages := g.admins[userID] || !known
	delete(g.admins, userID)
	to, ok := g.roles[toRoleID]
	return manages && len(g.admins) == 0 && !(ok && administers(to.Scopes))
}

// take counts a change that the plan makes, so that not all owners go one by one.
func (g *guards) take(c *Change, seen sighting) {
	if !g.keeps(c) && c.Action != Invite && c.Kind == access.User {
		delete(g.admins, idOf(seen.as))
	}
}
