package torq

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// matrixCall is a call to Torq. It returns what is kept of the answer: the outcome, or "" for an error.
type matrixCall struct {
	class, name string
	path        string // of torqtest, without the ID
	id          string // of the item that the call is about; "" if it names none
	do          func(w *matrixWorld, id string) (outcome string, said error)
}

// readList makes the call of a list, with what reads it.
func readList[T item](name, path string, l list,
	read func(context.Context, *Client, list) (listing[T], error),
) matrixCall {
	return matrixCall{"lists", name, path, "", func(w *matrixWorld, _ string) (string, error) {
		ctx, cancel := w.client.limitReading(context.Background(), "reading Torq")
		defer cancel()
		got, err := read(ctx, w.client, l)
		switch {
		case err != nil:
			return "", err
		case got.gap != nil:
			return "gap", errors.New(got.gap.Reason)
		}
		return "read", nil
	}}
}

func change(name, path, id string, do func(c *Client, ctx context.Context, id string) order.Reply) matrixCall {
	return matrixCall{"changes", name, path, id, func(w *matrixWorld, id string) (string, error) {
		return replied(do(w.client, context.Background(), id))
	}}
}

func replied(r order.Reply) (string, error) {
	if r.Detail == "" {
		return string(r.Outcome), nil
	}
	return string(r.Outcome), errors.New(r.Detail)
}

// matrixCalls returns all calls that tuar makes to Torq, about things that are in the workspace of a seed.
func matrixCalls(p *population.Population) []matrixCall {
	custom := p.Roles[slices.IndexFunc(p.Roles, func(r population.Role) bool { return r.Custom != nil && *r.Custom })]
	held := func(r population.Role) bool {
		return r.Custom == nil || !*r.Custom ||
			slices.ContainsFunc(p.Users, func(u population.User) bool { return u.RoleID == r.ID })
	}
	if i := slices.IndexFunc(p.Roles, func(r population.Role) bool { return !held(r) }); i >= 0 {
		custom = p.Roles[i]
	}
	user, key, m := p.Users[10], p.Keys[len(p.Keys)-1], p.Mappings[0]
	since := torqtest.Epoch.AddDate(0, 0, -7)
	return []matrixCall{
		{"token", "token", torqtest.TokenPath, "", func(w *matrixWorld, _ string) (string, error) {
			return "read", w.client.Authenticate(context.Background())
		}},
		readList("users", torqtest.UsersPath, usersList(false), readUsers),
		readList("roles", torqtest.UserRolesPath, assignableList, readAll[roleWire]),
		readList("custom roles", torqtest.RolesPath, customRolesList, readAll[roleWire]),
		readList("API keys", torqtest.KeysPath, keysList, readAll[keyWire]),
		readList("claim mappings", torqtest.ClaimMappingsPath, mappingsList, readAll[mappingWire]),
		{"lists", "audit log", torqtest.AuditLogsPath, "", func(w *matrixWorld, _ string) (string, error) {
			_, err := w.client.Audit(context.Background(), since, nil)
			return "read", err
		}},
		{"lists", "audit pages", torqtest.AuditLogsPath, "", func(w *matrixWorld, _ string) (string, error) {
			for page, err := range w.client.AuditPages(context.Background(), since, time.Time{}) {
				if err != nil {
					return "", err
				}
				if page.Gap != "" {
					return "gap", errors.New(page.Gap)
				}
			}
			return "read", nil
		}},
		change("change a role", torqtest.UsersPath, user.ID, func(c *Client, ctx context.Context, id string) order.Reply {
			return c.ChangeRole(ctx, id, custom.ID)
		}),
		change("remove a user", torqtest.UsersPath, user.ID, (*Client).RemoveUser),
		change("delete a key", torqtest.KeysPath, key.ClientID, (*Client).DeleteKey),
		change("add a mapping", torqtest.ClaimMappingsPath, "", func(c *Client, ctx context.Context, _ string) order.Reply {
			return c.AddMapping(ctx, population.Mapping{ClaimName: "team", ClaimValue: "new", RoleID: custom.ID, Rank: 3})
		}),
		change("point a mapping", torqtest.ClaimMappingsPath, m.ID,
			func(c *Client, ctx context.Context, id string) order.Reply { return c.PointMapping(ctx, id, custom.ID) }),
		change("delete a mapping", torqtest.ClaimMappingsPath, m.ID, (*Client).DeleteMapping),
		change("set permissions", torqtest.RolesPath, custom.ID, func(c *Client, ctx context.Context, id string) order.Reply {
			return c.SetScopes(ctx, id, "less", []string{"user.read"})
		}),
		change("add a role", torqtest.RolesPath, "", func(c *Client, ctx context.Context, _ string) order.Reply {
			return c.AddRole(ctx, "Fresh", "new", []string{"user.read"})
		}),
		change("delete a role", torqtest.RolesPath, custom.ID, (*Client).DeleteRole),
		change("invite", torqtest.InvitePath, "", func(c *Client, ctx context.Context, _ string) order.Reply {
			return c.Invite(ctx, "new.person@example.com", custom.ID)
		}),
		{"webhook", "webhook", torqtest.WorkflowPath, "", func(w *matrixWorld, _ string) (string, error) {
			o := anOrder(w.torq.Now())
			o.User = order.User{ID: user.ID, Email: user.Email}
			return replied(w.hook.Order(context.Background(), order.HookTarget{
				URL: w.address + torqtest.WorkflowPath, Secret: torqtest.WorkflowSecret,
			}, o))
		}},
	}
}
