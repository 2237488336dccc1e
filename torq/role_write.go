package torq

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/tuar-dev/tuar/review/order"
)

const rolesPath = "/roles"

// roleBody is the body with which a role is made or changed; Torq names its fields otherwise in answers.
type roleBody struct {
	Name        string   `json:"role_name,omitempty"`
	Description string   `json:"role_description"`
	Scopes      []string `json:"scope_names"`
}

// SetScopes gives a custom role these permissions and no others. Torq documents the call ("update a role", PUT) with a
// description and scopes, and no name, so it renames nothing. That the scopes replace all there were is what PUT means;
// Torq does not say so, and only a new listing shows it. Torq says that roles of an organisation cannot be edited in a
// workspace; which answer such a call gets is not documented.
func (c *Client) SetScopes(ctx context.Context, id, description string, scopes []string) order.Reply {
	return c.writeTo(ctx, http.MethodPut, rolesPath+"/", id, roleBody{Description: description, Scopes: orEmpty(scopes)})
}

// AddRole makes a custom role under an ID of Torq's choice. Torq documents the call ("create a role"); the name must be
// new in the workspace.
func (c *Client) AddRole(ctx context.Context, name, description string, scopes []string) order.Reply {
	return c.write(ctx, http.MethodPost, rolesPath, roleBody{name, description, orEmpty(scopes)})
}

// DeleteRole deletes a custom role. Torq documents the call ("delete a role") with two answers: 204 for a deleted role, and
// 200 with the e-mail addresses of users. The latter most likely are the holders, for whom the role was kept, so an answer
// with addresses is Refused, and says whose. Any other 200 is Accepted as usual: a new listing tells.
func (c *Client) DeleteRole(ctx context.Context, id string) order.Reply {
	got, reply := c.askTo(ctx, http.MethodDelete, rolesPath+"/", id, nil)
	if reply.Outcome != order.Accepted {
		return reply
	}
	return deletedRole(got.body, reply)
}

// deletedRole returns the reply as the body of the answer has it.
func deletedRole(body []byte, reply order.Reply) order.Reply {
	if len(body) == 0 {
		return reply
	}
	var said struct {
		Emails []string `json:"emails"`
	}
	switch err := decodeJSON(body, &said); {
	case err != nil:
		reply.Outcome, reply.Detail = order.Unclear, "Torq's answer does not say whether the role is deleted"
	case len(said.Emails) > 0:
		reply.Outcome, reply.Detail = order.Refused, "Torq kept the role, since it is held by "+firstOf(said.Emails)
	}
	return reply
}

// firstOf names up to three addresses, made harmless, and counts the others.
func firstOf(emails []string) string {
	const most = 3
	shown := make([]string, min(len(emails), most))
	for i := range shown {
		shown[i] = harmless(emails[i], 80)
	}
	text := strings.Join(shown, ", ")
	if n := len(emails) - most; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// orEmpty returns the names, never nil: JSON must say that there are none.
func orEmpty(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}
