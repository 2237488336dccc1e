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
	lowest := int64(1)
	for i, m := range mappings {
		if i == 0 || m.Rank < lowest {
			lowest = m.Rank
		}
		if strings.EqualFold(m.ClaimName, "email") && person.Same(m.ClaimValue, email) {
			return c.PointMapping(ctx, m.ID, roleID)
		}
	}
	if len(mappings) == 0 {
		return c.addMapping(ctx, "email", email, roleID, nil)
	}
	if lowest == math.MinInt64 {
		return order.Reply{
			Outcome: order.Refused, Call: http.MethodPost + " " + apiPath + mappingsPath,
			Detail: "nothing was sent: a claim mapping has the lowest rank there is, and none can be put before it",
		}
	}
	first := lowest - 1
	return c.addMapping(ctx, "email", email, roleID, &first)
}
