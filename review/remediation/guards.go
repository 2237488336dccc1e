package remediation

import (
	"fmt"
	"maps"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// guards checks the rules that no plan may break.
type guards struct {
	*listingIndex
	people            *people.Ledger
	actor, key        string
	ownerID, ownerOf  string // of the key in use; empty for none
	kind              string // of that key: "private " or nothing
	keyUnknown        string // why it is not known whose the key in use is
	remaining         *remaining
	leavesUnknownIsOK bool
	invited           map[string]string  // items by address: who is invited
	counted           map[string]counted // by item
	own               []*population.User // see ownAccounts
	ownSearched       bool
}

func newGuards(l *listingIndex, w World, awaited map[string]string) *guards {
	g := &guards{listingIndex: l, people: w.People, actor: w.Actor, key: w.ClientID, remaining: newRemaining(l), leavesUnknownIsOK: w.Words.LeavesUnknown, invited: map[string]string{}, counted: map[string]counted{}}
	g.remaining.expect(awaited)
	k, ok := l.key(w.ClientID)
	switch {
	case l.p.HasGap("api-keys"):
		g.keyUnknown = "the API key in use may not list API keys, so it is not known whose it is"
	case !ok:
		g.keyUnknown = "the API key in use is not among those that Torq lists, so it is not known whose it is"
	case k.OwnerID == "" && k.OwnerEmail == "" && k.Type != population.KeyService:
		g.keyUnknown = "Torq does not say whose the API key in use is"
	default:
		g.ownerID, g.ownerOf = k.OwnerID, k.OwnerEmail
		if k.Type == population.KeyPrivate {
			g.kind = "private "
		}
	}
	return g
}

// key returns the API key of that client ID, ignoring case.
func (l *listingIndex) key(clientID string) (*population.APIKey, bool) {
	if k, ok := l.keys[clientID]; ok {
		return k, true
	}
	for id, k := range l.keys {
		if sameClientID(id, clientID) {
			return k, true
		}
	}
	return nil, false
}

// OwnsKey reports whether the user owns the private API key of that client ID.
func OwnsKey(p *population.Population, clientID, userID, email string) bool {
	k, ok := indexOf(p).key(clientID)
	return ok && k.Type == population.KeyPrivate && (k.OwnerID != "" && k.OwnerID == userID || person.Same(k.OwnerEmail, email))
}

// sameClientID reports whether two client IDs may be the same. Two that differ only by case count as one, so neither
// key is used to change the other.
func sameClientID(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

func idOf(item string) string {
	_, id, _ := strings.Cut(item, "/")
	return id
}

// forbids returns why a change must not be made; empty if it may.
func (g *guards) forbids(c *Change, seen observation, rules access.Rules) string {
	if err := population.CheckID(c.ID()); err != nil {
		return err.Error()
	}
	switch seen.presence {
	case undetermined, changed:
		return seen.why
	case after:
		return ""
	}
	if reason := g.forbidsOwn(c); reason != "" {
		return reason
	}
	if other, invited := g.invited[person.Key(c.Email)]; invited && c.Action == order.Invite {
		return fmt.Sprintf("%s is invited already for %s; Torq has one invitation for an address", c.Title(), other)
	}
	if c.Action.GivesRole() {
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
	if reason := g.forbidsLockout(c); reason != "" {
		return reason
	}
	return g.forbidsLast(c, seen)
}

// forbidsOwn returns why the change must not be made if it concerns the actor, or the API key in use and its owner.
func (g *guards) forbidsOwn(c *Change) string {
	switch c.Kind {
	case access.Mapping:
		return g.forbidsOwnMapping(c)
	case access.Role:
		return g.forbidsOwnRole(c)
	case access.User, access.Key:
	}
	if c.undo { // access is given back, so an address that may be one's own counts as that
		for _, own := range []string{g.actor, g.ownerOf} {
			if g.people.Like(c.Email, own) != person.None {
				return c.Title() + " is your own access" + g.people.Aside(c.Email, own) + "; people cannot restore their own access"
			}
		}
	}
	switch {
	case c.Kind == access.Key && sameClientID(c.ID(), g.key):
		return c.Title() + " is the API key in use; use another key for it"
	case c.Kind == access.User && (g.ownerID != "" && c.ID() == g.ownerID || g.people.Same(c.Email, g.ownerOf)):
		return "the " + g.kind + "API key in use belongs to " + c.Email + "; use another key for it"
	case c.Kind == access.User && g.people.Like(c.Email, g.actor) != person.None:
		return c.Email + " is your own access" + g.people.Aside(c.Email, g.actor) + "; people cannot change their own access"
	}
	return ""
}

// forbidsLast returns why the change must not be made if it may take the workspace's last manager of users.
func (g *guards) forbidsLast(c *Change, seen observation) string {
	if c.Kind != access.User || c.Action == order.Invite {
		return ""
	}
	switch g.remaining.lossOf(idOf(seen.as), c.ToRoleID) {
	case lastManager:
		return c.Email + " is the last one who may manage users"
	case unknownLoss:
		if !g.leavesUnknownIsOK {
			return fmt.Sprintf("it is not known for certain who can manage users after this: %s holds the role %s, and no other verified user is left with as broad a role (--leaves-unknown does it all the same)",
				c.Title(), g.role(g.remaining.holds[idOf(seen.as)]))
		}
	}
	return ""
}

// LeavesNoManager reports whether the workspace has no user known to manage users after a user gets another role.
// awaited holds the role IDs, by user ID, that Torq was asked for and may not list yet: users who lose the permission
// by one are not counted.
func LeavesNoManager(p *population.Population, awaited map[string]string, userID, toRoleID string) bool {
	c := newRemaining(indexOf(p))
	others := maps.Clone(awaited)
	delete(others, userID)
	c.expect(others)
	from, ok := c.holds[userID]
	if !ok || c.managedBut(userID) {
		return false
	}
	_, known := c.roles[from]
	return (!known || c.manage[from] && c.verified[userID]) && !c.manage[toRoleID]
}

// GrantForbidden returns why a user must not change to a role for a limited time, because of the permissions they lack
// meanwhile; empty if they may. As in a plan, another user must keep those permissions, by the roles held now and by
// those after all elevations. A role that is known to manage users is always allowed.
func GrantForbidden(p *population.Population, lending Elevations, userID, toRoleID string) string {
	if to, ok := p.Role(toRoleID); ok && access.Manages(&to) {
		return ""
	}
	for _, by := range []Elevations{nil, lending} {
		l := indexOf(p)
		l.elevations = by
		switch newRemaining(l).lossOf(userID, toRoleID) {
		case noLoss:
		case lastManager:
			return "all others manage users only by an elevation"
		case unknownLoss:
			return "it is not known for certain who else can manage users meanwhile"
		}
	}
	return ""
}

// counted is a change that the plan makes, as the guards count it.
type counted struct {
	row    int
	item   string
	email  string // of who is invited; else empty
	userID string
	roleID string // that the user gets; empty for none
	// unmapped is the ID of the role that a claim mapping by group gives no longer; alone that of the user whose own mapping
	// does.
	unmapped, alone string
	// scoped is the ID of a role that does not let its holders manage users any more.
	scoped string
}

// count adds a change that the plan makes, so that the owners are not removed one by one.
func (g *guards) count(row int, c *Change, seen observation) {
	switch {
	case c.Action == order.Invite:
		g.add(counted{row: row, item: c.Item, email: person.Key(c.Email)})
	case c.Kind == access.User:
		g.add(counted{row: row, item: c.Item, userID: idOf(seen.as), roleID: c.ToRoleID})
	case c.Kind == access.Mapping && !c.undo && !c.claim.ByEmail():
		g.add(counted{row: row, item: c.Item, unmapped: c.FromRoleID})
	case c.Kind == access.Mapping && !c.undo:
		if id, here := g.remaining.byEmail[person.Key(c.claim.Value)]; here && g.remaining.bySSO[id] && g.remaining.holds[id] == c.FromRoleID {
			g.add(counted{row: row, item: c.Item, alone: id})
		}
	case c.Action == order.ChangeScopes && !c.undo && g.remaining.manage[c.ID()] && !access.Manages(&population.Role{Scopes: c.ToScopes}):
		g.add(counted{row: row, item: c.Item, scoped: c.ID()})
	}
}

func (g *guards) add(c counted) {
	g.counted[c.item] = c
	switch _, left := g.remaining.holds[c.userID]; {
	case c.email != "":
		g.invited[c.email] = c.item
	case c.unmapped != "":
		g.remaining.unmapped[c.unmapped]++
	case c.alone != "":
		g.remaining.mapAlone(c.alone, 1)
	case c.scoped != "":
		g.remaining.manage[c.scoped] = false
	case left: // who is expected to go is not counted on again
		g.remaining.give(c.userID, c.roleID)
	}
}

// uncount takes a change out again.
func (g *guards) uncount(item string) {
	c, known := g.counted[item]
	if !known {
		return
	}
	delete(g.counted, item)
	switch {
	case c.unmapped != "":
		g.remaining.unmapped[c.unmapped]--
	case c.alone != "":
		g.remaining.mapAlone(c.alone, -1)
	case c.scoped != "":
		g.remaining.manage[c.scoped] = true
	case c.email == "":
		g.remaining.restore(c.userID)
	case g.invited[c.email] == item:
		delete(g.invited, c.email)
	}
}
