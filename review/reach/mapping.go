package reach

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// mapping is a claim mapping that can match.
type mapping struct {
	population.Mapping
	email string // by person.Key, whose sign-in it matches for certain; empty for another claim
}

// ByEmail reports whether a claim mapping names one address, so that it is known whose sign-in it matches.
func ByEmail(m population.Mapping) bool { return strings.EqualFold(m.ClaimName, "email") }

// order returns the mappings in the order in which Torq tries them: by rank, ties by ID. One whose claim has an earlier
// mapping can never match and is left out.
func order(all []population.Mapping) []mapping {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b population.Mapping) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID)) })
	seen := make(map[[2]string]bool, len(all))
	kept := make([]mapping, 0, len(all))
	for _, m := range all {
		one := mapping{Mapping: m}
		claim := [2]string{m.ClaimName, m.ClaimValue}
		if ByEmail(m) {
			one.email = person.Key(m.ClaimValue)
			claim = [2]string{"email", one.email}
		}
		if !seen[claim] {
			seen[claim] = true
			kept = append(kept, one)
		}
	}
	return kept
}

func claimOf(m *population.Mapping) string { return m.ClaimName + " = " + m.ClaimValue }

func (w *World) ofMapping(m *mapping) Path {
	return Path{
		Through: claimOf(&m.Mapping), Kind: ByMapping, Item: "mapping/" + m.ID, Role: w.roleName(m.RoleID), RoleID: m.RoleID, Permissions: w.scopes(m.RoleID),
	}
}

// IfClaim is the note of a path by another claim than e-mail: only the identity provider knows whom it matches.
const IfClaim = "at the next sign-in, if it has this claim"

// The other ways in which a mapping concerns an account.
const (
	atSignIn    = "at the next sign-in"
	ifBefore    = "at the next sign-in, unless a mapping by group comes first"
	ifSSO       = "if they sign in through SSO"
	firstSignIn = "at the first sign-in; no account yet"
	ifFirst     = "at the first sign-in, unless a mapping by group comes first; no account yet"
)

// atNextSignIn returns the mappings that give an account its role at the next sign-in: at most one by its address, and
// those by group that come before it, of which only the identity provider knows whether they match.
func (w *World) atNextSignIn(email string, sso bool) (paths []Path) {
	key := person.Key(email)
	for i := range w.mappings {
		m := &w.mappings[i]
		switch {
		case m.email == "" && sso:
			p := w.ofMapping(m)
			p.Email, p.Note = email, IfClaim
			paths = append(paths, p)
		case m.email != "" && m.email == key:
			p := w.ofMapping(m)
			p.Email, p.Certain, p.Note = email, sso && len(paths) == 0, ifBefore
			if p.Certain {
				p.Note = atSignIn
			} else if !sso {
				p.Note = ifSSO
			}
			return append(paths, p)
		}
	}
	return paths
}

// mapped returns the paths of all mappings: one for each address that a mapping names, and one for each other claim.
func (w *World) mapped() []Path {
	named := map[string]*population.User{} // accounts that a mapping names
	for i := range w.mappings {
		if m := &w.mappings[i]; m.email != "" {
			named[m.email] = nil
		}
	}
	if len(named) > 0 {
		for i := range w.users {
			u := &w.users[i]
			key := person.Key(u.Email)
			if there, is := named[key]; is && (there == nil || !there.SSO) {
				named[key] = u
			}
		}
	}
	paths := make([]Path, 0, len(w.mappings))
	groups, own := 0, 0 // mappings by group so far; SSO accounts that an earlier mapping names
	for i := range w.mappings {
		m := &w.mappings[i]
		p := w.ofMapping(m)
		if m.email == "" {
			groups++
			p.Note, p.Accounts = IfClaim, w.sso-own
			paths = append(paths, p)
			continue
		}
		u := named[m.email]
		p.Email = m.ClaimValue
		switch {
		case u != nil && !u.SSO:
			p.Note = ifSSO
		case u != nil:
			own++
			p.Certain, p.Note = groups == 0, ifBefore
			if p.Certain {
				p.Note = atSignIn
			}
		case groups == 0:
			p.Certain, p.Note = true, firstSignIn
		default:
			p.Note = ifFirst
		}
		if u != nil {
			p.Email = u.Email
		}
		paths = append(paths, p)
	}
	return paths
}
