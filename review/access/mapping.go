package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// ClaimEmail is the name of the claim that names one person: the e-mail address.
const ClaimEmail = "email"

// Claim holds what an SSO claim mapping asks of those who sign in, and whom it can concern among the users of the population.
type Claim struct {
	Name  string // of the claim, such as groups
	Value string
	Rank  int64 // the first mapping that fits counts, the lowest rank first

	// Certain are the users whom the claim fits for certain: those with the address of a mapping by e-mail.
	Certain []*population.User
	// Shadow is the mapping of the same claim and value with a lower rank, which always comes first; nil if there is none.
	Shadow *population.Mapping

	sso    []*population.User // who signs in by SSO and holds the role that the mapping gives
	before int                // of these, who has a mapping by e-mail with a lower rank
	ranks  map[*population.User]int64
}

// String returns the claim as people write it: "groups = soc-team".
func (c *Claim) String() string { return c.Name + " = " + c.Value }

// ByEmail reports whether the claim names one person.
func (c *Claim) ByEmail() bool { return byEmail(c.Name) }

func byEmail(claim string) bool { return strings.EqualFold(claim, ClaimEmail) }

// Possible returns the SSO users who can have their role from the mapping, as far as Torq says: they hold the role that it
// gives, and no mapping before it fits them for certain. Torq does not tell the claims of a user. A mapping by e-mail address
// has none: it is certain whom it fits.
func (c *Claim) Possible() []*population.User {
	if c.CountPossible() == 0 {
		return nil
	}
	var users []*population.User
	for _, u := range c.sso {
		if rank, mapped := c.ranks[u]; !mapped || rank >= c.Rank {
			users = append(users, u)
		}
	}
	return users
}

// CountPossible returns the number of users that Possible returns.
func (c *Claim) CountPossible() int {
	if c.ByEmail() || c.Shadow != nil {
		return 0
	}
	return len(c.sso) - c.before
}

// Matched reports whether the mapping can have given a known user their role.
func (c *Claim) Matched() bool {
	return c.Shadow == nil && (c.CountPossible() > 0 || slices.ContainsFunc(c.Certain, func(u *population.User) bool { return u.SSO }))
}

// told says in a phrase what a mapping with the claim does.
func (c *Claim) told() string {
	if c == nil {
		return "SSO claim mapping"
	}
	return fmt.Sprintf("SSO claim mapping, rank %d", c.Rank)
}

// Holders lists who and what holds a role or gives it, by the population.
type Holders struct {
	Users    []*population.User
	Keys     []*population.APIKey
	Mappings []*population.Mapping
}

// Sum returns how many hold the role or give it.
func (h *Holders) Sum() int {
	if h == nil {
		return 0
	}
	return len(h.Users) + len(h.Keys) + len(h.Mappings)
}

// String returns the holders in words: "held by 3 users and 1 API key, given by 1 claim mapping".
func (h *Holders) String() string {
	if h.Sum() == 0 {
		return "held by none"
	}
	var held []string
	if n := len(h.Users); n > 0 {
		held = append(held, counted(n, "user", "users"))
	}
	if n := len(h.Keys); n > 0 {
		held = append(held, counted(n, "API key", "API keys"))
	}
	var text []string
	if len(held) > 0 {
		text = append(text, "held by "+strings.Join(held, " and "))
	}
	if n := len(h.Mappings); n > 0 {
		text = append(text, "given by "+counted(n, "claim mapping", "claim mappings"))
	}
	return strings.Join(text, ", ")
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// Unread returns the kinds of items that the population could not read.
func Unread(p *population.Population) (kinds []Kind) {
	if p.HasGap("api-keys") {
		kinds = append(kinds, Key)
	}
	if p.HasGap("claim-mappings") {
		kinds = append(kinds, Mapping)
	}
	if p.HasGap("custom-roles") || p.HasGap("roles") {
		kinds = append(kinds, Role)
	}
	return kinds
}

// holding is an index of a population by role, claim and address, so that no mapping has to look at every user.
type holding struct {
	p       *population.Population
	roles   map[string]*Holders               // by role ID
	sso     map[string][]*population.User     // SSO users by the ID of their role
	email   map[string][]*population.User     // by the address of a mapping by e-mail
	first   map[[2]string]*population.Mapping // by claim: the mapping of the lowest rank
	ranks   map[*population.User]int64        // of SSO users with a mapping by e-mail: its lowest rank
	earlier map[string][]int64                // these ranks by role ID, sorted
}

// holdingOf indexes a population. A user with an elevation counts for the role held after it.
func holdingOf(p *population.Population, marks Marks) *holding {
	h := &holding{
		p: p, roles: map[string]*Holders{}, sso: map[string][]*population.User{}, email: map[string][]*population.User{},
		first: make(map[[2]string]*population.Mapping, len(p.Mappings)), ranks: map[*population.User]int64{}, earlier: map[string][]int64{},
	}
	for i := range p.Mappings {
		m := &p.Mappings[i]
		of := h.of(m.RoleID)
		of.Mappings = append(of.Mappings, m)
		claim := claimOf(m)
		if at := h.first[claim]; at == nil || m.Rank < at.Rank {
			h.first[claim] = m
		}
		if byEmail(m.ClaimName) {
			h.email[claim[1]] = nil
		}
	}
	for i := range p.Keys {
		of := h.of(p.Keys[i].RoleID)
		of.Keys = append(of.Keys, &p.Keys[i])
	}
	for i := range p.Users {
		h.addUser(&p.Users[i], marks)
	}
	for _, ranks := range h.earlier {
		slices.Sort(ranks)
	}
	return h
}

func (h *holding) addUser(u *population.User, marks Marks) {
	role := u.RoleID
	if len(marks) > 0 {
		role = marks.lasting(&Row{Item: "user/" + u.ID, Kind: User, RoleID: role})
	}
	of := h.of(role)
	of.Users = append(of.Users, u)
	if u.SSO {
		h.sso[role] = append(h.sso[role], u)
	}
	if len(h.email) == 0 || u.Email == "" {
		return
	}
	address := person.Key(u.Email)
	same, mapped := h.email[address]
	if !mapped {
		return
	}
	h.email[address] = append(same, u)
	if u.SSO {
		rank := h.first[[2]string{ClaimEmail, address}].Rank
		h.ranks[u], h.earlier[role] = rank, append(h.earlier[role], rank)
	}
}

func (h *holding) of(role string) *Holders {
	of := h.roles[role]
	if of == nil {
		of = &Holders{}
		h.roles[role] = of
	}
	return of
}

// claimOf returns the claim of a mapping, by which mappings of the same claim are told. An address is compared as people's
// addresses are, any other value as it is written.
func claimOf(m *population.Mapping) [2]string {
	if byEmail(m.ClaimName) {
		return [2]string{ClaimEmail, person.Key(m.ClaimValue)}
	}
	return [2]string{m.ClaimName, m.ClaimValue}
}

// claim returns what is known of a mapping.
func (h *holding) claim(m *population.Mapping) *Claim {
	c := &Claim{Name: m.ClaimName, Value: m.ClaimValue, Rank: m.Rank, sso: h.sso[m.RoleID], ranks: h.ranks}
	claim := claimOf(m)
	if c.ByEmail() {
		c.Certain = h.email[claim[1]]
	}
	if first := h.first[claim]; first.Rank < m.Rank {
		c.Shadow = first
	}
	c.before, _ = slices.BinarySearch(h.earlier[m.RoleID], m.Rank)
	return c
}

// mappingRows returns a row for each claim mapping, ordered by item. A mapping by e-mail address has that address as its
// own: it is the access of that person.
func (h *holding) mappingRows() []Row {
	rows := make([]Row, len(h.p.Mappings))
	for i := range h.p.Mappings {
		m := &h.p.Mappings[i]
		c := h.claim(m)
		rows[i] = Row{Item: "mapping/" + m.ID, Kind: Mapping, Name: c.String(), RoleID: m.RoleID, Claim: c}
		if c.ByEmail() {
			rows[i].Email = c.Value
		}
	}
	slices.SortFunc(rows, byItem) // a population has them by rank
	return rows
}

// roleRows returns a row for each custom role, ordered by item. Preset roles are Torq's; a role of which Torq does not say
// what it is is left out, and the gaps of the population say so.
func (h *holding) roleRows() []Row {
	var rows []Row
	for i := range h.p.Roles {
		if r := &h.p.Roles[i]; r.Custom != nil && *r.Custom {
			rows = append(rows, Row{Item: "role/" + r.ID, Kind: Role, Name: r.Name, RoleID: r.ID, Holders: h.of(r.ID)})
		}
	}
	return rows
}
