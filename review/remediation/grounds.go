package remediation

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
)

// grounds returns sentences on facts that changed since the decision: a sign-in, another role, a new invitation, an
// elevation. covers reports whether an explicit yes is enough to make the change. It returns none once Torq was asked,
// since the change itself alters the facts.
func (m *Planner) grounds(c *Change, t *Track, seen observation) (facts []string, covers bool) {
	if c.undo || c.Action == order.Unknown || t.CarriedOut() || t.Confirmed != nil || seen.presence == after || seen.presence == undetermined {
		return nil, false
	}
	if seen.as != c.Item {
		return nil, false // another account, without a decision
	}
	add := func(format string, args ...any) { facts = append(facts, fmt.Sprintf(format, args...)) }
	covers = true
	u := m.listed.byID[c.ID()]
	if c.Kind == access.User && u != nil {
		was := c.row
		if later(u.LastLoginAt, was.LastLoginAt) {
			add("signed in on %s, after the facts were read on which it was decided", u.LastLoginAt.UTC().Format("2 Jan 2006 15:04 UTC"))
		}
		if later(u.CreatedAt, was.CreatedAt) && was.CreatedAt != nil || was.Status == population.StatusVerified && u.Status == population.StatusInvited {
			add("invited anew since the decision")
		}
		if m.Elevations != nil {
			if base, lent := m.Elevations.BaseRole(u.ID, u.RoleID); lent && !m.elevatedThen(c, u, base) {
				add("holds %s by an elevation now", m.listed.role(u.RoleID))
				covers = c.Action == order.Remove // a role that is lent is given back by the elevation, not by this
			}
		}
	}
	if c.Kind == access.Mapping {
		if moved := m.listed.rankMoved(c); moved != "" {
			add("%s", moved)
		}
		if now, ok := m.listed.mappings[c.ID()]; ok && claimMoved(c, now) {
			covers = false // another mapping, without a decision
		}
	}
	if seen.presence == changed {
		add("%s", seen.why)
		now, known := m.listed.roles[seen.role]
		switch c.Action {
		case order.ChangeRole, order.ChangeMapping:
			to, target := m.listed.roles[c.ToRoleID]
			covers = covers && known && target && access.Smaller(m.Rules, now.Scopes, to.Scopes)
		case order.ChangeScopes: // the call replaces all permissions, and must give none
			covers = covers && known && len(access.Gains(now.Scopes, c.ToScopes)) == 0
		case order.Remove, order.DeleteKey, order.DeleteMapping, order.DeleteRole, order.Invite, order.AddMapping,
			order.AddRole, order.Unknown, order.Test, order.Notice:
		}
	}
	return facts, covers
}

// elevatedThen reports whether the person held the granted role at the decision already.
func (m *Planner) elevatedThen(c *Change, u *population.User, base string) bool {
	return c.FromRoleID == u.RoleID && base != u.RoleID
}

func later(now, then *time.Time) bool {
	return now != nil && (then == nil || now.After(*then))
}

// changedSince returns the reason why a change needs an explicit yes.
func changedSince(facts []string) string {
	return strings.Join(facts, "; ") + " (--including-changed does it all the same)"
}
