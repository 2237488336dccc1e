package torq

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// configured reads the claim mappings and custom roles of a workspace.
func configured(t *testing.T, c *Client) (mapping func(value string) *population.Mapping, role func(name string) *population.Role) {
	t.Helper()
	p, err := c.Extract(t.Context(), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	mapping = func(value string) *population.Mapping {
		i := slices.IndexFunc(p.Mappings, func(m population.Mapping) bool { return m.ClaimValue == value })
		if i < 0 {
			return nil
		}
		return &p.Mappings[i]
	}
	role = func(name string) *population.Role {
		i := slices.IndexFunc(p.Roles, func(r population.Role) bool { return r.Name == name })
		if i < 0 {
			return nil
		}
		return &p.Roles[i]
	}
	return mapping, role
}

func TestMappingsAreChangedDeletedAndMadeAnew(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	mapping, role := configured(t, c)
	was := *mapping("soc-team")
	if r := c.PointMapping(t.Context(), was.ID, role("Viewer").ID); r.Outcome != order.Accepted {
		t.Fatalf("%+v", r)
	}
	mapping, _ = configured(t, c)
	if now := mapping("soc-team"); now.RoleID != role("Viewer").ID || now.Rank != was.Rank || now.ID != was.ID {
		t.Errorf("%+v, was %+v", now, was)
	}
	for status, want := range map[int]order.Outcome{404: order.Missing, 405: order.NotOffered, 501: order.NotOffered} {
		server.Refuse(torqtest.DeleteMappings, status)
		if r := c.DeleteMapping(t.Context(), was.ID); r.Outcome != want {
			t.Errorf("%d: %+v", status, r)
		}
	}
	server.Refuse(torqtest.DeleteMappings, 0)
	if r := c.DeleteMapping(t.Context(), was.ID); r.Outcome != order.Accepted || r.Call != "DELETE /public/v1alpha/sso/claim_mappings/"+was.ID {
		t.Errorf("%+v", r)
	}
	if mapping, _ = configured(t, c); mapping("soc-team") != nil {
		t.Error("it is still there")
	}
	if r := c.AddMapping(t.Context(), was); r.Outcome != order.Accepted || r.Detail != "" {
		t.Errorf("%+v", r)
	}
	mapping, _ = configured(t, c)
	if now := mapping("soc-team"); now == nil || now.RoleID != was.RoleID || now.Rank != was.Rank || now.ID == was.ID {
		t.Errorf("%+v, was %+v", now, was)
	}
	server.Break(torqtest.ClaimMappingsPath, 1, torqtest.Status(500))
	if r := c.AddMapping(t.Context(), was); r.Outcome != order.Unclear {
		t.Errorf("%+v", r)
	}
}

// An ID that would make a call another one is refused before any call.
func TestIDsOfMappingsAndRoles(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	for _, id := range []string{"", "..", "a/b", "../users/x", "a?b=c", "a%2fb"} {
		for name, call := range map[string]func(context.Context, string) order.Reply{
			"delete a mapping": c.DeleteMapping, "delete a role": c.DeleteRole,
			"point": func(ctx context.Context, id string) order.Reply { return c.PointMapping(ctx, id, "r") },
			"scope": func(ctx context.Context, id string) order.Reply { return c.SetScopes(ctx, id, "", nil) },
		} {
			if r := call(t.Context(), id); r.Outcome != order.Refused || !strings.Contains(r.Detail, "nothing was sent") {
				t.Errorf("%s %q: %+v", name, id, r)
			}
		}
	}
	if n := len(server.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
