package torq

import (
	"context"
	"net/http"
	"strconv"

	"github.com/tuar-dev/tuar/review/order"
)

// Torq documents no call that removes a user, changes a user's role, or deletes an API key or a claim mapping, though its
// console can and other products do. These are the calls its other ones suggest; that an API does not have them is an
// answer like any other.

// RemoveUser deletes a user. Torq does not document the call.
func (c *Client) RemoveUser(ctx context.Context, id string) order.Reply {
	return c.writeTo(ctx, http.MethodDelete, "/users/", id, nil)
}

// ChangeRole gives a user another role. Torq does not document the call. Where PATCH is not offered it tries PUT.
func (c *Client) ChangeRole(ctx context.Context, userID, roleID string) order.Reply {
	body := map[string]string{"role_id": roleID}
	patched := c.writeTo(ctx, http.MethodPatch, "/users/", userID, body)
	if patched.Outcome != order.Missing && patched.Outcome != order.NotOffered {
		return patched
	}
	put := c.writeTo(ctx, http.MethodPut, "/users/", userID, body)
	if put.Outcome == order.NotOffered && patched.Outcome == order.Missing {
		put.Outcome = order.Missing // the user may be what was not found
	}
	if put.Outcome == order.Missing || put.Outcome == order.NotOffered {
		put.Detail = "PATCH was answered with " + strconv.Itoa(patched.Status) + ", PUT with " + strconv.Itoa(put.Status)
	}
	return put
}

// DeleteKey deletes an API key. Torq does not document the call.
func (c *Client) DeleteKey(ctx context.Context, clientID string) order.Reply {
	return c.writeTo(ctx, http.MethodDelete, "/api-keys/", clientID, nil)
}

// DeleteMapping deletes a claim mapping. Torq documents that mappings can be listed, made, read and changed (GET, POST and
// PATCH), and not this call.
func (c *Client) DeleteMapping(ctx context.Context, id string) order.Reply {
	return c.writeTo(ctx, http.MethodDelete, mappingsPath+"/", id, nil)
}
