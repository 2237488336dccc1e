package torqtest_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestWrites(t *testing.T) {
	c := open(t, torqtest.Options{Seed: 4, RateLimit: -1})
	role := func(name string) string {
		for _, r := range c.list(torqtest.RolesPath, "roles") {
			if r["name"] == name {
				return r["id"].(string)
			}
		}
		t.Fatalf("no role %s", name)
		return ""
	}
	want := func(status int, method, path, body string) map[string]any {
		t.Helper()
		got, _, answer := c.ask(method, path, body)
		if got != status {
			t.Errorf("%s %s: %d %s, want %d", method, path, got, answer, status)
		}
		if len(answer) == 0 {
			return nil
		}
		return decode(t, answer)
	}

	u := want(200, "POST", torqtest.InvitePath, `{"email":"n.new@example.com"}`)
	if u["role_id"] != role("Viewer") || u["status"] != "INVITATION_SENT" {
		t.Errorf("%v", u)
	}
	want(409, "POST", torqtest.InvitePath, `{"email":"N.New@example.com"}`)
	want(400, "POST", torqtest.InvitePath, `{"email":"m.new@example.com","role_id":"none"}`)
	want(400, "POST", torqtest.InvitePath, `not JSON`)

	one := fmt.Sprintf("%s/%s", torqtest.UsersPath, u["id"])
	if got := want(200, "PATCH", one, `{"role_id":"`+role("Owner")+`"}`); got["role_id"] != role("Owner") {
		t.Errorf("%v", got)
	}
	want(400, "PATCH", one, `{"role_id":"none"}`)
	if last := c.list(torqtest.AuditLogsPath+"?page_size=1", "audit_logs")[0]; last["actor_type"] != "api_key" ||
		last["action"] != "User role updated" {
		t.Errorf("%v", last)
	}
	for _, status := range []int{404, 405, 501} {
		c.server.Refuse(torqtest.DeleteUsers, status)
		want(status, "DELETE", one, "")
	}
	c.server.Refuse(torqtest.DeleteUsers, 0)
	want(204, "DELETE", one, "")
	want(404, "DELETE", one, "")
	want(404, "PATCH", one, `{"role_id":"none"}`)

	made := want(201, "POST", torqtest.RolesPath,
		`{"role_name":"Night Shift","role_description":"d","scope_names":["case.read"]}`)["role"].(map[string]any)
	want(400, "POST", torqtest.RolesPath, `{"role_name":"Night Shift"}`)
	path := torqtest.RolesPath + "/" + made["id"].(string)
	if got := want(200, "GET", path, "")["role"].(map[string]any); got["name"] != "Night Shift" ||
		got["is_custom"] != true {
		t.Errorf("%v", got)
	}
	if got := want(200, "PUT", path,
		`{"role_description":"e","scope_names":["case.write"]}`)["role"].(map[string]any); got["name"] != "Night Shift" ||
		fmt.Sprint(got["scope_names"]) != "[case.write]" {
		t.Errorf("%v", got)
	}
	if err := c.server.SetRole(c.server.Users()[30], "Night Shift"); err != nil {
		t.Fatal(err)
	}
	if got := want(200, "DELETE", path, ""); fmt.Sprint(got["emails"]) != "["+c.server.Users()[30]+"]" {
		t.Errorf("%v", got)
	}
	if err := c.server.SetRole(c.server.Users()[30], "Viewer"); err != nil {
		t.Fatal(err)
	}
	want(204, "DELETE", path, "")
	want(404, "DELETE", path, "")
	want(400, "DELETE", torqtest.RolesPath+"/"+role("Owner"), "")

	m := want(200, "POST", torqtest.ClaimMappingsPath,
		`{"claim_name":"email","claim_value":"x@example.com","role_id":"`+role("Viewer")+`"}`)
	if _, ok := m["rank"].(float64); !ok {
		t.Errorf("%v", m)
	}
	path = torqtest.ClaimMappingsPath + "/" + m["id"].(string)
	if got := want(200, "PATCH", path, `{"rank":1}`); got["rank"] != 1.0 || got["claim_value"] != "x@example.com" {
		t.Errorf("%v", got)
	}
	want(200, "GET", path, "")
	want(400, "PATCH", path, `{"role_id":"none"}`)
	want(400, "POST", torqtest.ClaimMappingsPath, `{"claim_name":"email"}`)
	want(404, "GET", torqtest.ClaimMappingsPath+"/none", "")
	c.server.Refuse(torqtest.DeleteMappings, 405)
	want(405, "DELETE", path, "")
	c.server.Refuse(torqtest.DeleteMappings, 0)
	if rank, ok := c.list(torqtest.ClaimMappingsPath, "claim_mappings")[0]["rank"].(string); !ok || rank == "" {
		t.Error("a listed rank is no string")
	}
	if err := c.server.SignIn("x@example.com"); err != nil {
		t.Errorf("somebody with a mapping cannot sign in: %v", err)
	}
	want(204, "DELETE", path, "")
	want(404, "DELETE", path, "")

	key := torqtest.KeysPath + "/" + c.server.ViewerKey().ClientID
	c.server.Refuse(torqtest.DeleteKeys, 405)
	want(405, "DELETE", key, "")
	c.server.Refuse(torqtest.DeleteKeys, 0)
	want(204, "DELETE", key, "")
	want(404, "DELETE", key, "")

	c.signIn(c.server.LimitedKey())
	want(http.StatusForbidden, "POST", torqtest.InvitePath, `{"email":"y@example.com"}`)
}

// Changes of mappings and custom roles have entries in the audit log, unless the workspace is set to have none, as in
// Torq's own list of events.
func TestConfigurationIsLoggedOrNot(t *testing.T) {
	c := open(t, torqtest.Options{Seed: 4, RateLimit: -1})
	w := c.server.Workspace
	change := func() (entries int) {
		before := len(c.list(torqtest.AuditLogsPath, "audit_logs"))
		id, err := w.AddMapping("groups", "night", "Viewer")
		err = errors.Join(err, w.ChangeMapping(id, "Operator", 1), w.DeleteMapping(id), w.AddRole("Night", "case.read"),
			w.SetScopes("Night"), w.ManageRole("Night"), w.DeleteRole("Night"))
		if err != nil {
			t.Fatal(err)
		}
		return len(c.list(torqtest.AuditLogsPath, "audit_logs")) - before
	}
	if n := change(); n != 6 {
		t.Errorf("%d entries", n)
	}
	w.LogConfiguration(false)
	if n := change(); n != 0 {
		t.Errorf("%d entries", n)
	}
	if err := errors.Join(w.ManageRole("Owner"), w.ChangeMapping("none", "", 1)); err == nil {
		t.Error("a preset role can be managed")
	}
}

func TestFaultsAreMetInOrderAndMended(t *testing.T) {
	c := open(t, torqtest.Options{})
	c.server.Break(torqtest.RolesPath, 2, torqtest.Status(503))
	c.server.Break(torqtest.RolesPath, torqtest.Always, torqtest.TooMany("7"))
	var got []int
	for range 4 {
		status, header, _ := c.ask(http.MethodGet, torqtest.RolesPath, "")
		got = append(got, status)
		if status == 429 && header.Get("Retry-After") != "7" {
			t.Errorf("Retry-After is %q", header.Get("Retry-After"))
		}
	}
	c.server.Mend()
	status, _, _ := c.ask(http.MethodGet, torqtest.RolesPath, "")
	if fmt.Sprint(got, status) != "[503 503 429 429] 200" {
		t.Errorf("%v %d", got, status)
	}
}
