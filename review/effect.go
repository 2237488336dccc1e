package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

// effectsOf tells what revoking a row does, and what will bring it back. Rows share what is the same for all of them.
func effectsOf(p *population.Population) func(access.Row) []string {
	const removes = "removes the user from the workspace"
	private := map[string]int{}
	for _, k := range p.Keys {
		if k.Type == population.KeyPrivate && k.OwnerEmail != "" {
			private[strings.ToLower(k.OwnerEmail)]++
		}
	}
	back := bringsBackOf(p)
	ofKeys := []string{"deletes the key; whatever uses it stops working, and it cannot be restored"}
	ofLocal, ofSSO := []string{removes}, slices.Clip(append([]string{removes}, back.groups(len(back.group))...))
	return func(r access.Row) []string {
		if r.Kind == access.Key {
			return ofKeys
		}
		email := strings.ToLower(r.Email)
		own, named := back.own[email]
		switch keys := private[email]; {
		case keys == 1:
			return append([]string{removes, "1 private API key hangs on this person"}, back.of(r.SSO, own, named)...)
		case keys > 1:
			return append([]string{removes, fmt.Sprintf("%d private API keys hang on this person", keys)}, back.of(r.SSO, own, named)...)
		case !r.SSO:
			return ofLocal
		case named:
			return append([]string{removes}, back.of(r.SSO, own, named)...)
		}
		return ofSSO
	}
}

// bringsBack is what the claim mappings do at the next sign-in. The first that holds counts, in order of rank; whether one
// by group holds, only the identity provider knows, while one by e-mail address holds for certain.
type bringsBack struct {
	group []string // a sentence for each mapping that is not by e-mail address
	own   map[string]ownMapping
}

// ownMapping is the first mapping by somebody's e-mail address.
type ownMapping struct {
	value, role string
	after       int // mappings by group before it
}

func bringsBackOf(p *population.Population) bringsBack {
	names := make(map[string]string, len(p.Roles))
	for _, r := range p.Roles {
		names[r.ID] = r.Name
	}
	back := bringsBack{own: map[string]ownMapping{}}
	for _, m := range p.Mappings {
		role := cmp.Or(names[m.RoleID], m.RoleID)
		if !strings.EqualFold(m.ClaimName, "email") {
			back.group = append(back.group, fmt.Sprintf("if %s = %s holds for them, the next sign-in brings back %s", m.ClaimName, m.ClaimValue, role))
			continue
		}
		email := strings.ToLower(m.ClaimValue)
		if _, known := back.own[email]; !known {
			back.own[email] = ownMapping{m.ClaimValue, role, len(back.group)}
		}
	}
	return back
}

// of is what brings somebody back.
func (b bringsBack) of(sso bool, own ownMapping, named bool) []string {
	switch {
	case !sso:
		return nil
	case !named:
		return b.groups(len(b.group))
	case own.after == 0:
		return []string{fmt.Sprintf("the claim mapping email = %s brings back %s at the next sign-in", own.value, own.role)}
	}
	return append(b.groups(own.after), fmt.Sprintf("failing that, the claim mapping email = %s brings back %s", own.value, own.role))
}

// groups are sentences on the first n mappings by group, of which two are named.
func (b bringsBack) groups(n int) []string {
	out := append([]string(nil), b.group[:min(n, 2)]...)
	switch {
	case n == 3:
		out = append(out, "1 more claim mapping may do the same")
	case n > 3:
		out = append(out, fmt.Sprintf("%d more claim mappings may do the same", n-2))
	}
	return out
}
