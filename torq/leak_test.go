package torq

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// writings are ways in which another side may write what it was sent.
var writings = []func(string) string{
	func(s string) string { return s },
	strings.ToUpper,
	func(s string) string { b := []byte(s); slices.Reverse(b); return string(b) },
	url.QueryEscape,
	func(s string) string { return "%" + strings.Join(split(hex.EncodeToString([]byte(s)), 2), "%") },
	func(s string) string { return hex.EncodeToString([]byte(s)) },
	func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("id:" + s)) },
	func(s string) string { return base64.StdEncoding.EncodeToString([]byte("x" + s)) },
}

func split(s string, n int) (parts []string) {
	for ; s != ""; s = s[min(n, len(s)):] {
		parts = append(parts, s[:min(n, len(s))])
	}
	return parts
}

// shown returns a piece of so many characters of a secret that the text shows in one of the writings.
func shown(text, secret string, size int) string {
	text = strings.ToLower(text)
	for i, write := range writings {
		form := strings.TrimRight(strings.ToLower(write(secret)), "=")
		switch i { // aside from what is no secret in it
		case 7:
			form = form[4:]
		case 8:
			form = form[2:]
		}
		for at := 0; at+size <= len(form); at++ {
			if strings.Contains(text, form[at:at+size]) {
				return form[at : at+size]
			}
		}
	}
	return ""
}

// places are where an answer may echo a secret: in its status and headers, and in every part of a body.
var places = map[string]func(w http.ResponseWriter, status int, s string){
	"message": func(w http.ResponseWriter, status int, s string) {
		body(w, status, `{"message":%q}`,
			"no "+s+" here")
	},
	"error":         func(w http.ResponseWriter, status int, s string) { body(w, status, `{"error":%q}`, s) },
	"key":           func(w http.ResponseWriter, status int, s string) { body(w, status, `{%q:1}`, s) },
	"duplicate key": func(w http.ResponseWriter, status int, s string) { body(w, status, `{%q:1,%[1]q:2}`, s) },
	"expires in": func(w http.ResponseWriter, status int, s string) {
		body(w, status, `{"access_token":"t","expires_in":%q}`, s)
	},
	"token type": func(w http.ResponseWriter, status int, s string) { body(w, status, `{"access_token":{%q:1}}`, s) },
	"no JSON":    func(w http.ResponseWriter, status int, s string) { body(w, status, `%s`, s) },
	"HTML": func(w http.ResponseWriter, status int, s string) {
		body(w, status, `<pre>Cannot POST /x?tok=%s</pre>`, s)
	},
	"long": func(w http.ResponseWriter, status int, s string) {
		body(w, status, `{"message":%q}`, strings.Repeat("x", 150)+s)
	},
	"Retry-After": func(w http.ResponseWriter, _ int, s string) {
		w.Header().Set("Retry-After", s)
		body(w, 429, `{}`)
	},
	"Location": func(w http.ResponseWriter, _ int, s string) {
		w.Header().Set("Location", "/"+s)
		body(w, 307, `{}`)
	},
	"content type": func(w http.ResponseWriter, status int, s string) {
		w.Header().Set("Content-Type", "text/html; x="+s)
		body(w, status, `{`)
	},
	"a row": func(w http.ResponseWriter, status int, s string) {
		body(w, status, `{"users":[{"id":%q,"email":%[1]q,"created_time":%[1]q}],"roles":[{"id":"r","name":%[1]q}],"api_keys":[{"client_id":"k","name":%[1]q}],"next_page_token":""}`, s)
	},
	"holders": func(w http.ResponseWriter, _ int, s string) { body(w, 200, `{"emails":[%q,"x"]}`, s) },
	"a page token": func(w http.ResponseWriter, status int, s string) {
		body(w, status, `{"users":[{"id":"u"}],"roles":[],"audit_logs":[{"id":"a","resource_name":%q,"timestamp":"2026-10-01T08:00:00Z"}],"next_page_token":%[1]q}`, s)
	},
}

func body(w http.ResponseWriter, status int, format string, args ...any) {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, format, args...)
}

// Whatever the other side echoes, and wherever, nothing that tuar says shows eight characters of a secret, and nothing
// that it keeps shows twelve.
func TestNoAnswerBringsASecretOut(t *testing.T) {
	server := start(t, torqtest.Options{RateLimit: -1})
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Za-z0-9~!_.+/=-]{16,64}`).Draw(t, "secret")
		key := server.OwnerKey()
		place := places[rapid.SampledFrom(slices.Sorted(mapKeys(places))).Draw(t, "place")]
		write := writings[rapid.IntRange(0, len(writings)-1).Draw(t, "writing")]
		status := rapid.SampledFrom([]int{200, 400, 403, 404, 418, 500}).Draw(t, "status")
		path := rapid.SampledFrom([]string{
			torqtest.TokenPath, torqtest.UsersPath, torqtest.UserRolesPath, torqtest.RolesPath,
			torqtest.KeysPath, torqtest.AuditLogsPath, torqtest.RolesPath + "/r1",
		}).Draw(t, "path")
		part := rapid.Bool().Draw(t, "a part")
		var mutex sync.Mutex
		var told []string // secrets that were sent
		server.Mend()
		server.Break(path, torqtest.Always, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			s := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			if _, basic, ok := r.BasicAuth(); ok {
				s = basic
			}
			mutex.Lock()
			told = append(told, s)
			mutex.Unlock()
			if part {
				s = s[3:]
			}
			place(w, status, write(s))
		})
		key.Secret = secret
		if path != torqtest.TokenPath {
			key = server.OwnerKey()
		}
		c, err := New(Config{ClientID: key.ClientID, Secret: key.Secret, APIURL: server.URL(), AuthURL: server.URL()})
		if err != nil {
			t.Fatal(err)
		}
		c.patience.pause, c.patience.maxPause, c.patience.tries = time.Millisecond, time.Millisecond, 2
		c.limiter.SetLimit(10_000)
		said := func(err error) string { return fmt.Sprint(err, fault.HintOf(err)) }
		p, err := c.Extract(context.Background(), nil, false)
		kept, _ := json.Marshal(p)
		text, lists := said(err), string(kept)
		permissions, err := c.Probe(context.Background())
		text += said(err) + fmt.Sprint(permissions)
		log, err := c.Audit(context.Background(), time.Time{}, nil)
		text += said(err)
		lists += fmt.Sprint(log)
		text += fmt.Sprint(c.RemoveUser(context.Background(), "u1"), c.DeleteRole(context.Background(), "r1"))
		mutex.Lock() // the answer to a call that was given up may be under way
		sent := slices.Clone(told)
		mutex.Unlock()
		slices.Sort(sent)
		for _, s := range append(slices.Compact(sent), key.Secret) {
			if piece := shown(text, s, 8); piece != "" {
				t.Fatalf("%q of %q is shown in %s", piece, s, text)
			}
			// Lists hold IDs, which are made of the same digits as a token: eight of them are a coincidence.
			if piece := shown(lists, s, 12); piece != "" {
				t.Fatalf("%q of %q is kept", piece, s)
			}
		}
	})
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Of a webhook only the status and the class of a failure are kept: its address is a secret, and servers echo it.
func TestNoWebhookBringsItsAddressOut(t *testing.T) {
	const tok, secret = "Zz81hhA0q-77", "0123456789abcdef0123"
	for name, serve := range map[string]http.HandlerFunc{
		"Express": func(w http.ResponseWriter, r *http.Request) { body(w, 404, "<pre>Cannot POST %s</pre>", r.RequestURI) },
		"JSON": func(w http.ResponseWriter, r *http.Request) {
			body(w, 400, `{"message":%q}`, "no "+r.URL.Query().Get("tok")+" "+secret)
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.RequestURI+"/", http.StatusFound) },
		"no HTTP": func(w http.ResponseWriter, r *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			_, _ = fmt.Fprintf(conn, "%s is no HTTP\r\n\r\n", r.RequestURI)
			_ = conn.Close()
		},
		"retry": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", r.URL.Query().Get("tok"))
			body(w, 429, "")
		},
	} {
		server := httptest.NewServer(serve)
		h := testHook(time.Now)
		to := order.HookTarget{URL: server.URL + "/hook/verysecretpath?tok=" + tok, Secret: secret}
		reply := h.Order(context.Background(), to, anOrder(time.Now()))
		if reply.Detail == "" {
			t.Errorf("%s: nothing is said of %d", name, reply.Status)
		}
		for _, s := range []string{tok, secret, "/hook/verysecretpath"} {
			if piece := shown(fmt.Sprint(reply), s, 8); piece != "" {
				t.Errorf("%s: %q is shown in %+v", name, piece, reply)
			}
		}
		server.Close()
		if reply := h.Order(context.Background(), to, anOrder(time.Now())); !strings.Contains(reply.Detail,
			"connection refused") || shown(reply.Detail, tok, 8) != "" {
			t.Errorf("%s, gone: %+v", name, reply)
		}
	}
}

// A token of some size is used; one of a size that no header has is refused, at once.
func TestLongTokens(t *testing.T) {
	for size, works := range map[int]bool{9_000: true, 17 << 10: false, 1 << 20: false} {
		server := start(t, torqtest.Options{})
		token := strings.Repeat("tOken."+strconv.Itoa(size), size/6)[:size]
		server.Break(torqtest.TokenPath, torqtest.Always,
			torqtest.Body(`{"access_token":"`+token+`","expires_in":9223372036854775807}`))
		server.Break(torqtest.KeysPath, torqtest.Always, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			body(w, 418, `{"message":%q}`, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer tOken.9000t"))
		})
		for _, path := range []string{
			torqtest.UsersPath, torqtest.UserRolesPath, torqtest.RolesPath,
			torqtest.ClaimMappingsPath,
		} {
			server.Break(path, torqtest.Always, torqtest.EmptyList())
		}
		_, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
		if works {
			wantFault(t, err, fault.Unreachable, `Torq answered 418 to GET /public/v1alpha/api-keys: "…"`)
		} else {
			wantFault(t, err, fault.Unreachable, "Torq answered POST /v1/auth/token without a usable access token")
		}
	}
}
