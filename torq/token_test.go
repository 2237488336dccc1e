package torq

import (
	"context"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// asked counts the requests to a path, all if it is empty.
func asked(server *torqtest.Server, path string) int {
	n := 0
	for _, r := range server.Requests() {
		if path == "" || r.Path == path {
			n++
		}
	}
	return n
}

func TestTokenIsRenewedOnceWhenItExpired(t *testing.T) {
	for name, spoil := range map[string]func(*torqtest.Server){
		"302": (*torqtest.Server).ExpireTokens,
		"401": (*torqtest.Server).RevokeTokens,
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			c := dial(t, server, server.OwnerKey())
			if err := c.Authenticate(context.Background()); err != nil {
				t.Fatal(err)
			}
			spoil(server)
			p, err := c.Extract(context.Background(), nil, false)
			if err != nil || len(p.Users) != 140 {
				t.Fatalf("%v, %v", p, err)
			}
			if n := asked(server, torqtest.TokenPath); n != 2 {
				t.Errorf("%d token requests, want 2: one before and one after, however many calls met the old token", n)
			}
			if n := asked(server, "/signin"); n != 0 {
				t.Errorf("the redirect was followed %d times", n)
			}
		})
	}
}

func TestTokenThatIsRefusedTwiceIsGivenUp(t *testing.T) {
	for name, f := range map[string]torqtest.Fault{"302": torqtest.Redirect(), "401": torqtest.Status(401)} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			server.Break(torqtest.RolesPath, torqtest.Always, f)
			_, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
			wantFault(t, err, fault.NotConnected,
				"Torq gave out a token and then refused it: it answered "+name+" to GET /public/v1alpha/roles")
			if tokens, calls := asked(server, torqtest.TokenPath), asked(server, torqtest.RolesPath); tokens != 2 || calls != 2 {
				t.Errorf("%d token requests and %d calls, want 2 and 2", tokens, calls)
			}
		})
	}
}

func TestWrongSecretIsRefused(t *testing.T) {
	server := start(t, torqtest.Options{})
	key := server.OwnerKey()
	key.Secret = "wrong"
	c := dial(t, server, key)
	for name, ask := range map[string]func() error{
		"Authenticate": func() error { return c.Authenticate(context.Background()) },
		"Probe":        func() error { _, err := c.Probe(context.Background()); return err },
		"Extract":      func() error { _, err := c.Extract(context.Background(), nil, false); return err },
	} {
		t.Run(name, func(t *testing.T) {
			server.Forget()
			err := ask()
			wantFault(t, err, fault.NotConnected, "Torq refused the client ID or secret")
			if hint := fault.HintOf(err); strings.Contains(hint, "region") || !strings.Contains(hint, c.auth.host) {
				t.Errorf("the hint %q names a region, where the address was given", hint)
			}
			if n := asked(server, ""); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

func TestTokenEndpointAnswers(t *testing.T) {
	for name, tc := range map[string]struct {
		fault torqtest.Fault
		kind  fault.Kind
		text  string
	}{
		"an error with 200": {
			torqtest.Body(`{"error":"invalid_client"}`), fault.NotConnected,
			"Torq refused the client ID or secret",
		},
		"plain 403":            {torqtest.HTML(403), fault.NotConnected, "Torq refused the client ID or secret"},
		"400 without an error": {torqtest.HTML(400), fault.Unreachable, "Torq answered 400 to POST /v1/auth/token"},
		"404": {
			torqtest.Status(404), fault.Unreachable,
			`Torq answered 404 to POST /v1/auth/token: "Not Found"`,
		},
		"a redirect": {torqtest.Redirect(), fault.Unreachable, "Torq answered 302 to POST /v1/auth/token"},
		"no token": {
			torqtest.Body(`{"token_type":"Bearer"}`), fault.Unreachable,
			"Torq answered POST /v1/auth/token without a usable access token",
		},
		"a token of two lines": {
			torqtest.Body(`{"access_token":"a\r\nX: b"}`), fault.Unreachable,
			"Torq answered POST /v1/auth/token without a usable access token",
		},
		"nothing": {torqtest.Body(""), fault.Unreachable, "Torq answered POST /v1/auth/token with nothing"},
		"a web page": {
			torqtest.HTML(200), fault.Unreachable,
			`Torq answered POST /v1/auth/token with a web page instead of data: "<!doctype html><html><head><title>Sign in</title></head><bod…"`,
		},
		"503": {
			torqtest.Status(503), fault.Unreachable,
			`Torq answered 503 to POST /v1/auth/token five times: "Service Unavailable"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			server.Break(torqtest.TokenPath, torqtest.Always, tc.fault)
			wantFault(t, dial(t, server, server.OwnerKey()).Authenticate(context.Background()), tc.kind, tc.text)
		})
	}
}

func TestTokenWithoutLifetimeIsUsedUntilItIsRefused(t *testing.T) {
	for _, body := range []string{
		`{"access_token":"T"}`, `{"access_token":"T","expires_in":"3600"}`,
		`{"access_token":"T","expires_in":0}`,
	} {
		server := start(t, torqtest.Options{})
		server.Break(torqtest.TokenPath, 1, torqtest.Body(body))
		c := dial(t, server, server.OwnerKey())
		for range 3 {
			if _, err := c.tokens.get(context.Background(), ""); err != nil {
				t.Fatal(err)
			}
		}
		if n := c.Requests(); n != 1 {
			t.Errorf("%s: %d requests, want 1", body, n)
		}
	}
}

func TestEveryoneSharesOneToken(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	done := make(chan error)
	for range 20 {
		go func() {
			_, err := c.tokens.get(context.Background(), "")
			done <- err
		}()
	}
	for range 20 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := asked(server, torqtest.TokenPath); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
}
