package torq

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// pages answers with these bodies, one for each page token p1, p2 and so on.
func pages(bodies ...string) torqtest.Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		n := 0
		_, _ = fmt.Sscanf(r.URL.Query().Get("page_token"), "p%d", &n)
		_, _ = fmt.Fprint(w, bodies[n])
	}
}

// Protobuf's JSON leaves an empty list out, on any page.
func TestAPageWithoutItsEmptyList(t *testing.T) {
	const a, b = `{"id":"a","name":"Owner"}`, `{"id":"b","name":"Viewer"}`
	for name, tc := range map[string]struct {
		fault torqtest.Fault
		roles int
		fails string
	}{
		"written": {pages(`{"roles":[`+a+`],"next_page_token":"p1"}`, `{"roles":[],"next_page_token":"p2"}`,
			`{"roles":[`+b+`]}`), 2, ""},
		"left out": {pages(`{"roles":[`+a+`],"next_page_token":"p1"}`, `{"next_page_token":"p2"}`,
			`{"roles":[`+b+`]}`), 2, ""},
		"left out first":    {pages(`{"next_page_token":"p1"}`, `{"roles":[`+b+`]}`), 1, ""},
		"last is empty":     {pages(`{"roles":[`+a+`,`+b+`],"next_page_token":"p1"}`, `{}`), 2, ""},
		"last has no token": {pages(`{"roles":[`+a+`,`+b+`],"next_page_token":"p1"}`, `{"next_page_token":""}`), 2, ""},
		"another object": {
			pages(`{"roles":[`+a+`],"next_page_token":"p1"}`, `{"message":"maintenance"}`), 0,
			"an object that has no list roles",
		},
		"another list": {pages(`{"users":[` + a + `]}`), 0, "an object that has no list roles"},
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			server.Break(torqtest.UserRolesPath, torqtest.Always, tc.fault)
			server.Break(torqtest.RolesPath, torqtest.Always, torqtest.EmptyList())
			p, err := dial(t, server, server.OwnerKey()).Extract(context.Background(), nil, false)
			if tc.fails != "" {
				wantFault(t, err, fault.Unreachable, "Torq answered GET /public/v1alpha/users/roles with "+tc.fails)
				return
			}
			if err != nil || len(p.Roles) != tc.roles {
				t.Errorf("%v, %v", p, err)
			}
		})
	}
}

// Rows that hold nothing take many times the memory of their JSON.
func TestMemoryOfAnAnswerIsBounded(t *testing.T) {
	const size = 8 << 20
	fill := func(begin, row, end string) []byte {
		return []byte(begin + strings.TrimSuffix(strings.Repeat(row+",", size/(len(row)+1)), ",") + end)
	}
	for name, body := range map[string][]byte{
		"rows of an ID":    fill(`{"api_keys":[`, `{"client_id":"a"}`, `]}`),
		"empty rows":       fill(`{"api_keys":[`, `{}`, `]}`),
		"rows of null":     fill(`{"api_keys":[`, `null`, `]}`),
		"users of nothing": fill(`{"api_keys":[`, `{"client_id":"a","user":{}}`, `]}`),
		"empty texts":      fill(`{"api_keys":[{"client_id":"a","more":[`, `""`, `]}]}`),
	} {
		decodeBounded[keyWire](t, name, body, "api_keys")
	}
	decodeBounded[roleWire](t, "a role of many scopes", fill(`{"roles":[{"id":"a","scope_names":[`, `"a"`, `]}]}`),
		"roles")
	decodeBounded[roleWire](t, "many roles of scopes", fill(`{"roles":[`,
		`{"id":"a","scope_names":["a","b","c","d","e","f","g","h","i","j"]}`, `]}`), "roles")
	decodeBounded[auditWire](t, "entries", fill(`{"audit_logs":[`, `{"id":"a","extra_data":{}}`, `]}`), "audit_logs")
	decodeBounded[userWire](t, "users as they are", fill(`{"users":[`,
		`{"id":"74e19393-3e94-48d2-8b60-26f2d2665942","email":"user@example.com","role_id":"74e19393-3e94-48d2-8b60-26f2d2665942","status":"VERIFIED"}`, `]}`), "users")
}

func decodeBounded[T item](t *testing.T, name string, body []byte, key string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, _ = decodeList[T](body, key)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 8*uint64(len(body)) {
		t.Errorf("%s: %d MiB for %d MiB", name, took>>20, len(body)>>20)
	}
}

func TestAllPagesTogetherAreBounded(t *testing.T) {
	server := start(t, torqtest.Options{RateLimit: -1})
	server.Break(torqtest.UserRolesPath, torqtest.Always, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		n := 0
		_, _ = fmt.Sscanf(r.URL.Query().Get("page_token"), "p%d", &n)
		_, _ = fmt.Fprintf(w, `{"roles":[{"id":"r%d","description":"%s"}],"next_page_token":"p%d"}`, n,
			strings.Repeat("x", 100_000), n+1)
	})
	c := dial(t, server, server.OwnerKey())
	c.patience.volume = 1 << 20
	_, err := c.Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable,
		"Torq's answers are larger together than tuar reads at a time; nothing of them is used")
	if n := asked(server, torqtest.UserRolesPath); n > 12 {
		t.Errorf("%d pages of 100 kB were read", n)
	}
}

// An answer that drips, page after page, ends all the same.
func TestAReadingEndsInTime(t *testing.T) {
	server := start(t, torqtest.Options{RateLimit: -1})
	server.Break(torqtest.UserRolesPath, torqtest.Always, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		time.Sleep(100 * time.Millisecond)
		endless := fmt.Sprintf(`{"roles":[{"id":"%d"}],"next_page_token":"%d"}`, time.Now().UnixNano(), time.Now().UnixNano())
		_, _ = fmt.Fprint(w, endless)
	})
	c := dial(t, server, server.OwnerKey())
	c.patience.perReading = 500 * time.Millisecond
	_, err := c.Extract(context.Background(), nil, false)
	wantFault(t, err, fault.Unreachable, "reading Torq took longer than 500ms; tuar does not wait for more")
}

func TestAnEndlessAuditLogEnds(t *testing.T) {
	n := 0
	for name, entries := range map[string]string{
		"without entries": ``,
		"without times":   strings.Repeat(`{"id":"x"},`, 499) + `{"id":"y"}`,
		"repeated": strings.Repeat(`{"id":"x","timestamp":"2026-10-01T08:00:00Z"},`, 499) +
			`{"id":"x","timestamp":"2026-10-01T08:00:00Z"}`,
	} {
		server := start(t, torqtest.Options{RateLimit: -1})
		server.Break(torqtest.AuditLogsPath, torqtest.Always, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			n++
			_, _ = fmt.Fprintf(w, `{"audit_logs":[%s],"next_page_token":"%d"}`, entries, n)
		})
		c := dial(t, server, server.OwnerKey())
		c.limiter.SetLimit(10_000)
		log, err := c.Audit(context.Background(), time.Time{}, nil)
		if err == nil && !log.Cut {
			t.Errorf("%s: read to its end, %d entries", name, len(log.Entries))
		}
		if asks := asked(server, torqtest.AuditLogsPath); asks > mostPages+1 {
			t.Errorf("%s: %d requests", name, asks)
		}
	}
}

// A wait that Torq asks for is bounded for each answer, whether it asks once for a billion seconds or again and again.
func TestWaitsAreBounded(t *testing.T) {
	for after, tries := range map[string]int{"1000000000": 1, "61": 1, "4294967296": 5, "40": 2} {
		server := start(t, torqtest.Options{RateLimit: -1})
		server.Break(torqtest.KeysPath, torqtest.Always, torqtest.TooMany(after))
		c := dial(t, server, server.OwnerKey())
		c.patience.maxRetryAfter, c.patience.maxPause = usualPatience.maxRetryAfter, 10*time.Millisecond // for 40 s
		c.patience.maxWaits = 15 * time.Millisecond                                                      // for a minute
		began := time.Now()
		_, err := c.Extract(context.Background(), nil, false)
		wantFault(t, err, fault.Unreachable, "")
		if n := asked(server, torqtest.KeysPath); n != tries || time.Since(began) > 20*time.Second {
			t.Errorf("Retry-After %s: %d requests in %s, want %d", after, n, time.Since(began), tries)
		}
	}
	if usualPatience.maxWaits > time.Minute || usualPatience.maxPause > usualPatience.maxWaits {
		t.Error("longer than a minute")
	}
}
