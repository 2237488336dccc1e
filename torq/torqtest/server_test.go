package torqtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// console is a client that does only what it is told.
type console struct {
	t      testing.TB
	server *torqtest.Server
	token  string
}

func open(t testing.TB, o torqtest.Options) *console {
	t.Helper()
	server, err := torqtest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	c := &console{t: t, server: server}
	c.signIn(server.OwnerKey())
	return c
}

func (c *console) signIn(key torqtest.Credential) {
	c.t.Helper()
	status, _, body := c.ask(http.MethodPost, torqtest.TokenPath, "grant_type=client_credentials", func(r *http.Request) {
		r.SetBasicAuth(key.ClientID, key.Secret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
	if status != http.StatusOK {
		c.t.Fatalf("no token: %d %s", status, body)
	}
	c.token, _ = decode(c.t, body)["access_token"].(string)
}

// ask sends a request with the token, follows no redirect, and returns what came.
func (c *console) ask(method, path, body string, prepare ...func(*http.Request)) (int, http.Header, []byte) {
	c.t.Helper()
	r, err := http.NewRequest(method, c.server.URL()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	for _, p := range prepare {
		p(r)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response.StatusCode, response.Header, data
}

// list is the list under key in the answer to a GET.
func (c *console) list(path, key string) []map[string]any {
	c.t.Helper()
	status, _, body := c.ask(http.MethodGet, path, "")
	if status != http.StatusOK {
		c.t.Fatalf("%s: %d %s", path, status, body)
	}
	var rows []map[string]any
	items, _ := decode(c.t, body)[key].([]any)
	for _, item := range items {
		rows = append(rows, item.(map[string]any))
	}
	return rows
}

// count is how many rows have the value in the field.
func count(rows []map[string]any, field string, value any) int {
	n := 0
	for _, row := range rows {
		if row[field] == value {
			n++
		}
	}
	return n
}

func decode(t testing.TB, body []byte) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

func TestSameSeedSameBytes(t *testing.T) {
	paths := []string{
		torqtest.UsersPath, torqtest.UserRolesPath, torqtest.RolesPath, torqtest.KeysPath, torqtest.ClaimMappingsPath,
		torqtest.AuditLogsPath + "?start_time=2025-01-01T00:00:00Z&page_size=500",
	}
	a, b, other := open(t, torqtest.Options{Seed: 5}), open(t, torqtest.Options{Seed: 5}),
		open(t, torqtest.Options{Seed: 6})
	for _, after := range []string{"at first", "a quarter later"} {
		for _, path := range paths {
			_, _, one := a.ask(http.MethodGet, path, "")
			_, _, two := b.ask(http.MethodGet, path, "")
			_, _, three := other.ask(http.MethodGet, path, "")
			if !bytes.Equal(one, two) || bytes.Equal(one, three) {
				t.Errorf("%s %s: same seed same %v, other seed same %v", path, after, bytes.Equal(one, two),
					bytes.Equal(one, three))
			}
		}
		for _, c := range []*console{a, b, other} {
			c.server.AdvanceQuarter()
			c.signIn(c.server.OwnerKey())
		}
	}
}

func TestTokenEndpoint(t *testing.T) {
	c := open(t, torqtest.Options{})
	key := c.server.OwnerKey()
	form := func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }
	basic := func(id, secret string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(id, secret) }
	}
	for name, tc := range map[string]struct {
		method, body, id, secret string
		status                   int
		err                      any
	}{
		"good":           {"POST", "grant_type=client_credentials", key.ClientID, key.Secret, 200, nil},
		"wrong secret":   {"POST", "grant_type=client_credentials", key.ClientID, "x", 401, "invalid_client"},
		"unknown client": {"POST", "grant_type=client_credentials", "x", key.Secret, 401, "invalid_client"},
		"another grant":  {"POST", "grant_type=password", key.ClientID, key.Secret, 400, "unsupported_grant_type"},
		"GET":            {"GET", "", key.ClientID, key.Secret, 405, "invalid_request"},
	} {
		status, header, body := c.ask(tc.method, torqtest.TokenPath, tc.body, form, basic(tc.id, tc.secret))
		answer := decode(t, body)
		if status != tc.status || answer["error"] != tc.err || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", name, status, body)
		}
		if tc.err == nil && (answer["token_type"] != "Bearer" || answer["expires_in"] != 3600.0) {
			t.Errorf("%s: %s", name, body)
		}
	}
}

func TestTokensEnd(t *testing.T) {
	c := open(t, torqtest.Options{TokenLifetime: time.Minute})
	c.server.Advance(59 * time.Second)
	if status, _, _ := c.ask(http.MethodGet, torqtest.RolesPath, ""); status != 200 {
		t.Errorf("before its end: %d", status)
	}
	c.server.Advance(time.Second)
	status, header, _ := c.ask(http.MethodGet, torqtest.RolesPath, "")
	if status != http.StatusFound || header.Get("Location") == "" {
		t.Errorf("expired: %d to %q", status, header.Get("Location"))
	}
	if status, _, page := c.ask(http.MethodGet, header.Get("Location"), ""); status != 200 ||
		!bytes.HasPrefix(page, []byte("<!doctype html>")) {
		t.Errorf("the sign-in page: %d %s", status, page)
	}
	c.token = "never seen"
	if status, _, body := c.ask(http.MethodGet, torqtest.RolesPath, ""); status != 401 || decode(t, body)["code"] != 16.0 {
		t.Errorf("unknown: %d %s", status, body)
	}
	key := c.server.LimitedKey()
	c.signIn(key)
	if err := c.server.DeleteKey(key.ClientID); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := c.ask(http.MethodGet, torqtest.RolesPath, ""); status != 401 {
		t.Errorf("of a deleted key: %d", status)
	}
}

func TestRateLimit(t *testing.T) {
	c := open(t, torqtest.Options{})
	refused := 0
	for range 51 + 49 { // whatever refills within the second: a burst of 50, then 50 a second
		status, _, body := c.ask(http.MethodGet, torqtest.RolesPath+"/none", "")
		if status == http.StatusTooManyRequests {
			refused++
			if decode(t, body)["code"] != 8.0 {
				t.Errorf("%s", body)
			}
		}
	}
	if log := c.server.Requests(); log[0].Path != torqtest.TokenPath || len(log) != 101 {
		t.Errorf("%d requests logged", len(log))
	}
	for _, r := range c.server.Requests()[1:51] {
		if r.Status == http.StatusTooManyRequests {
			t.Error("a burst of 50 was refused")
			break
		}
	}
	if refused == 0 {
		t.Skip("this machine is too slow to ask more than 50 times in a second")
	}
}

func TestPermissions(t *testing.T) {
	c := open(t, torqtest.Options{})
	paths := []string{
		torqtest.UsersPath, torqtest.UserRolesPath, torqtest.RolesPath, torqtest.KeysPath,
		torqtest.ClaimMappingsPath, torqtest.AuditLogsPath,
	}
	for _, tc := range []struct {
		name string
		key  torqtest.Credential
		want []int
	}{
		{"owner", c.server.OwnerKey(), []int{200, 200, 200, 200, 200, 200}},
		{"admin", c.server.AdminKey(), []int{200, 200, 200, 200, 200, 200}},
		{"limited", c.server.LimitedKey(), []int{200, 200, 200, 403, 200, 403}},
		{"viewer", c.server.ViewerKey(), []int{403, 403, 403, 403, 403, 403}},
	} {
		c.signIn(tc.key)
		for i, path := range paths {
			status, _, body := c.ask(http.MethodGet, path, "")
			if status != tc.want[i] || status == 403 && decode(t, body)["code"] != 7.0 {
				t.Errorf("%s asks for %s: %d %.80s, want %d", tc.name, path, status, body, tc.want[i])
			}
		}
	}
}

func TestPaging(t *testing.T) {
	c := open(t, torqtest.Options{ExtraRoles: 117})
	var sizes []int
	seen := map[any]bool{}
	for token := ""; ; {
		_, _, body := c.ask(http.MethodGet, torqtest.UserRolesPath+"?page_size=60&page_token="+token, "")
		page := decode(t, body)
		roles := page["roles"].([]any)
		sizes = append(sizes, len(roles))
		for _, r := range roles {
			seen[r.(map[string]any)["id"]] = true
		}
		next, more := page["next_page_token"].(string)
		if !more {
			break
		}
		token = next
	}
	if len(sizes) != 3 || sizes[2] != 10 || len(seen) != 130 {
		t.Errorf("pages of %v, %d roles", sizes, len(seen))
	}
	for path, want := range map[string]int{
		torqtest.UserRolesPath:                               50,
		torqtest.RolesPath:                                   130,
		torqtest.AuditLogsPath + "?end_time=" + future:       100,
		torqtest.AuditLogsPath + "?page_size=500&" + century: 500,
	} {
		key := "roles"
		if strings.HasPrefix(path, torqtest.AuditLogsPath) {
			key = "audit_logs"
		}
		if n := len(c.list(path, key)); n != want {
			t.Errorf("%s: %d, want %d", path, n, want)
		}
	}
	for _, query := range []string{"page_size=0", "page_size=101", "page_size=many", "page_token=!", "page_token=OTk5"} {
		if status, _, body := c.ask(http.MethodGet, torqtest.UserRolesPath+"?"+query, ""); status != 400 ||
			decode(t, body)["code"] != 3.0 {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
}

const (
	future  = "2099-01-01T00:00:00Z"
	century = "start_time=2000-01-01T00:00:00Z&end_time=" + future
)

func TestWhatIsNotThere(t *testing.T) {
	c := open(t, torqtest.Options{})
	for _, tc := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/", 404},
		{"GET", "/public/v1alpha/groups", 404},
		{"GET", torqtest.RolesPath + "/none", 404},
		{"POST", torqtest.UsersPath, 405},
		{"PUT", torqtest.KeysPath, 405},
		{"GET", torqtest.UsersPath + "?sso_provision=perhaps", 400},
		{"GET", torqtest.AuditLogsPath + "?order=up", 400},
		{"GET", torqtest.AuditLogsPath + "?start_time=yesterday", 400},
	} {
		status, _, body := c.ask(tc.method, tc.path, "")
		if status != tc.status || decode(t, body)["code"] == nil {
			t.Errorf("%s %s: %d %s, want %d", tc.method, tc.path, status, body, tc.status)
		}
	}
}

func TestTooSmallAWorkspaceIsRefused(t *testing.T) {
	if _, err := torqtest.Start(torqtest.Options{Users: 3}); err == nil {
		t.Error("three users were accepted")
	}
}

func TestClockLetsTimePass(t *testing.T) {
	now := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	server, err := torqtest.New(torqtest.Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	server.Advance(time.Minute)
	if want := torqtest.Epoch.Add(61 * time.Minute); !server.Now().Equal(want) {
		t.Errorf("it is %v, want %v", server.Now(), want)
	}
}
