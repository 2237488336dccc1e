package torq

import "github.com/tuar-dev/tuar/review/population"

var mappingsList = list{resource: "claim-mappings", path: mappingsPath, key: "claim_mappings"}

type mappingWire struct {
	ID         string   `json:"id"`
	ClaimName  string   `json:"claim_name"`
	ClaimValue string   `json:"claim_value"`
	RoleID     string   `json:"role_id"`
	Rank       laxInt64 `json:"rank"`
}

func (m mappingWire) id() string { return m.ID }

func claimMappings(wire []mappingWire) []population.Mapping {
	mappings := make([]population.Mapping, len(wire))
	for i, m := range wire {
		mappings[i] = population.Mapping{
			ID: m.ID, ClaimName: m.ClaimName, ClaimValue: m.ClaimValue, RoleID: m.RoleID,
			Rank: int64(m.Rank),
		}
	}
	return mappings
}
