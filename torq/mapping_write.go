package torq

import (
	"context"
	"net/http"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
)

const mappingsPath = "/sso/claim_mappings"

// PointMapping gives another role to all who sign in with the claim of a mapping. Torq documents the call ("update a
// claim mapping"): PATCH changes the fields it is given and leaves the others.
func (c *Client) PointMapping(ctx context.Context, id, roleID string) order.Reply {
	return c.writeTo(ctx, http.MethodPatch, mappingsPath+"/", id, map[string]string{"role_id": roleID})
}

// AddMapping makes a claim mapping with the claim, role and rank of m, under an ID of Torq's choice. Torq documents the
// call ("add a claim mapping"), which takes no rank: a second one sets it. Accepted with a detail means that the mapping
// is there, and not at its rank.
func (c *Client) AddMapping(ctx context.Context, m population.Mapping) order.Reply {
	return c.addMapping(ctx, m.ClaimName, m.ClaimValue, m.RoleID, &m.Rank)
}

// addMapping makes a claim mapping, with a rank if one is given.
func (c *Client) addMapping(ctx context.Context, name, value, roleID string, rank *int64) order.Reply {
	got, reply := c.ask(ctx, http.MethodPost, mappingsPath, map[string]string{
		"claim_name": name, "claim_value": value, "role_id": roleID,
	})
	if reply.Outcome != order.Accepted || rank == nil {
		return reply
	}
	var made mappingWire
	if err := decodeJSON(got.body, &made); err != nil || made.ID == "" {
		reply.Outcome, reply.Detail = order.Unclear, "Torq did not say which claim mapping it made"
		return reply
	}
	placed := c.writeTo(ctx, http.MethodPatch, mappingsPath+"/", made.ID, map[string]int64{"rank": *rank})
	if placed.Outcome != order.Accepted {
		reply.Detail = "the claim mapping is there, but not at its rank: " + placed.Detail
	}
	return reply
}
