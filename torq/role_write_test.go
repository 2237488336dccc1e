package torq

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestRolesAreReducedDeletedAndMadeAnew(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	_, role := configured(t, c)
	desk := *role("Service Desk")
	if r := c.SetScopes(t.Context(), desk.ID, desk.Description, []string{"user.read"}); r.Outcome != order.Accepted {
		t.Fatalf("%+v", r)
	}
	_, role = configured(t, c)
	if now := role("Service Desk"); !slices.Equal(now.Scopes, []string{"user.read"}) || now.Description != desk.Description {
		t.Errorf("%+v", now)
	}
	if r := c.SetScopes(t.Context(), role("Owner").ID, "", nil); r.Outcome != order.Refused {
		t.Errorf("a preset role: %+v", r)
	}
	author := *role("Playbook Author")
	if err := server.SetRole(server.Users()[30], author.Name); err != nil {
		t.Fatal(err)
	}
	r := c.DeleteRole(t.Context(), author.ID)
	if r.Outcome != order.Refused || r.Status != 200 || !strings.Contains(r.Detail, "held by "+server.Users()[30]) {
		t.Errorf("%+v", r)
	}
	for i, email := range server.Users() {
		if name, _ := server.RoleOf(email); name == author.Name {
			if err := server.SetRole(email, "Viewer"); err != nil {
				t.Fatal(i, err)
			}
		}
	}
	if r := c.DeleteRole(t.Context(), author.ID); r.Outcome != order.Accepted || r.Status != 204 {
		t.Errorf("%+v", r)
	}
	if r := c.DeleteRole(t.Context(), author.ID); r.Outcome != order.Missing {
		t.Errorf("%+v", r)
	}
	if r := c.AddRole(t.Context(), author.Name, author.Description, author.Scopes); r.Outcome != order.Accepted {
		t.Errorf("%+v", r)
	}
	_, role = configured(t, c)
	if now := role(author.Name); now.ID == author.ID || !slices.Equal(now.Scopes, author.Scopes) || !*now.Custom {
		t.Errorf("%+v", now)
	}
	if err := server.ManageRole(author.Name); err != nil {
		t.Fatal(err)
	}
	for _, r := range []order.Reply{
		c.SetScopes(t.Context(), role(author.Name).ID, "", nil), c.DeleteRole(t.Context(), role(author.Name).ID),
	} {
		if r.Outcome != order.Refused || r.Status != 403 || !strings.Contains(r.Detail, "managed by the organization") {
			t.Errorf("%+v", r)
		}
	}
}

func TestAnswersToADeletedRole(t *testing.T) {
	for body, want := range map[string]order.Reply{
		``:                                  {Outcome: order.Accepted},
		`{}`:                                {Outcome: order.Accepted},
		`{"emails":[],"message":"deleted"}`: {Outcome: order.Accepted},
		`{"emails":["a@x.org"],"message":"used"}`: {Outcome: order.Refused, Detail: "Torq kept the role, since it is held by a@x.org"},
		`{"emails":["a","b","c","d","e"]}`:        {Outcome: order.Refused, Detail: "Torq kept the role, since it is held by a, b, c and 2 more"},
		`{"emails":["` + "\u202e" + `a"]}`:        {Outcome: order.Refused, Detail: "Torq kept the role, since it is held by a"},
		`{"emails":"a"}`:                          {Outcome: order.Unclear, Detail: "Torq's answer does not say whether the role is deleted"},
		`deleted`:                                 {Outcome: order.Unclear, Detail: "Torq's answer does not say whether the role is deleted"},
	} {
		server := start(t, torqtest.Options{})
		server.Break(torqtest.RolesPath+"/r", 1, torqtest.Body(body))
		r := dial(t, server, server.OwnerKey()).DeleteRole(t.Context(), "r")
		if r.Outcome != want.Outcome || r.Detail != want.Detail {
			t.Errorf("%s: %+v", body, r)
		}
	}
}

func FuzzDeletedRole(f *testing.F) {
	for _, s := range []string{``, `{}`, `{"emails":["a@x.org"]}`, `{"emails":null}`, `{"emails":[1]}`, "\xff", `[]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := deletedRole(data, order.Reply{Outcome: order.Accepted, Status: 200})
		if r.Outcome == order.Accepted && len(data) > 0 && strings.Contains(string(data), "@") && strings.HasPrefix(string(data), `{"emails":["`) {
			t.Fatalf("%q counts as deleted", data)
		}
		if strings.ContainsAny(r.Detail, "\n\r\x1b") {
			t.Fatalf("%q", r.Detail)
		}
	})
}
