package torq

import (
	"context"
	"math"
	"net/http"
	"strings"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// Invite invites a person with a role.
func (c *Client) Invite(ctx context.Context, email, roleID string) order.Reply {
	return c.write(ctx, http.MethodPost, "/users/invite", map[string]string{"email": email, "role_id": roleID})
}

// MapEmail gives a role to all who sign in with an e-mail address. It points the first mapping by that address to the
// role if there is one, or else makes a mapping and puts it before all others.
func (c *Client) MapEmail(ctx context.Context, email, roleID string, mappings []population.Mapping) order.Reply {
	const path = "/sso/claim_mappings"
	lowest := int64(1)
	for i, m := range mappings {
		if i == 0 || m.Rank < lowest {
			lowest = m.Rank
		}
		if strings.EqualFold(m.ClaimName, "email") && person.Same(m.ClaimValue, email) {
			return c.writeTo(ctx, http.MethodPatch, path+"/", m.ID, map[string]string{"role_id": roleID})
		}
	}
	if len(mappings) > 0 && lowest == math.MinInt64 {
		return order.Reply{
			Outcome: order.Refused, Call: http.MethodPost + " " + apiPath + path,
			Detail: "nothing was sent: a claim mapping has the lowest rank there is, and none can be put before it",
		}
	}
	got, reply := c.ask(ctx, http.MethodPost, path, map[string]string{
		"claim_name": "email", "claim_value": email,
		"role_id": roleID,
	})
	if reply.Outcome != order.Accepted || len(mappings) == 0 {
		return reply
	}
	var made mappingWire
	if err := decodeJSON(got.body, &made); err != nil || made.ID == "" {
		reply.Outcome, reply.Detail = order.Unclear, "Torq did not say which claim mapping it made"
		return reply
	}
	first := c.writeTo(ctx, http.MethodPatch, path+"/", made.ID, map[string]int64{"rank": lowest - 1})
	if first.Outcome != order.Accepted {
		reply.Detail = "the claim mapping is there, but not before the others: " + first.Detail
	}
	return reply
}
