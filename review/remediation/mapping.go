package remediation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// claimKey returns the same key for claims that fit the same sign-ins: addresses in any spelling, other values exactly.
func claimKey(name, value string) string {
	if strings.EqualFold(name, access.ClaimEmail) {
		return access.ClaimEmail + "=" + person.Key(value)
	}
	return name + "=" + value
}

// told returns a claim mapping as people know it.
func (l *listingIndex) told(m *population.Mapping) string {
	return fmt.Sprintf("%s = %s with the role %s", m.ClaimName, m.ClaimValue, l.role(m.RoleID))
}

// mappingAnew returns the first claim mapping with the same claim that did not exist at the decision, or nil.
func (l *listingIndex) mappingAnew(c *Change) *population.Mapping {
	for i := range l.p.Mappings {
		m := &l.p.Mappings[i]
		if _, known := l.decidedMappings["mapping/"+m.ID]; !known &&
			claimKey(m.ClaimName, m.ClaimValue) == claimKey(c.claim.Name, c.claim.Value) {
			return m
		}
	}
	return nil
}

func (l *listingIndex) observeMapping(c *Change) observation {
	if l.p.HasGap("claim-mappings") {
		return observation{why: "the API key in use may not list SSO claim mappings, so nothing about them can be proven"}
	}
	m, ok := l.mappings[c.ID()]
	if !ok && c.Action != order.ChangeMapping {
		m = l.mappingAnew(c)
	}
	switch {
	case m == nil && c.Action == order.AddMapping:
		return observation{presence: before}
	case m == nil && c.undo:
		return observation{presence: changed, why: c.Title() + " is no longer there"}
	case m == nil:
		return observation{presence: after}
	}
	s := observation{role: m.RoleID, as: "mapping/" + m.ID}
	switch {
	case c.Action == order.AddMapping && m.RoleID == c.ToRoleID &&
		claimKey(m.ClaimName, m.ClaimValue) == claimKey(c.claim.Name, c.claim.Value):
		s.presence = after
	case c.Action == order.AddMapping:
		s.presence, s.why = changed, "there is a claim mapping already: "+l.told(m)
	case !ok:
		s.presence = changed
		s.why = fmt.Sprintf("%s was decided on as %s with the role %s, and is here again as %s with the role %s; a new campaign can decide on that",
			c.Title(), c.Item, c.FromRole, s.as, l.role(m.RoleID))
	case claimMoved(c, m):
		s.presence = changed
		s.why = fmt.Sprintf("%s has another claim now, %s = %s; a new campaign can decide on that",
			c.Title(), m.ClaimName, m.ClaimValue)
	default:
		return l.compare(c, m.RoleID, s.as)
	}
	return s
}

// claimMoved reports whether a mapping has another claim than the one that was decided on.
func claimMoved(c *Change, m *population.Mapping) bool {
	return claimKey(m.ClaimName, m.ClaimValue) != claimKey(c.claim.Name, c.claim.Value)
}

// rankMoved says that a mapping counts before or after others than at the decision; empty if it does not. Only mappings
// that are in both listings count: their numbers may change when others come and go.
func (l *listingIndex) rankMoved(c *Change) string {
	then, known := l.decidedMappings[c.Item]
	here := slices.IndexFunc(l.p.Mappings, func(m population.Mapping) bool { return m.ID == c.ID() })
	if !known || here < 0 {
		return ""
	}
	sooner, later := 0, 0
	for i := range l.p.Mappings {
		was, known := l.decidedMappings["mapping/"+l.p.Mappings[i].ID]
		switch {
		case !known:
		case i < here && was > then:
			later++
		case i > here && was < then:
			sooner++
		}
	}
	switch {
	case sooner > 0 && later > 0:
		return "it has another place among the claim mappings than at the decision"
	case sooner > 0:
		return fmt.Sprintf("it counts before %d claim mappings now that counted before it at the decision", sooner)
	case later > 0:
		return fmt.Sprintf("it counts after %d claim mappings now that counted after it at the decision", later)
	}
	return ""
}

// mappingSteps returns the clicks in Torq's console that change a claim mapping.
func mappingSteps(c *Change) []string {
	find := fmt.Sprintf("in Torq, open the SSO settings, and find the claim mapping %s = %s with the role %s",
		c.claim.Name, c.claim.Value, c.FromRole)
	switch c.Action {
	case order.DeleteMapping:
		return []string{find, "delete this mapping only, leave the others in their order, and save"}
	case order.ChangeMapping:
		return []string{find, "choose the role " + c.ToRole + " for it, leave claim and rank as they are, and save"}
	case order.AddMapping:
		return []string{
			"in Torq, open the SSO settings",
			fmt.Sprintf("add the claim mapping %s = %s with the role %s", c.claim.Name, c.claim.Value, c.ToRole),
			fmt.Sprintf("move it to rank %d, and save", c.claim.Rank),
		}
	case order.Remove, order.ChangeRole, order.DeleteKey, order.Invite, order.DeleteRole, order.ChangeScopes,
		order.AddRole, order.Unknown, order.Test, order.Notice:
	}
	return nil
}

// mappings returns the claim mappings of the newest listing, without those that were deleted since.
func (r *run) mappings() []population.Mapping {
	if len(r.deleted) == 0 {
		return r.latest.Population.Mappings
	}
	return slices.DeleteFunc(slices.Clone(r.latest.Population.Mappings), func(m population.Mapping) bool { return r.deleted["mapping/"+m.ID] })
}

// ownMappingAgrees reports whether a claim mapping by the person's address may carry out the change: the campaign does not
// decide that the mapping by that address is deleted, or gives another role.
func (m *Planner) ownMappingAgrees(c *Change) bool {
	own, there := m.listed.byClaim[claimKey(access.ClaimEmail, c.Email)]
	if !there {
		return true
	}
	row, decided := m.rows["mapping/"+own.ID]
	if !decided {
		return true
	}
	d := m.Rows[row].Decision
	return !d.Verdict.Takes() || d.Verdict != campaign.Revoke && d.ToRole == c.ToRoleID
}
