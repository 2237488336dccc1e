package torq

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// seeds are answers as they should be and as they should not.
var seeds = []string{
	`{}`, `null`, `[]`, `{"LIST":[]}`, `{"LIST":null}`, `{"LIST":[null]}`, `{"LIST":[{}],"next_page_token":"x"}`,
	`{"LIST":[{"id":"a","client_id":"a","email":"u@example.com","rank":"2","status":"NEW","scope_names":["a"],"timestamp":"2026-10-01T08:00:00Z"}]}`,
	`{"LIST":[{"id":"a","client_id":"a","rank":-1,"user":{"id":"b","last_login_time":"never"},"extra_data":{"a":[1]}}]} `,
	`{"LIST":[{"id":"a","client_id":"a"}`, `<!doctype html>`, "{\"LIST\":[{\"id\":\"\xff\"}]}", `{"LIST":[],"LIST":[]}`,
}

func fuzzList[T item](f *testing.F, key string) {
	for _, s := range seeds {
		f.Add([]byte(strings.ReplaceAll(s, "LIST", key)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		items, _, err := decodeList[T](data, key)
		if err != nil {
			return
		}
		// What was taken is JSON, and has as many rows as encoding/json sees.
		var plain map[string]any
		if err := json.Unmarshal(data, &plain); err != nil || plain == nil {
			t.Fatalf("taken, though it is not an object: %v", err)
		}
		rows, _ := plain[key].([]any)
		if len(rows) != len(items) {
			t.Fatalf("%d items of %d rows", len(items), len(rows))
		}
		for _, one := range items {
			if one.id() == "" {
				t.Fatal("an item without ID")
			}
		}
		if _, err := dropRepeats(items, "a call"); err != nil && len(items) < 2 {
			t.Fatal(err)
		}
	})
}

func FuzzUsers(f *testing.F)    { fuzzList[userWire](f, "users") }
func FuzzRoles(f *testing.F)    { fuzzList[roleWire](f, "roles") }
func FuzzKeys(f *testing.F)     { fuzzList[keyWire](f, "api_keys") }
func FuzzMappings(f *testing.F) { fuzzList[mappingWire](f, "claim_mappings") }
func FuzzAuditLog(f *testing.F) { fuzzList[auditWire](f, "audit_logs") }

func FuzzToken(f *testing.F) {
	for _, s := range []string{
		`{"access_token":"a","expires_in":3600}`, `{"access_token":"a\n"}`,
		`{"error":"invalid_client"}`, `{"error":{}}`, ``, `<html>`,
	} {
		f.Add(200, []byte(s))
		f.Add(400, []byte(s))
	}
	c, err := New(Config{ClientID: "id", Secret: "s3cret"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		token, err := c.readToken("POST /v1/auth/token", &answer{status: status, header: http.Header{}, body: body})
		if (token.text == "") == (err == nil) {
			t.Fatalf("%v, %v", token, err)
		}
		if err == nil && (!sendable(token.text) || status != http.StatusOK) {
			t.Fatalf("%d %q was taken", status, token.text)
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, s := range []string{
		`{"code":7,"message":"no","details":[]}`, `{"error":"no"}`, `{"message":{"a":1}}`,
		"no \x1b[2J", ``, `{"message":"\u202e\u0000"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		text := (&answer{status: 500, body: body}).message()
		if !utf8.ValidString(text) || utf8.RuneCountInString(text) > 1000 ||
			strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("%q", text)
		}
	})
}

func FuzzStamp(f *testing.F) {
	for _, s := range []string{
		`"2026-10-01T08:00:00Z"`, `"2026-10-01T08:00:00.123456789+02:00"`, `""`, `null`, `7`,
		`"soon"`, `"1970-01-01T00:00:00Z"`, `"\""`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s stamp
		if decodeJSON(data, &s) != nil {
			return
		}
		if s.bad != "" && !s.at.IsZero() || s.at.Location() != time.UTC {
			t.Fatalf("%+v", s)
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"0", "120", "Thu, 01 Oct 2026 08:00:30 GMT", "-5", "soon", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if d, ok := retryAfter(header, time.Now()); d < 0 || !ok && d != 0 {
			t.Fatalf("%q: %v, %v", header, d, ok)
		}
	})
}
