package remediation

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// holding is who and what has a role, in the words of people.
type holding struct {
	users          []string // addresses
	bySSO          []signIn
	places         []int // of the first own mappings of those who sign in by SSO, in order
	keys, mappings []string
}

// signIn is a user who signs in by SSO, with the place of the first mapping of their own; math.MaxInt without one.
type signIn struct {
	email string
	place int
}

// after returns the first few of those who sign in by SSO and whose own mapping does not count before the place, and how many
// there are in all.
func (h *holding) after(place, few int) (emails []string, n int) {
	before, _ := slices.BinarySearch(h.places, place)
	n = len(h.places) - before
	for i := 0; i < len(h.bySSO) && len(emails) < min(few, n); i++ {
		if h.bySSO[i].place > place {
			emails = append(emails, h.bySSO[i].email)
		}
	}
	return emails, n
}

// ranked are the claim mappings in order of rank.
type ranked struct {
	places map[string]int   // by item
	own    map[string][]int // places of those by e-mail address, by person
	groups []int            // places of the others
}

func (o *Outlook) rankedOf() *ranked {
	r := &ranked{places: make(map[string]int, len(o.p.Mappings)), own: map[string][]int{}}
	for i := range o.p.Mappings {
		m := &o.p.Mappings[i]
		r.places["mapping/"+m.ID] = i
		if isEmail(*m) {
			key := person.Key(m.ClaimValue)
			r.own[key] = append(r.own[key], i)
		} else {
			r.groups = append(r.groups, i)
		}
	}
	return r
}

func (o *Outlook) holdingOf() map[string]*holding {
	all := map[string]*holding{}
	of := func(role string) *holding {
		if all[role] == nil {
			all[role] = &holding{}
		}
		return all[role]
	}
	for i := range o.p.Users {
		u := &o.p.Users[i]
		h := of(u.RoleID)
		if h.users = append(h.users, u.Email); u.SSO {
			first := math.MaxInt
			if own := o.ranked().own[person.Key(u.Email)]; len(own) > 0 {
				first = own[0]
			}
			h.bySSO, h.places = append(h.bySSO, signIn{u.Email, first}), append(h.places, first)
		}
	}
	for _, h := range all {
		slices.Sort(h.places)
	}
	for _, k := range o.p.Keys {
		of(k.RoleID).keys = append(of(k.RoleID).keys, k.Name)
	}
	for _, m := range o.p.Mappings {
		of(m.RoleID).mappings = append(of(m.RoleID).mappings, m.ClaimName+" = "+m.ClaimValue)
	}
	return all
}

// held returns who and what has a role.
func (o *Outlook) held(roleID string) *holding {
	if h := o.holding()[roleID]; h != nil {
		return h
	}
	return &holding{}
}

// ofMapping returns sentences on the effect of deleting a claim mapping, or of giving it another role: whom it touches for
// certain and possibly, and which mappings count for them then. Only the identity provider knows who has a claim other than
// an e-mail address.
func (o *Outlook) ofMapping(item, toRoleID string) []string {
	place, there := o.ranked().places[item]
	if !there {
		return []string{"deletes the claim mapping"}
	}
	m := &o.p.Mappings[place]
	claim, role := m.ClaimName+" = "+m.ClaimValue, o.role(m.RoleID)
	out := []string{fmt.Sprintf("deletes the claim mapping: who signs in with %s gets %s by it no longer", claim, role)}
	if toRoleID != "" {
		out[0] = fmt.Sprintf("gives %s instead of %s to all who sign in with %s, from their next sign-in on",
			o.role(toRoleID), role, claim)
	}
	if isEmail(*m) {
		return append(out, o.ofOwnMapping(m, place, toRoleID)...)
	}
	holders, n := o.held(m.RoleID).after(place, 3)
	if n == 0 {
		out = append(out, fmt.Sprintf("of the users in the last listing none holds %s by SSO whose own mapping does not count first, so it touches none of them", role))
	} else {
		out = append(out, fmt.Sprintf(
			"it touches for certain none whom tuar can name; possibly %s, who sign in by SSO and hold %s", andMore(holders, n), role,
		))
	}
	if toRoleID != "" {
		return out
	}
	return append(out, o.then(place, "they match", "")...)
}

// ofOwnMapping returns the sentences about a mapping by the address of one person.
func (o *Outlook) ofOwnMapping(m *population.Mapping, place int, toRoleID string) []string {
	who := m.ClaimValue
	if first := o.own[person.Key(who)]; first.ID != m.ID {
		return []string{fmt.Sprintf("it touches none: the mapping %s = %s before it counts for %s",
			first.ClaimName, first.ClaimValue, who)}
	}
	groups := o.own[person.Key(who)].after
	var out []string
	switch {
	case !o.members[person.Key(who)]:
		out = append(out, who+" is not in the workspace; without it their first sign-in does not give them "+o.role(m.RoleID)+" by this mapping")
	case groups > 0:
		out = append(out, fmt.Sprintf(
			"it touches %s possibly: %d claim mappings by group count before it, if they match", who, groups,
		))
	default:
		out = append(out, fmt.Sprintf("it touches %s for certain, if they sign in by SSO", who))
	}
	if toRoleID != "" {
		return out
	}
	return append(out, o.then(place, who+" matches", who)...)
}

// then returns sentences on the mappings that count when the one at that place is gone. who is the address of the person it
// names; empty for others.
func (o *Outlook) then(place int, matches, who string) []string {
	r := o.ranked()
	told := func(i int) string {
		m := &o.p.Mappings[i]
		return fmt.Sprintf("%s = %s (rank %d, %s)", m.ClaimName, m.ClaimValue, m.Rank, o.role(m.RoleID))
	}
	next := len(o.p.Mappings) // place of the next mapping by their address
	for _, i := range r.own[person.Key(who)] {
		if who != "" && i > place {
			next = min(next, i)
		}
	}
	first, _ := slices.BinarySearch(r.groups, place+1)
	last, _ := slices.BinarySearch(r.groups, next)
	var may []string
	for _, i := range r.groups[first:min(last, first+3)] {
		may = append(may, told(i))
	}
	groups := strings.Join(may, ", ")
	if more := last - first - len(may); more > 0 {
		groups += fmt.Sprintf(" and %d more", more)
	}
	const unmatched = "Torq locks people out whose claims match no mapping at their first sign-in, and does not say what becomes of those who are in the workspace already"
	switch {
	case len(may) == 0 && next < len(o.p.Mappings):
		return []string{"then the next mapping for " + who + " counts: " + told(next)}
	case next < len(o.p.Mappings):
		return []string{fmt.Sprintf("then the first of these counts that %s: %s; else %s", matches, groups, told(next))}
	case len(may) == 0:
		return []string{"no later mapping counts for them then; " + unmatched}
	}
	return []string{
		fmt.Sprintf("then the first of these counts that %s: %s", matches, groups), "if none matches: " + unmatched,
	}
}

// ofDeletedRole returns sentences on the effect of deleting a custom role.
func (o *Outlook) ofDeletedRole(roleID string) []string {
	out := []string{"deletes the custom role; one that is made again has another ID, and none holds it"}
	if h := o.held(roleID); len(h.users)+len(h.keys)+len(h.mappings) > 0 {
		out = append(out, "only when none has it any more, which now do: "+h.String())
	}
	return out
}

// ofScopes returns sentences on the effect of leaving a custom role these permissions.
func (o *Outlook) ofScopes(roleID string, from, left []string) []string {
	if len(left) == 0 {
		return nil
	}
	h := o.held(roleID)
	out := []string{"takes away " + strings.Join(access.Gains(left, from), ", ")}
	if more := access.Gains(from, left); len(more) > 0 {
		out = []string{"gives back " + strings.Join(more, ", ")}
	}
	who := "it touches none at present: none holds the role"
	if len(h.users)+len(h.keys) > 0 {
		who = "it touches for certain, and at once: " + (&holding{users: h.users, keys: h.keys}).String()
	}
	out = append(out, who)
	if len(h.mappings) > 0 {
		out = append(out, "possibly, from their next sign-in on, those with: "+firstOf(h.mappings, 3))
	}
	return append(out, "the role then grants "+strings.Join(left, ", "))
}

// String names some of those who have the role.
func (h *holding) String() string {
	var parts []string
	if len(h.users) > 0 {
		parts = append(parts, firstOf(h.users, 3))
	}
	if len(h.keys) > 0 {
		parts = append(parts, "the API keys "+firstOf(h.keys, 3))
	}
	if len(h.mappings) > 0 {
		parts = append(parts, "the claim mappings "+firstOf(h.mappings, 3))
	}
	return strings.Join(parts, "; ")
}
