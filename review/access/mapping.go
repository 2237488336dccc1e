package access

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/population"
)

// ClaimEmail is the name of the claim that names one person: the e-mail address.
const ClaimEmail = "email"

// Claim holds what an SSO claim mapping asks of those who sign in.
type Claim struct {
	Name  string // of the claim, such as groups
	Value string
	Rank  int64 // the first mapping that fits counts, the lowest rank first
}

// String returns the claim as people write it: "groups = soc-team".
func (c Claim) String() string { return c.Name + " = " + c.Value }

// ByEmail reports whether the claim names one person.
func (c Claim) ByEmail() bool { return c.Name == ClaimEmail }

// told says in a phrase what a mapping with the claim does.
func (c *Claim) told() string {
	if c == nil {
		return "SSO claim mapping"
	}
	return fmt.Sprintf("SSO claim mapping, rank %d", c.Rank)
}

// mappingRows returns a row for each claim mapping, ordered by item. A mapping by e-mail address has that address as its
// own: it is the access of that person.
func mappingRows(p *population.Population) []Row {
	rows := make([]Row, len(p.Mappings))
	for i, m := range p.Mappings {
		c := Claim{Name: m.ClaimName, Value: m.ClaimValue, Rank: m.Rank}
		rows[i] = Row{Item: "mapping/" + m.ID, Kind: Mapping, Name: c.String(), RoleID: m.RoleID, Claim: &c}
		if c.ByEmail() {
			rows[i].Email = c.Value
		}
	}
	slices.SortFunc(rows, byItem) // a population has them by rank
	return rows
}

// Holders counts who and what holds a role, by the population.
type Holders struct{ Users, Keys, Mappings int }

// Sum returns how many hold the role or give it.
func (h *Holders) Sum() int {
	if h == nil {
		return 0
	}
	return h.Users + h.Keys + h.Mappings
}

// String returns the holders in words: "held by 3 users and 1 API key, given by 1 claim mapping".
func (h *Holders) String() string {
	if h.Sum() == 0 {
		return "held by none"
	}
	var text string
	switch users, keys := counted(h.Users, "user", "users"), counted(h.Keys, "API key", "API keys"); {
	case h.Users > 0 && h.Keys > 0:
		text = "held by " + users + " and " + keys
	case h.Users > 0:
		text = "held by " + users
	case h.Keys > 0:
		text = "held by " + keys
	}
	if h.Mappings == 0 {
		return text
	}
	given := "given by " + counted(h.Mappings, "claim mapping", "claim mappings")
	if text == "" {
		return given
	}
	return text + ", " + given
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// roleRows returns a row for each custom role, ordered by item. Preset roles are Torq's; what cannot be told apart is left
// out, and the gaps of the population say so.
func roleRows(p *population.Population, marks Marks) []Row {
	holders := holdersOf(p, marks)
	var rows []Row
	for i := range p.Roles {
		if r := &p.Roles[i]; r.Custom != nil && *r.Custom {
			rows = append(rows, Row{
				Item: "role/" + r.ID, Kind: Role, Name: cmp.Or(r.Name, r.ID), RoleID: r.ID, Holders: cmp.Or(holders[r.ID], &Holders{}),
			})
		}
	}
	return rows
}

// holdersOf counts the holders of each role, by its ID. A user with an elevation counts for the role held after it.
func holdersOf(p *population.Population, marks Marks) map[string]*Holders {
	all := map[string]*Holders{}
	of := func(role string) *Holders {
		if all[role] == nil {
			all[role] = &Holders{}
		}
		return all[role]
	}
	for i := range p.Users {
		u := &p.Users[i]
		role := u.RoleID
		if len(marks) > 0 {
			role = marks.lasting(&Row{Item: "user/" + u.ID, Kind: User, RoleID: role})
		}
		of(role).Users++
	}
	for i := range p.Keys {
		of(p.Keys[i].RoleID).Keys++
	}
	for i := range p.Mappings {
		of(p.Mappings[i].RoleID).Mappings++
	}
	return all
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
