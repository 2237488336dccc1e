package torq

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func extract(t *testing.T, c *Client) *population.Population {
	t.Helper()
	p, err := c.Extract(context.Background(), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWhatTheKeyMayNotReadIsAGap(t *testing.T) {
	server := start(t, torqtest.Options{})
	p := extract(t, dial(t, server, server.LimitedKey()))
	want := []population.Gap{{Resource: "api-keys", Reason: population.GapForbidden, Status: 403}}
	if diff := cmp.Diff(want, p.Gaps); diff != "" {
		t.Error(diff)
	}
	if len(p.Users) != 140 || len(p.Keys) != 0 || len(p.Mappings) == 0 {
		t.Errorf("%d users, %d keys, %d mappings", len(p.Users), len(p.Keys), len(p.Mappings))
	}
	statuses := map[string]int{}
	for _, call := range p.Calls {
		statuses[call.Path] = call.Status
	}
	if statuses[torqtest.KeysPath] != 403 || statuses[torqtest.RolesPath] != 200 {
		t.Errorf("the proof says %v", statuses)
	}
}

func TestWhatTheAPIDoesNotOfferIsAGap(t *testing.T) {
	for _, status := range []int{404, 405, 501} {
		server := start(t, torqtest.Options{})
		for _, path := range []string{
			torqtest.UserRolesPath, torqtest.RolesPath, torqtest.KeysPath,
			torqtest.ClaimMappingsPath,
		} {
			server.Break(path, torqtest.Always, torqtest.Status(status))
		}
		p := extract(t, dial(t, server, server.OwnerKey()))
		want := []population.Gap{
			{Resource: "roles", Reason: population.GapNotOffered, Status: status},
			{Resource: "custom-roles", Reason: population.GapNotOffered, Status: status},
			{Resource: "api-keys", Reason: population.GapNotOffered, Status: status},
			{Resource: "claim-mappings", Reason: population.GapNotOffered, Status: status},
		}
		if diff := cmp.Diff(want, p.Gaps); diff != "" {
			t.Error(diff)
		}
		if n := asked(server, ""); n != 7 {
			t.Errorf("%d requests, want 7: a gap is not tried again", n)
		}
	}
}

func TestRolesOfOneListOnly(t *testing.T) {
	for path, want := range map[string][2]bool{torqtest.UserRolesPath: {false, true}, torqtest.RolesPath: {true, false}} {
		server := start(t, torqtest.Options{})
		server.Break(path, torqtest.Always, torqtest.Status(403))
		p := extract(t, dial(t, server, server.OwnerKey()))
		if len(p.Roles) != 13 {
			t.Fatalf("%d roles", len(p.Roles))
		}
		for _, r := range p.Roles {
			if r.Assignable != want[0] || (r.Custom != nil) != want[1] || len(r.Scopes) == 0 {
				t.Errorf("without %s: %+v", path, r)
			}
		}
	}
}

func TestUsersAreNeverAGap(t *testing.T) {
	server := start(t, torqtest.Options{})
	_, err := dial(t, server, server.ViewerKey()).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.NotConnected,
		`this API key may not list users: "the role of the user that created the key lacks the permission user.read"`)
	if !strings.Contains(fault.HintOf(err), "user.read") {
		t.Errorf("hint %q", fault.HintOf(err))
	}

	server.Break(torqtest.UsersPath, torqtest.Always, torqtest.Status(404))
	_, err = dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, "")

	server.Mend()
	server.Break(torqtest.UsersPath, torqtest.Always, torqtest.EmptyList())
	_, err = dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, "Torq listed no users at all; a workspace has at least one")
}

func TestForbiddenHalfwayIsNoGap(t *testing.T) {
	server := start(t, torqtest.Options{ExtraRoles: 100})
	server.Break(torqtest.UserRolesPath, 1, torqtest.IgnoreQuery("nothing"))
	server.Break(torqtest.UserRolesPath, 1, torqtest.Status(403))
	_, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, `Torq answered 403 to GET /public/v1alpha/users/roles: "Forbidden"`)
}

func TestProbe(t *testing.T) {
	server := start(t, torqtest.Options{})
	for name, tc := range map[string]struct {
		key  torqtest.Credential
		want string
	}{
		"owner":   {server.OwnerKey(), "users roles custom-roles api-keys claim-mappings audit-log"},
		"private": {server.AdminKey(), "users roles custom-roles api-keys claim-mappings audit-log"},
		"limited": {server.LimitedKey(), "users roles custom-roles - claim-mappings -"},
		"viewer":  {server.ViewerKey(), "- - - - - -"},
	} {
		t.Run(name, func(t *testing.T) {
			server.Forget()
			found, err := dial(t, server, tc.key).Probe(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if got := allowed(found); got != tc.want {
				t.Errorf("may read %s, want %s", got, tc.want)
			}
			if n := asked(server, ""); n != 7 {
				t.Errorf("%d requests, want 7", n)
			}
		})
	}
}

func allowed(permissions []population.Permission) string {
	names := make([]string, len(permissions))
	for i, p := range permissions {
		names[i] = p.Resource
		if !p.Allowed {
			names[i] = "-"
			if p.Detail == "" {
				names[i] = "- without detail"
			}
		}
	}
	return strings.Join(names, " ")
}

func TestProbeSaysWhatFailed(t *testing.T) {
	server := start(t, torqtest.Options{})
	server.Break(torqtest.KeysPath, torqtest.Always, torqtest.HTML(200))
	if _, err := dial(t, server, server.OwnerKey()).Probe(context.Background()); fault.KindOf(err) != fault.Unreachable {
		t.Errorf("got %v", err)
	}
}

func TestProgressCountsUp(t *testing.T) {
	server := start(t, torqtest.Options{})
	var seen []int
	if _, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), func(_ string, done, total int) {
		if total != 7 {
			t.Errorf("total is %d", total)
		}
		seen = append(seen, done)
	}, false); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{1, 2, 3, 4, 5, 6, 7}, seen); diff != "" {
		t.Error(diff)
	}
}

func TestAuditLog(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	read := func(start time.Time) (actions []string, err error) {
		var last audit.Entry
		for e, err := range c.auditEntries(t.Context(), start) {
			if err != nil {
				return nil, err
			}
			if !last.At.IsZero() && e.At.After(last.At) {
				t.Errorf("%v follows %v", e.At, last.At)
			}
			last = e
			actions = append(actions, e.Action)
		}
		return actions, nil
	}
	all, err := read(server.Now().AddDate(-2, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if want := (len(all)-1)/500 + 2; len(all) < 1000 || asked(server, "") != want {
		t.Errorf("%d entries by %d requests, want %d", len(all), asked(server, ""), want)
	}
	if err := server.SetRole(server.Users()[20], "Viewer"); err != nil {
		t.Fatal(err)
	}
	if newest, err := read(time.Time{}); err != nil || newest[0] != "User role updated" || len(newest) > 100 {
		t.Errorf("%d entries of the last day, %v", len(newest), err)
	}

	c = dial(t, server, server.LimitedKey())
	_, err = read(time.Time{})
	wantFault(t, err, fault.NotConnected,
		`this API key may not read the audit log: "the role of the user that created the key lacks the permission audit.read"`)

	c = dial(t, server, server.OwnerKey())
	server.Break(torqtest.AuditLogsPath, torqtest.Always, torqtest.RepeatToken())
	if _, err = read(server.Now().AddDate(-1, 0, 0)); err == nil ||
		!strings.Contains(err.Error(), "same page token twice") {
		t.Errorf("got %v", err)
	}
	server.Mend()
	for _, err := range c.auditEntries(t.Context(), server.Now().AddDate(-1, 0, 0)) {
		if err != nil {
			t.Fatal(errors.New("reading one entry failed"))
		}
		break
	}
}
