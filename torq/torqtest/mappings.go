package torqtest

import (
	"slices"
	"strconv"
)

// mapping is an SSO claim mapping: a person who signs in with the claim gets the role; the first match by rank wins.
type mapping struct {
	ID, ClaimName, ClaimValue, RoleID string
	Rank                              int64
}

// mappingBody is a mapping as it is sent. Protobuf's JSON writes an int64 as a string, gateways often as a number:
// listings answer with strings, single mappings with numbers.
type mappingBody struct {
	ID         string `json:"id"`
	ClaimName  string `json:"claim_name"`
	ClaimValue string `json:"claim_value"`
	RoleID     string `json:"role_id"`
	Rank       any    `json:"rank,omitempty"`
}

func (m *mapping) body() mappingBody {
	return mappingBody{m.ID, m.ClaimName, m.ClaimValue, m.RoleID, m.Rank}
}

func (m *mapping) listed() mappingBody {
	b := m.body()
	b.Rank = strconv.FormatInt(m.Rank, 10)
	return b
}

func (w *Workspace) makeMappings() {
	for _, m := range []struct{ name, value, role string }{
		{"email", w.admin, owner},
		{"email", w.returns, operator},
		{"groups", "torq-owners", owner},
		{"groups", "soc-team", operator},
		{"groups", "soc-cases", casesAnalyst},
		{"groups", "secops-engineering", contributor},
		{"groups", "platform", creator},
		{"groups", "service-desk", serviceDesk},
		{"groups", "everyone", viewer},
	} {
		w.addMapping(m.name, m.value, w.roleID(m.role))
	}
}

// addMapping ranks the new mapping last, as Torq does when no rank is given.
func (w *Workspace) addMapping(name, value, roleID string) *mapping {
	rank := int64(1)
	for _, m := range w.mappings {
		rank = max(rank, m.Rank+1)
	}
	m := &mapping{w.newID(), name, value, roleID, rank}
	w.mappings = append(w.mappings, m)
	return m
}

func (w *Workspace) mappingByID(id string) (*mapping, bool) {
	i := slices.IndexFunc(w.mappings, func(m *mapping) bool { return m.ID == id })
	if i < 0 {
		return nil, false
	}
	return w.mappings[i], true
}
