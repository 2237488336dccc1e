package torq

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// What is not the list asked for is never taken for one.
func TestOddAnswersFailTheExtraction(t *testing.T) {
	const call = "Torq answered GET /public/v1alpha/sso/claim_mappings with "
	for name, tc := range map[string]struct {
		fault torqtest.Fault
		text  string // "" where the JSON library finds it
	}{
		"another object": {torqtest.Body(`{"status":"ok"}`), call + "an object that has no list claim_mappings"},
		"null":           {torqtest.Body(`null`), call + "null instead of an object"},
		"a list":         {torqtest.Body(`[]`), call + "[ instead of an object"},
		"a string":       {torqtest.Body(`"ok"`), call + "string instead of an object"},
		"a list of null": {torqtest.Body(`{"claim_mappings":[null]}`), call + "a row without ID in the list claim_mappings"},
		"no ID": {
			torqtest.Body(`{"claim_mappings":[{"claim_name":"email"}]}`),
			call + "a row without ID in the list claim_mappings",
		},
		"a list of lists": {torqtest.Body(`{"claim_mappings":[[]]}`), ""},
		"a number as ID":  {torqtest.Body(`{"claim_mappings":[{"id":7}]}`), ""},
		"a rank of words": {torqtest.Body(`{"claim_mappings":[{"id":"a","rank":"first"}]}`), ""},
		"an object list":  {torqtest.Body(`{"claim_mappings":{"id":"a"}}`), call + "a list claim_mappings that is {"},
		"two objects":     {torqtest.Body(`{} {}`), call + "an object and something after it"},
		"garbage after":   {torqtest.Body(`{"claim_mappings":[]}x`), call + "an object and something after it"},
		"two lists":       {torqtest.Body(`{"claim_mappings":[{"id":"a"}],"claim_mappings":[]}`), ""},
		"not UTF-8":       {torqtest.Body("{\"claim_mappings\":[{\"id\":\"\xff\"}]}"), ""},
		"cut off":         {torqtest.CutClean(), ""},
		"nothing":         {torqtest.Body(" "), call + "nothing"},
		"a web page": {torqtest.HTML(200), call +
			`a web page instead of data: "<!doctype html><html><head><title>Sign in</title></head><bod…"`},
		"an ID twice": {
			torqtest.Body(`{"claim_mappings":[{"id":"a","rank":1},{"id":"b"},{"id":"a","rank":2}]}`),
			`Torq listed "a" twice with different content in the answer to GET /public/v1alpha/sso/claim_mappings; which one holds cannot be known`,
		},
		"a page token again": {
			torqtest.RepeatToken(),
			"Torq gave the same page token twice for GET /public/v1alpha/sso/claim_mappings; the list cannot be read to its end",
		},
		"a page again": {
			samePage(),
			"Torq sent a page of GET /public/v1alpha/sso/claim_mappings twice; the list cannot be read to its end",
		},
		"pages without end": {
			endless(),
			"Torq's answer to GET /public/v1alpha/sso/claim_mappings did not end after 500 pages",
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{RateLimit: -1})
			server.Break(torqtest.ClaimMappingsPath, torqtest.Always, tc.fault)
			c := dial(t, server, server.OwnerKey())
			c.limiter.SetLimit(10_000)
			_, err := c.Extract(context.Background(), nil, false)
			wantFault(t, err, fault.Unreachable, tc.text)
			if tc.text == "" && err.Error() != call+"what is not the JSON it should be" {
				t.Errorf("wrong sentence: %v", err)
			}
		})
	}
}

// endless answers with an empty page and a new token every time.
func endless() torqtest.Fault {
	n := 0
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		n++
		_, _ = fmt.Fprintf(w, `{"claim_mappings":[],"next_page_token":"%d"}`, n)
	}
}

// samePage answers with the same rows and a new token every time.
func samePage() torqtest.Fault {
	n := 0
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		n++
		_, _ = fmt.Fprintf(w, `{"claim_mappings":[{"id":"a"},{"id":"b"}],"next_page_token":"%d"}`, n)
	}
}

func TestOddAnswersThatAreFine(t *testing.T) {
	for name, tc := range map[string]struct {
		path  string
		fault torqtest.Fault
		check func(t *testing.T, c *Client)
	}{
		"an empty object is an empty list": {torqtest.ClaimMappingsPath, torqtest.EmptyList(), func(t *testing.T, c *Client) {
			p := extract(t, c)
			if len(p.Mappings) != 0 || len(p.Gaps) != 0 {
				t.Errorf("%d mappings, gaps %v", len(p.Mappings), p.Gaps)
			}
		}},
		"a null list is an empty list": {
			torqtest.ClaimMappingsPath, torqtest.Body(`{"claim_mappings":null}`),
			func(t *testing.T, c *Client) {
				if p := extract(t, c); len(p.Mappings) != 0 {
					t.Errorf("%d mappings", len(p.Mappings))
				}
			},
		},
		"the same row twice": {
			torqtest.ClaimMappingsPath,
			torqtest.Body(`{"claim_mappings":[{"id":"a"},{"id":"b"},{"id":"a"}]}`), func(t *testing.T, c *Client) {
				if p := extract(t, c); len(p.Mappings) != 2 || p.Calls[len(p.Calls)-1].Rows != 3 {
					t.Errorf("%d mappings of %d rows", len(p.Mappings), p.Calls[len(p.Calls)-1].Rows)
				}
			},
		},
		"ranks of all kinds": {
			torqtest.ClaimMappingsPath,
			torqtest.Body(`{"claim_mappings":[{"id":"a","rank":"3"},{"id":"b","rank":2},{"id":"c","rank":null},{"id":"d","rank":""},{"id":"e","rank":"9007199254740993"}]}`), func(t *testing.T, c *Client) {
				var ranks []int64
				for _, m := range extract(t, c).Mappings {
					ranks = append(ranks, m.Rank)
				}
				if !slices.Equal(ranks, []int64{0, 0, 2, 3, 9007199254740993}) {
					t.Errorf("ranks %v", ranks)
				}
			},
		},
		"either users list holds all": {
			torqtest.UsersPath, torqtest.IgnoreQuery("sso_provision"),
			func(t *testing.T, c *Client) {
				if p := extract(t, c); len(p.Users) != 140 || len(p.Notes) != 0 {
					t.Errorf("%d users, notes %v", len(p.Users), p.Notes)
				}
			},
		},
		"values nobody knows": {torqtest.UsersPath, torqtest.UnknownValues(), func(t *testing.T, c *Client) {
			if p := extract(t, c); p.Users[0].Status != "STATUS_SUSPENDED" || p.Users[0].Email == "" {
				t.Errorf("%+v", p.Users[0])
			}
		}},
		"nothing but IDs": {torqtest.UsersPath, torqtest.MissingFields(), func(t *testing.T, c *Client) {
			if p := extract(t, c); len(p.Users) != 140 || p.Users[0].LastLoginAt != nil || len(p.Notes) != 0 {
				t.Errorf("%d users, %+v, notes %v", len(p.Users), p.Users[0], p.Notes)
			}
		}},
		"in gzip": {torqtest.KeysPath, torqtest.Compressed(), func(t *testing.T, c *Client) {
			if p := extract(t, c); len(p.Keys) == 0 {
				t.Error("no keys")
			}
		}},
		"times of all kinds": {torqtest.KeysPath, torqtest.Body(`{"api_keys":[
			{"client_id":"a","created_time":"2026-09-30T10:00:00Z","last_authenticated_time":"2026-09-30T12:00:00.123456789+02:00"},
			{"client_id":"b","created_time":"","last_authenticated_time":"1970-01-01T00:00:00Z"},
			{"client_id":"c","created_time":null,"last_authenticated_time":"0001-01-01T00:00:00Z"},
			{"client_id":"d","created_time":"2026-09-30T10:00:00.1ZD","last_authenticated_time":"\u001b[2Jyesterday"}]}`), func(t *testing.T, c *Client) {
			p := extract(t, c)
			if got := p.Keys[0].LastUsedAt; got == nil || got.Format("15:04:05.999999999") != "10:00:00.123456789" {
				t.Errorf("last used %v", got)
			}
			for _, k := range p.Keys[1:] {
				if k.CreatedAt != nil || k.LastUsedAt != nil {
					t.Errorf("%s has times: %v, %v", k.ClientID, k.CreatedAt, k.LastUsedAt)
				}
			}
			want := []string{
				`the created_time of API key d is "2026-09-30T10:00:00.1ZD", which is not a time; it counts as unknown`,
				`the last_authenticated_time of API key d is "u001b[2Jyesterday", which is not a time; it counts as unknown`,
			}
			if len(p.Notes) != 2 || p.Notes[0] != want[0] || !strings.Contains(p.Notes[1], "yesterday") {
				t.Errorf("notes %q, want %q", p.Notes, want)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			server.Break(tc.path, torqtest.Always, tc.fault)
			tc.check(t, dial(t, server, server.OwnerKey()))
		})
	}
}

func TestUserWhoChangedBetweenTheTwoAnswers(t *testing.T) {
	server := start(t, torqtest.Options{})
	server.Break(torqtest.UsersPath, torqtest.Always, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		if r.URL.Query().Get("sso_provision") == "true" {
			_, _ = fmt.Fprint(w, `{"users":[{"id":"b","role_id":"old","sso_provision":true},{"id":"c"}]}`)
			return
		}
		_, _ = fmt.Fprint(w, `{"users":[{"id":"c"},{"id":"b","role_id":"new"},{"id":"a"}]}`)
	})
	p := extract(t, dial(t, server, server.OwnerKey()))
	if len(p.Users) != 3 || p.Users[1].RoleID != "new" {
		t.Errorf("%+v", p.Users)
	}
	want := []string{"user b was listed both as SSO and as local, with different content; the local listing counts"}
	if !slices.Equal(p.Notes, want) {
		t.Errorf("notes %q, want %q", p.Notes, want)
	}
}

func TestNastyNamesAreKeptAsTheyAre(t *testing.T) {
	server := start(t, torqtest.Options{})
	server.UseNastyNames()
	p := extract(t, dial(t, server, server.OwnerKey()))
	names := map[string]bool{}
	for _, k := range p.Keys {
		names[k.Name] = true
	}
	for _, name := range torqtest.NastyNames {
		if !names[name] {
			t.Errorf("%q is not among the keys' names", name)
		}
	}
}

func TestErrorTextsAreHarmless(t *testing.T) {
	server := start(t, torqtest.Options{})
	body := `{"code":3,"message":"` + `\u001b[2J\u202e` + strings.Repeat("long ", 100) + `","details":[]}`
	server.Break(torqtest.KeysPath, torqtest.Always, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.WriteHeader(http.StatusConflict)
		_, _ = fmt.Fprint(w, body)
	})
	_, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, "")
	if text := err.Error(); len(text) > 300 || strings.ContainsAny(text, "\x1b\u202e") ||
		!strings.Contains(text, `409 to GET /public/v1alpha/api-keys: "[2Jlong long`) {
		t.Errorf("%q", text)
	}
}
