package remediation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
)

// roleAnew returns the custom role of that name that did not exist at the decision, or nil.
func (l *listingIndex) roleAnew(name string) *population.Role {
	for i := range l.p.Roles {
		if r := &l.p.Roles[i]; r.Name == name && !l.decidedRoles[r.ID] && r.Custom != nil && *r.Custom {
			return r
		}
	}
	return nil
}

func (l *listingIndex) observeRole(c *Change) observation {
	if l.p.HasGap("roles") || l.p.HasGap("custom-roles") {
		return observation{why: "the API key in use may not list custom roles, so nothing about them can be proven"}
	}
	r, ok := l.roles[c.ID()]
	if !ok {
		r = l.roleAnew(c.Name)
	}
	switch {
	case r == nil && c.Action == order.AddRole:
		return observation{presence: before}
	case r == nil && c.undo:
		return observation{presence: changed, why: c.Title() + " is no longer there"}
	case r == nil:
		return observation{presence: after}
	}
	s := observation{role: r.ID, as: "role/" + r.ID}
	switch {
	case c.Action == order.AddRole && sameSet(r.Scopes, c.ToScopes):
		s.presence = after
	case c.Action == order.AddRole:
		s.presence, s.why = changed, fmt.Sprintf("there is a role %s already, with other permissions (%s)",
			r.Name, listOr(r.Scopes, "none"))
	case !ok:
		s.presence = changed
		s.why = fmt.Sprintf("%s was decided on as %s, and is here again as %s; a new campaign can decide on that",
			c.Title(), c.Item, s.as)
	case c.Action == order.ChangeScopes && (sameSet(r.Scopes, c.ToScopes) || !c.undo &&
		len(access.Gains(c.ToScopes, r.Scopes)) == 0):
		s.presence = after
	case sameSet(r.Scopes, c.scopes):
		s.presence = before
	default:
		s.presence, s.why = changed, fmt.Sprintf("the permissions of %s changed since the decision: %s",
			c.Title(), scopesMoved(c.scopes, r.Scopes))
	}
	return s
}

// scopesMoved says which permissions came and went.
func scopesMoved(was, now []string) string {
	var parts []string
	if more := access.Gains(was, now); len(more) > 0 {
		parts = append(parts, "it also grants "+strings.Join(more, ", "))
	}
	if gone := access.Gains(now, was); len(gone) > 0 {
		parts = append(parts, "it no longer grants "+strings.Join(gone, ", "))
	}
	return strings.Join(parts, "; ")
}

// leavesScopes returns the permissions that the decision leaves a custom role, or why it cannot: it must leave some of those
// that the role has, and take some.
func leavesScopes(row *Decided) (scopes []string, why string) {
	kept := slices.Sorted(slices.Values(row.Decision.Scopes))
	kept = slices.Compact(kept)
	switch more := access.Gains(row.Permissions, kept); {
	case len(kept) == 0:
		return nil, "the record does not say which permissions the role keeps; decide on it anew"
	case len(more) > 0:
		return nil, "the record says that the role keeps what it did not grant: " + strings.Join(more, ", ") + "; decide on it anew"
	case len(access.Gains(kept, row.Permissions)) == 0:
		return nil, "the record says that the role keeps all its permissions; decide on it anew"
	}
	return kept, ""
}

// roleSteps returns the clicks in Torq's console that change a custom role.
func roleSteps(c *Change) []string {
	find := "in Torq, open the roles of the workspace, and find the custom role " + c.Name
	organization := "if the role cannot be edited there, the organization manages it: an organization manager does this on the Organization Management page"
	switch c.Action {
	case order.DeleteRole:
		return []string{find, "delete it, and confirm", organization}
	case order.ChangeScopes:
		steps := []string{find}
		if gone := access.Gains(c.ToScopes, c.scopes); len(gone) > 0 {
			steps = append(steps, "take these permissions away: "+strings.Join(gone, ", "))
		}
		if back := access.Gains(c.scopes, c.ToScopes); len(back) > 0 {
			steps = append(steps, "give it these permissions: "+strings.Join(back, ", "))
		}
		return append(steps, "save it", organization)
	case order.AddRole:
		return []string{"in Torq, open the roles of the workspace", fmt.Sprintf(
			"make the custom role %s with the permissions %s, and save", c.Name, strings.Join(c.ToScopes, ", "),
		)}
	case order.Remove, order.ChangeRole, order.DeleteKey, order.Invite, order.DeleteMapping, order.ChangeMapping,
		order.AddMapping, order.Unknown, order.Test, order.Notice:
	}
	return nil
}

// roleHolder is who or what holds a role, or gives it to those who sign in.
type roleHolder struct{ item, title string }

// holders returns who and what holds a role, by its ID: users by the role they hold and by the one after an elevation, API
// keys, and claim mappings that give it.
func (l *listingIndex) holders(roleID string) []roleHolder {
	if l.byRole == nil {
		l.byRole = map[string][]roleHolder{}
		add := func(role string, h roleHolder) { l.byRole[role] = append(l.byRole[role], h) }
		for i := range l.p.Users {
			u := &l.p.Users[i]
			h := roleHolder{"user/" + u.ID, u.Email}
			add(u.RoleID, h)
			if lasting := l.lastingRole(u); lasting != u.RoleID {
				add(lasting, h)
			}
		}
		for _, k := range l.p.Keys {
			add(k.RoleID, roleHolder{"key/" + k.ClientID, "the API key " + cmp.Or(k.Name, k.ClientID)})
		}
		for _, m := range l.p.Mappings {
			add(m.RoleID, roleHolder{"mapping/" + m.ID, fmt.Sprintf("the claim mapping %s = %s",
				m.ClaimName, m.ClaimValue)})
		}
	}
	return l.byRole[roleID]
}

// leaving is a change that takes the role from a holder as soon as it is made.
type leaving struct {
	about    About
	attempts int    // that were on record when it was planned
	to       string // ID of the role it gives; empty for none
}

// heldStill says who holds the role that a change deletes, and is not to lose it by this plan before; empty if none does.
func (m *Planner) heldStill(c *Change) string {
	var names []string
	for _, h := range m.listed.holders(c.ID()) {
		if l, planned := m.leaving[h.item]; !planned || !m.leaves(l) {
			names = append(names, h.title)
		}
	}
	if len(names) > 0 {
		return fmt.Sprintf("the role is in use: %s; remove them or give them another role first, then apply again",
			firstOf(names, 4))
	}
	for item, l := range m.leaving {
		if l.to == c.ID() {
			return fmt.Sprintf("%s is to have the role by this plan; decide on it anew", item)
		}
	}
	return ""
}

// leaves reports whether a holder has lost the role by a call that Torq accepted, or by one that is still to be made.
func (m *Planner) leaves(l leaving) bool {
	t := m.ledger.Track(l.about)
	a := t.Last()
	return len(t.Attempts) == l.attempts && (a == nil || !a.open()) || a.Method == order.API &&
		(a.Outcome == order.Accepted || a.Outcome == order.Gone)
}

// noteLeaving notes a change that takes a role from its holder, or forgets one that does not any more.
func (m *Planner) noteLeaving(c *Change) {
	delete(m.leaving, c.Item)
	if c.Method == order.API && c.Blocked == "" && (c.runnable || c.State == Sent) && !c.undo &&
		(c.Action.Removes() || c.Action.GivesRole()) && c.Kind != access.Role {
		m.leaving[c.Item] = leaving{c.about, len(m.ledger.Track(c.about).Attempts), c.ToRoleID}
	}
}

// firstOf names so many, and counts the others.
func firstOf(names []string, most int) string {
	return andMore(names[:min(most, len(names))], len(names))
}

// andMore names the first of so many.
func andMore(names []string, of int) string {
	text := strings.Join(names, ", ")
	if more := of - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// description returns what a custom role says of itself, which a change of its permissions keeps.
func (r *run) description(c *Change) string {
	for _, roles := range [][]population.Role{r.latest.Population.Roles, r.Roles} {
		for i := range roles {
			if roles[i].ID == c.ID() {
				return roles[i].Description
			}
		}
	}
	return ""
}
