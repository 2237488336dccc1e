package torq

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

func testHook(now func() time.Time) *Hook {
	h := NewHook("", now, nil)
	h.patience.pause = time.Millisecond
	return h
}

func anOrder(now time.Time) order.Order {
	return order.Order{
		ID: "0011223344556677", Expires: now.Add(order.Life), Action: order.Remove, Workspace: "prod",
		User: order.User{ID: "u1", Email: "a.berg@example.com"}, From: order.Role{ID: "r1", Name: "Owner"}, Campaign: "q4",
	}
}

// The request is checked as the README tells a workflow's author to.
func TestAnOrderIsSignedAsDocumented(t *testing.T) {
	const secret = "0123456789abcdef"
	now := time.Date(2026, 10, 1, 8, 0, 0, 5e8, time.UTC)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = fmt.Fprintf(mac, "%s.%s", r.Header.Get("X-Tuar-Timestamp"), body)
		if r.Header.Get("X-Tuar-Signature") != "sha256="+hex.EncodeToString(mac.Sum(nil)) ||
			r.Header.Get("X-Tuar-Timestamp") != "1790841600" {
			t.Errorf("signature: %v", r.Header)
		}
		var got map[string]any
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		nonce, _ := got["nonce"].(string)
		delete(got, "nonce")
		want := `map[action:remove campaign:q4 expires:2026-10-01T08:15:00Z from_role:map[id:r1 name:Owner] id:0011223344556677 time:2026-10-01T08:00:00Z user:map[email:a.berg@example.com id:u1] v:1 workspace:prod]`
		if fmt.Sprint(got) != want || len(nonce) != 32 {
			t.Errorf("got  %v\nwant %s", got, want)
		}
	}))
	defer server.Close()
	reply := testHook(func() time.Time { return now }).Order(t.Context(),
		order.HookTarget{URL: server.URL, Secret: secret}, anOrder(now))
	if reply.Outcome != order.Accepted || reply.Status != 200 || strings.Contains(reply.Call, "127.0.0.1") {
		t.Errorf("%+v", reply)
	}
}

func TestWhatBecomesOfAnOrder(t *testing.T) {
	status := torqtest.Status
	for name, tc := range map[string]struct {
		faults   []torqtest.Fault
		secret   string
		want     order.Outcome
		requests int
		happened bool
	}{
		"done":              {want: order.Accepted, requests: 1, happened: true},
		"a wrong signature": {secret: "another-signing-secret", want: order.Refused, requests: 1},
		"forbidden":         {faults: []torqtest.Fault{status(403)}, want: order.Refused, requests: 1},
		"no such webhook":   {faults: []torqtest.Fault{status(404)}, want: order.Refused, requests: 1},
		"no such action":    {faults: []torqtest.Fault{status(501)}, want: order.NotOffered, requests: 1},
		"a redirect":        {faults: []torqtest.Fault{torqtest.Redirect()}, want: order.Refused, requests: 1},
		"a rate limit": {
			faults: []torqtest.Fault{torqtest.TooMany("0")}, want: order.Accepted, requests: 2,
			happened: true,
		},
		"reset before": {
			faults: []torqtest.Fault{torqtest.Reset()}, want: order.Accepted, requests: 2,
			happened: true,
		},
		"reset after": {
			faults: []torqtest.Fault{torqtest.Lose()}, want: order.Accepted, requests: 2,
			happened: true,
		},
		"always lost after": {
			faults: []torqtest.Fault{torqtest.Lose(), torqtest.Lose(), torqtest.Lose()},
			want:   order.Unclear, requests: 3, happened: true,
		},
		"always 502": {
			faults: []torqtest.Fault{status(502), status(502), status(502)}, want: order.Unclear,
			requests: 3,
		},
		"lost, then refused": {
			faults: []torqtest.Fault{torqtest.Lose(), status(403)}, want: order.Unclear,
			requests: 2, happened: true,
		},
		"lost, then a rate limit": {
			faults: []torqtest.Fault{torqtest.Lose(), torqtest.TooMany("0")},
			want:   order.Accepted, requests: 3, happened: true,
		},
		"an answer without end": {faults: []torqtest.Fault{
			torqtest.Huge(1<<20, false), torqtest.Huge(1<<20, false),
			torqtest.Huge(1<<20, false),
		}, want: order.Unclear, requests: 3, happened: true},
		"an answer that is a webpage": {
			faults: []torqtest.Fault{torqtest.HTML(500)}, want: order.Accepted, requests: 2,
			happened: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, torqtest.Options{Seed: 3, RateLimit: -1})
			for _, f := range tc.faults {
				s.Break(torqtest.WorkflowPath, 1, f)
			}
			if tc.secret == "" {
				tc.secret = torqtest.WorkflowSecret
			}
			c := dial(t, s, s.OwnerKey())
			p, err := c.Extract(t.Context(), nil, false)
			if err != nil {
				t.Fatal(err)
			}
			s.Forget()
			u := p.Users[30]
			o := anOrder(s.Now())
			o.User = order.User{ID: u.ID, Email: u.Email}
			reply := testHook(s.Now).Order(t.Context(), order.HookTarget{
				URL:    s.URL() + torqtest.WorkflowPath,
				Secret: tc.secret,
			}, o)
			if reply.Outcome != tc.want || len(s.Requests()) != tc.requests {
				t.Errorf("%+v after %d requests, want %s after %d", reply, len(s.Requests()), tc.want, tc.requests)
			}
			if _, err := c.Extract(t.Context(), nil, false); err != nil { // which lets the workflow do what is due
				t.Fatal(err)
			}
			if gone := !slices.Contains(s.Users(), u.Email); gone != tc.happened {
				t.Errorf("it happened: %t", gone)
			}
			if strings.Contains(fmt.Sprint(reply), s.URL()) || strings.Contains(fmt.Sprint(reply), tc.secret) {
				t.Errorf("the reply tells a secret: %+v", reply)
			}
		})
	}
}

func TestAWebhookThatCannotBe(t *testing.T) {
	h := testHook(nil)
	for _, to := range []order.HookTarget{
		{URL: "http://hooks.example.com/x", Secret: "0123456789abcdef"},
		{URL: "ftp://hooks.example.com/x", Secret: "0123456789abcdef"},
		{URL: "hooks.example.com/x", Secret: "0123456789abcdef"},
		{URL: "https://me:pass@hooks.example.com/x", Secret: "0123456789abcdef"},
		{URL: "https://hooks.example.com/%zz", Secret: "0123456789abcdef"},
		{URL: "https://hooks.example.com/x", Secret: "short"},
	} {
		err := h.Check(to)
		wantFault(t, err, fault.BadInput, "")
		if strings.Contains(err.Error(), "hooks.example.com") || strings.Contains(err.Error(), to.Secret) {
			t.Errorf("the sentence tells a secret: %v", err)
		}
		if reply := h.Order(t.Context(), to, anOrder(time.Now())); reply.Outcome != order.NotSent || h.requests.Load() != 0 {
			t.Errorf("sent all the same: %+v", reply)
		}
		if text := fmt.Sprintf("%v %+v %#v %s", to, to, to, to); strings.Contains(text, "example.com") ||
			strings.Contains(text, to.Secret) {
			t.Errorf("printed: %s", text)
		}
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	reply := h.Order(t.Context(), order.HookTarget{URL: closed.URL + "/secret-path", Secret: "0123456789abcdef"},
		anOrder(time.Now()))
	if reply.Outcome != order.NotSent || strings.Contains(reply.Detail, "secret-path") {
		t.Errorf("%+v", reply)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if reply := h.Order(ctx, order.HookTarget{URL: closed.URL, Secret: "0123456789abcdef"},
		anOrder(time.Now())); reply.Outcome != order.NotSent {
		t.Errorf("stopped: %+v", reply)
	}
}
