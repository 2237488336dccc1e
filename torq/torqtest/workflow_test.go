package torqtest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// order sends an order to the workflow, signed with the secret at that time.
func (c *console) order(body, secret string, at time.Time) int {
	c.t.Helper()
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "." + body))
	status, _, _ := c.ask(http.MethodPost, torqtest.WorkflowPath, body, func(r *http.Request) {
		r.Header.Set("X-Tuar-Timestamp", stamp)
		r.Header.Set("X-Tuar-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	})
	return status
}

func (c *console) lists(email string) bool {
	return slices.ContainsFunc(c.list(torqtest.UsersPath, "users"),
		func(u map[string]any) bool { return u["email"] == email })
}

func TestTheWorkflowTakesSignedOrdersOnce(t *testing.T) {
	c := open(t, torqtest.Options{Seed: 4, RateLimit: -1})
	u := c.list(torqtest.UsersPath, "users")[30]
	email, now := u["email"].(string), c.server.Now()
	body := func(id, nonce, action string) string {
		return fmt.Sprintf(`{"id":%q,"nonce":%q,"expires":%q,"action":%q,"user":{"id":%q,"email":%q}}`,
			id, nonce, now.Add(15*time.Minute).Format(time.RFC3339), action, u["id"], email)
	}
	want := func(what string, status, got int) {
		t.Helper()
		if got != status {
			t.Errorf("%s: %d, want %d", what, got, status)
		}
	}
	want("another secret", 401, c.order(body("1", "a", "remove"), "guessed", now))
	want("an old one", 401, c.order(body("1", "a", "remove"), torqtest.WorkflowSecret, now.Add(-6*time.Minute)))
	want("one of tomorrow", 401, c.order(body("1", "a", "remove"), torqtest.WorkflowSecret, now.Add(6*time.Minute)))
	want("no order", 400, c.order(`{}`, torqtest.WorkflowSecret, now))
	want("an unknown action", 501, c.order(body("1", "a", "promote"), torqtest.WorkflowSecret, now))
	want("a test", 200, c.order(body("0", "t", "test"), torqtest.WorkflowSecret, now))
	if !c.lists(email) {
		t.Fatal("removed by what was refused")
	}

	c.server.WorkflowDelay(time.Minute)
	want("an order", 200, c.order(body("1", "a", "remove"), torqtest.WorkflowSecret, now))
	want("the same request", 409, c.order(body("1", "a", "remove"), torqtest.WorkflowSecret, now))
	want("the same order", 200, c.order(body("1", "b", "remove"), torqtest.WorkflowSecret, now))
	if !c.lists(email) {
		t.Error("removed at once, in spite of the delay")
	}
	c.server.Advance(time.Minute)
	if c.lists(email) {
		t.Error("not removed after the delay")
	}
	if last := c.list(torqtest.AuditLogsPath+"?page_size=1", "audit_logs")[0]; last["action"] != "User deleted" ||
		last["actor_type"] != "api_key" {
		t.Errorf("audit log: %v", last)
	}
}

func TestTheWorkflowLeavesExpiredOrdersAlone(t *testing.T) {
	c := open(t, torqtest.Options{Seed: 4, RateLimit: -1})
	u := c.list(torqtest.UsersPath, "users")[30]
	email := u["email"].(string)
	for _, delay := range []time.Duration{20 * time.Minute, torqtest.Never} {
		c.server.WorkflowDelay(delay)
		now := c.server.Now()
		body := fmt.Sprintf(`{"id":"%d","nonce":"%d","expires":%q,"action":"remove","user":{"id":%q}}`, delay, delay,
			now.Add(15*time.Minute).Format(time.RFC3339), u["id"])
		if got := c.order(body, torqtest.WorkflowSecret, now); got != 200 {
			t.Errorf("%d", got)
		}
		c.server.Advance(25 * time.Minute)
		if !c.lists(email) {
			t.Errorf("with a delay of %v it was removed after its end", delay)
		}
	}
}
