package torqtest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

func TestCompanyIsBelievable(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := open(t, torqtest.Options{Seed: seed})
			people := map[string]torqtest.Person{}
			for _, p := range c.server.People() {
				people[p.Email] = p
			}
			top := 0
			for _, p := range people {
				if p.Name == "" || p.Department == "" || p.Title == "" || p.Started.After(torqtest.Epoch) {
					t.Errorf("%+v", p)
				}
				if p.Manager == "" {
					top++
				} else if _, ok := people[p.Manager]; !ok {
					t.Errorf("%s reports to %q, who is nobody", p.Email, p.Manager)
				}
			}
			if top != 1 || len(people) != 138 {
				t.Errorf("%d people, %d at the top", len(people), top)
			}

			roles := map[any]map[string]any{}
			for _, r := range c.list(torqtest.RolesPath, "roles") {
				roles[r["id"]] = r
			}
			users := c.list(torqtest.UsersPath, "users")
			owners, dormantOwners, strangers := 0, 0, 0
			for _, u := range users {
				login, _ := time.Parse(time.RFC3339, fmt.Sprint(u["last_login_time"]))
				created, err := time.Parse(time.RFC3339, fmt.Sprint(u["created_time"]))
				if err != nil || created.After(torqtest.Epoch) || login.Year() > 1970 && login.Before(created) {
					t.Errorf("created %v, last login %v", u["created_time"], u["last_login_time"])
				}
				if roles[u["role_id"]] == nil {
					t.Errorf("%v has no role", u["email"])
				}
				if roles[u["role_id"]]["name"] == "Owner" {
					owners++
					if torqtest.Epoch.Sub(login) > 90*24*time.Hour {
						dormantOwners++
					}
				}
				if _, ok := people[u["email"].(string)]; !ok {
					strangers++
				}
			}
			if len(users) != 140 || owners != 4 || dormantOwners < 2 || strangers != 2 {
				t.Errorf("%d users, %d owners, %d of them dormant, %d strangers", len(users), owners, dormantOwners, strangers)
			}
			if n := count(users, "status", "INVITATION_SENT"); n < 4 || n > 8 {
				t.Errorf("%d invitations", n)
			}
			if n := count(users, "last_login_time", "1970-01-01T00:00:00Z"); n < 1 {
				t.Error("everybody signed in")
			}
			if sso := count(users, "sso_provision", true); sso < 70 || sso > 130 {
				t.Errorf("%d SSO users", sso)
			}
			if n := len(c.server.Leavers()); n != 7 {
				t.Errorf("%d leavers", n)
			}

			keys := c.list(torqtest.KeysPath, "api_keys")
			unused, orphans := count(keys, "last_authenticated_time", nil), 0
			for _, k := range keys {
				if owner, ok := k["user"].(map[string]any); ok && count(users, "id", owner["id"]) == 0 {
					orphans++
				}
			}
			if unused < 2 || orphans != 1 || count(keys, "type", torqtest.PrivateKey) < 4 ||
				count(keys, "role_name", "Owner") < 3 {
				t.Errorf("of %d keys %d unused, %d of nobody", len(keys), unused, orphans)
			}
		})
	}
}

// The log tells what the lists show: every user invited within its reach, and everybody's last sign-in.
func TestAuditLogMatches(t *testing.T) {
	c := open(t, torqtest.Options{Seed: 1, RateLimit: -1})
	check := func() {
		t.Helper()
		told := map[string]bool{}
		last := ""
		for token := ""; ; {
			_, _, body := c.ask(http.MethodGet, torqtest.AuditLogsPath+"?order=asc&page_size=500&"+century+"&page_token="+token,
				"")
			page := decode(t, body)
			for _, item := range page["audit_logs"].([]any) {
				e := item.(map[string]any)
				at := e["timestamp"].(string)
				if at < last {
					t.Fatalf("%s follows %s", at, last)
				}
				last = at
				told[fmt.Sprint(e["action"], " ", e["resource_id"], " ", at[:19])] = true
				for _, field := range []string{
					"id", "email", "actor_name", "actor_type", "ip", "user_agent", "account_id",
					"account_name",
				} {
					if e[field] == nil || e[field] == "" {
						t.Fatalf("%v has no %s", e, field)
					}
				}
			}
			next, more := page["next_page_token"].(string)
			if !more {
				break
			}
			token = next
		}
		since := c.server.Now().AddDate(0, 0, -390).Format(time.RFC3339)
		for _, u := range c.list(torqtest.UsersPath, "users") {
			created, _ := u["created_time"].(string)
			if created > since && u["sso_provision"] == nil && !told[fmt.Sprint("User invited ", u["id"], " ", created[:19])] {
				t.Errorf("nobody invited %v", u["email"])
			}
			if login, _ := u["last_login_time"].(string); login > since &&
				!told[fmt.Sprint("User logged in ", u["id"], " ", login[:19])] {
				t.Errorf("%v did not sign in at %v", u["email"], login)
			}
		}
	}
	check()
	c.server.AdvanceQuarter()
	c.signIn(c.server.OwnerKey())
	check()
}

func TestQuarter(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := open(t, torqtest.Options{Seed: seed})
			rolesOf := func() (ids, roles map[string]string) {
				names := map[any]string{}
				for _, r := range c.list(torqtest.RolesPath, "roles") {
					names[r["id"]] = r["name"].(string)
				}
				ids, roles = map[string]string{}, map[string]string{}
				for _, u := range c.list(torqtest.UsersPath, "users") {
					email := u["email"].(string)
					ids[email], roles[email] = u["id"].(string), names[u["role_id"]]
				}
				return ids, roles
			}
			leavers := c.server.Leavers()
			idsBefore, before := rolesOf()
			q := c.server.AdvanceQuarter()
			c.signIn(c.server.OwnerKey())
			ids, after := rolesOf()

			if !c.server.Now().Equal(torqtest.Epoch.AddDate(0, 0, 90)) {
				t.Errorf("it is %v", c.server.Now())
			}
			if len(q.Joined) < 4 || len(q.Removed) < 4 || len(q.Returned) != 1 || len(q.Raised) != 3 || len(q.Lowered) != 2 {
				t.Fatalf("%+v", q)
			}
			for _, email := range q.Joined {
				if before[email] != "" || after[email] == "" {
					t.Errorf("%s joined: %q, %q", email, before[email], after[email])
				}
			}
			for _, email := range q.Removed {
				if !slices.Contains(leavers, email) || after[email] != "" {
					t.Errorf("%s was removed: %q", email, after[email])
				}
			}
			for _, email := range q.Returned {
				if !slices.Contains(leavers, email) || after[email] == "" || ids[email] == idsBefore[email] {
					t.Errorf("%s came back: %q", email, after[email])
				}
			}
			for _, email := range slices.Concat(q.Raised, q.Lowered) {
				if before[email] == after[email] || ids[email] != idsBefore[email] {
					t.Errorf("%s was %s and is %s", email, before[email], after[email])
				}
			}
			if n := len(c.server.Leavers()); n < 2 {
				t.Errorf("%d leavers", n)
			}
		})
	}
}

func TestConsole(t *testing.T) {
	c := open(t, torqtest.Options{Seed: 2})
	newest := func() map[string]any {
		t.Helper()
		return c.list(torqtest.AuditLogsPath+"?page_size=1", "audit_logs")[0]
	}
	const email = "n.new@example.com"
	do := func(what string, err error, action string) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got := newest(); got["action"] != action {
			t.Errorf("%s: the log says %v", what, got["action"])
		}
		c.server.Advance(time.Minute)
	}
	do("invite", c.server.Invite(email, "Viewer"), "User invited")
	do("sign in", c.server.SignIn(email), "User logged in")
	do("set role", c.server.SetRole(email, "Owner"), "User role updated")
	key, err := c.server.AddKey("mine", torqtest.PrivateKey, "Owner", email)
	do("add key", err, "API key enabled")
	c.signIn(key)
	do("remove", c.server.RemoveUser(email), "User deleted")
	if got := newest(); got["email"] != c.server.Admin() || got["resource_name"] != email {
		t.Errorf("%v", got)
	}
	if err := c.server.SignIn(email); err == nil {
		t.Error("somebody without invitation or mapping signed in")
	}
	for what, err := range map[string]error{
		"inviting a user":       c.server.Invite(c.server.Admin(), "Viewer"),
		"inviting to no role":   c.server.Invite("x@example.com", "Emperor"),
		"a role for nobody":     c.server.SetRole(email, "Viewer"),
		"no role":               c.server.SetRole(c.server.Admin(), "Emperor"),
		"removing nobody":       c.server.RemoveUser(email),
		"a key for nobody":      second(c.server.AddKey("x", torqtest.PrivateKey, "Viewer", email)),
		"a key without a role":  second(c.server.AddKey("x", torqtest.ServiceKey, "Emperor", "")),
		"deleting no key":       c.server.DeleteKey("none"),
		"signing nobody in":     c.server.SignIn("nobody@example.com"),
		"removing nobody twice": c.server.RemoveUser("nobody@example.com"),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "torqtest: ") {
			t.Errorf("%s: %v", what, err)
		}
	}
	do("delete key", c.server.DeleteKey(c.server.ViewerKey().ClientID), "API key deleted")
}

func second[T any](_ T, err error) error { return err }
