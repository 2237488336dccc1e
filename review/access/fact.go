package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/population"
)

// Fact is something that is known of a row, as people read it.
type Fact struct{ Label, Text string }

// named bounds the users, keys or mappings that a fact names; it counts the others.
const named = 5

// Facts returns what is known of a claim mapping or custom role beside its role and hints; nothing of a person or API key.
func (r *Row) Facts() []Fact {
	switch {
	case r.Claim != nil:
		return r.Claim.facts()
	case r.Holders != nil:
		return append(r.Holders.facts(), r.Since.facts()...)
	}
	return nil
}

func (c *Claim) facts() []Fact {
	facts := []Fact{{"claim", c.String()}, {"rank", fmt.Sprintf("%d; the lowest rank that fits counts", c.Rank)}}
	switch {
	case c.Shadow != nil:
		facts = append(facts, Fact{"touches", fmt.Sprintf("no user: rank %d has the same claim", c.Shadow.Rank)})
	case c.ByEmail() && len(c.Certain) == 0:
		facts = append(facts, Fact{"touches", "no known user has this address"})
	case c.ByEmail():
		facts = append(facts, Fact{"touches", "by the address: " + list(c.Certain, accountOf)})
	case c.CountPossible() == 0:
		facts = append(facts, Fact{"may touch", "no known user; people who never signed in are not known"})
	default:
		facts = append(facts, Fact{"may touch", fmt.Sprintf("%s with this role: %s. Torq does not tell their claims.",
			counted(c.CountPossible(), "SSO user", "SSO users"), list(c.Possible(), emailOf))})
	}
	return facts
}

func (h *Holders) facts() (facts []Fact) {
	if len(h.Users) > 0 {
		facts = append(facts, Fact{"users", fmt.Sprintf("(%d) %s", len(h.Users), list(h.Users, emailOf))})
	}
	if len(h.Keys) > 0 {
		facts = append(facts, Fact{"API keys", fmt.Sprintf("(%d) %s", len(h.Keys), list(h.Keys, func(k *population.APIKey) string { return cmp.Or(k.Name, k.ClientID) }))})
	}
	if len(h.Mappings) > 0 {
		facts = append(facts, Fact{"given by", fmt.Sprintf("(%d) %s", len(h.Mappings), list(h.Mappings, func(m *population.Mapping) string { return m.ClaimName + " = " + m.ClaimValue }))})
	}
	if len(facts) == 0 {
		facts = append(facts, Fact{"held by", "no user and no API key; no claim mapping gives it"})
	}
	return facts
}

func (s *Since) facts() (facts []Fact) {
	if s == nil {
		return nil
	}
	if len(s.Added) > 0 {
		facts = append(facts, Fact{"added", strings.Join(s.Added, " · ") + ", since " + s.In})
	}
	if len(s.Removed) > 0 {
		facts = append(facts, Fact{"removed", strings.Join(s.Removed, " · ") + ", since " + s.In})
	}
	if len(facts) == 0 {
		facts = append(facts, Fact{"changes", "none since " + s.In})
	}
	return facts
}

func emailOf(u *population.User) string { return cmp.Or(u.Email, u.ID) }

func accountOf(u *population.User) string {
	if u.SSO {
		return emailOf(u) + " (SSO account)"
	}
	return emailOf(u) + " (local account, which no mapping concerns)"
}

// list names the first of many, and counts the others.
func list[T any](all []T, name func(T) string) string {
	var names []string
	for _, one := range all[:min(len(all), named)] {
		names = append(names, name(one))
	}
	return andMore(append(names, make([]string, len(all)-len(names))...), named)
}

// PermissionGroup holds the permissions of a role on one thing, such as user, by what may be done with it.
type PermissionGroup struct {
	Thing       string // the part before the last dot; empty for a permission without one
	Permissions []string
	Privileged  []string // those of them that make a role privileged
}

// String returns the group in one phrase, its privileged permissions marked: "user: read, write!".
func (g PermissionGroup) String() string {
	acts := make([]string, len(g.Permissions))
	for i, p := range g.Permissions {
		acts[i] = strings.TrimPrefix(p, g.Thing+".")
		if slices.Contains(g.Privileged, p) {
			acts[i] += "!"
		}
	}
	if g.Thing == "" {
		return strings.Join(acts, ", ")
	}
	return g.Thing + ": " + strings.Join(acts, ", ")
}

// Grouped returns permissions by the thing that they are about, those with privileged ones first, then by name.
func (r Rules) Grouped(permissions []string) []PermissionGroup {
	var groups []PermissionGroup
	for _, p := range slices.Sorted(slices.Values(permissions)) {
		thing := p[:max(0, strings.LastIndexByte(p, '.'))]
		at := slices.IndexFunc(groups, func(g PermissionGroup) bool { return g.Thing == thing })
		if at < 0 {
			at, groups = len(groups), append(groups, PermissionGroup{Thing: thing})
		}
		g := &groups[at]
		g.Permissions = append(g.Permissions, p)
		if r.PrivilegedBy([]string{p}) != "" {
			g.Privileged = append(g.Privileged, p)
		}
	}
	slices.SortStableFunc(groups, func(a, b PermissionGroup) int {
		return cmp.Or(cmp.Compare(min(1, len(b.Privileged)), min(1, len(a.Privileged))), cmp.Compare(a.Thing, b.Thing))
	})
	return groups
}
