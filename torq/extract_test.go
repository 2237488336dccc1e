package torq

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// start serves a workspace for the test.
func start(t testing.TB, o torqtest.Options) *torqtest.Server {
	t.Helper()
	server, err := torqtest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// dial makes a client of the server that does not wait long.
func dial(t testing.TB, server *torqtest.Server, key torqtest.Credential) *Client {
	t.Helper()
	c, err := New(Config{
		Region: "us", ClientID: key.ClientID, Secret: key.Secret, APIURL: server.URL(), AuthURL: server.URL() + "/",
		Now: server.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	c.patience.pause = time.Millisecond
	c.patience.maxPause = 20 * time.Millisecond
	c.patience.maxRetryAfter = 0
	return c
}

// wantFault fails the test unless err is a fault of that kind.
func wantFault(t *testing.T, err error, kind fault.Kind, text string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("got %v of kind %d, want kind %d", err, fault.KindOf(err), kind)
	}
	if diff := cmp.Diff(text, err.Error()); text != "" && diff != "" {
		t.Errorf("wrong sentence (-want +got):\n%s", diff)
	}
}

func TestExtractReadsEverything(t *testing.T) {
	server := start(t, torqtest.Options{Seed: 7})
	c := dial(t, server, server.OwnerKey())
	p, err := c.Extract(context.Background(), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Users) != 140 || len(p.Roles) != 13 || len(p.Keys) < 15 || len(p.Mappings) != 9 || len(p.Gaps) != 0 ||
		len(p.Notes) != 0 {
		t.Fatalf("read %d users, %d roles, %d keys, %d mappings, gaps %v, notes %v", len(p.Users), len(p.Roles), len(p.Keys),
			len(p.Mappings), p.Gaps, p.Notes)
	}
	if p.V != 1 || p.Region != "us" || p.Tool.ClientID != server.OwnerKey().ClientID || !p.TakenAt.Equal(server.Now()) {
		t.Errorf("wrong head: %d %q %q %v", p.V, p.Region, p.Tool.ClientID, p.TakenAt)
	}
	got := map[string]bool{}
	sso, never, custom := 0, 0, 0
	for _, u := range p.Users {
		got[u.Email] = true
		if u.SSO {
			sso++
		}
		if u.LastLoginAt == nil {
			never++
		}
		if u.CreatedAt == nil {
			t.Errorf("%s has no time of creation", u.Email)
		}
		if _, ok := p.Role(u.RoleID); !ok {
			t.Errorf("%s has a role that is not listed", u.Email)
		}
	}
	for _, email := range server.Users() {
		if !got[email] {
			t.Errorf("%s is missing", email)
		}
	}
	for _, r := range p.Roles {
		if !r.Assignable || r.Custom == nil || len(r.Scopes) == 0 {
			t.Errorf("role %+v is not complete", r)
		}
		if *r.Custom {
			custom++
		}
	}
	if sso == 0 || sso == len(p.Users) || never == 0 || custom != 4 {
		t.Errorf("%d SSO, %d never signed in, %d custom roles", sso, never, custom)
	}
	if p.Mappings[0].Rank != 1 {
		t.Errorf("first mapping has rank %d", p.Mappings[0].Rank)
	}
	for _, call := range p.Calls {
		if call.Status != 200 || call.Rows == 0 || len(call.SHA256) != 64 || call.At.IsZero() {
			t.Errorf("incomplete proof %+v", call)
		}
	}
}

func TestExtractNeedsNoMoreCallsThanPages(t *testing.T) {
	server := start(t, torqtest.Options{Users: 2000, ExtraRoles: 117})
	c := dial(t, server, server.OwnerKey())
	p, err := c.Extract(context.Background(), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Users) != 2000 || len(p.Roles) != 130 {
		t.Fatalf("%d users, %d roles", len(p.Users), len(p.Roles))
	}
	var calls []string
	for _, call := range p.Calls {
		calls = append(calls, call.Path+"?"+call.Query)
	}
	want := []string{
		"/public/v1alpha/users?sso_provision=true", "/public/v1alpha/users?sso_provision=false",
		"/public/v1alpha/users/roles?page_size=100", "/public/v1alpha/users/roles?page_size=100&page_token=MTAw",
		"/public/v1alpha/roles?", "/public/v1alpha/api-keys?", "/public/v1alpha/sso/claim_mappings?",
	}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Error(diff)
	}
	if n := len(server.Requests()); n != 8 || c.Requests() != n {
		t.Errorf("%d requests arrived and %d were counted, want 8", n, c.Requests())
	}
	if _, err := c.Extract(context.Background(), nil, false); err != nil || c.Requests() != 15 {
		t.Errorf("the second extraction made %d requests (%v), want 7: the token is good for an hour", c.Requests()-8, err)
	}
}

func TestExtractIsTheSameForTheSameAccess(t *testing.T) {
	var names []string
	for range 2 {
		server := start(t, torqtest.Options{Seed: 3})
		p, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Calls {
			p.Calls[i].Port = 0 // a free one
		}
		_, name, err := population.Encode(p)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if names[0] != names[1] {
		t.Error("two extractions of the same access differ")
	}
}
