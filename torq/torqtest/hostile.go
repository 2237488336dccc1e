package torqtest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// NamedFault is a fault of the table that Hostile returns.
type NamedFault struct {
	Name string // in plain words, as the guide shows it
	Do   Fault
}

// Hostile returns each way in which an answer can be wrong, in the order of the guide. Faults of a connection that
// never came to be (refused, name, certificate) are not in it: they are no answers.
func Hostile() []NamedFault {
	return []NamedFault{
		{"connection reset", Reset()},
		{"silence", Slow(24 * time.Hour)},
		{"one byte a second", Drip()},
		{"cut in the middle", CutShort()},
		{"half an answer as if whole", CutClean()},
		{"gzip bomb of 2 GB", Flood(2<<30, true)},
		{"2 GB", Flood(2<<30, false)},
		{"a web page", HTML(http.StatusOK)},
		{"nothing", Body("")},
		{"an empty object", EmptyList()},
		{"wrong types", rewriteValues(func(string) any { return 7 })},
		{"unknown statuses and fields", UnknownValues()},
		{"nulls", rewriteValues(func(field string) any {
			if field == "id" || field == "client_id" {
				return keep
			}
			return nil
		})},
		{"one ID twice", TwiceListed()},
		{"the same page token", RepeatToken()},
		{"pages without end", EndlessPages()},
		{"302 to the sign-in page", Redirect()},
		{"302 to another host", RedirectTo("https://attacker.example.org/v1/auth/token")},
		{"401", Status(http.StatusUnauthorized)},
		{"403", Status(http.StatusForbidden)},
		{"404", Status(http.StatusNotFound)},
		{"405", Status(http.StatusMethodNotAllowed)},
		{"409", Status(http.StatusConflict)},
		{"429", TooMany("")},
		{"429, wait 1 s", TooMany("1")},
		{"429, wait until a date", TooMany(Epoch.Add(5 * time.Second).Format(http.TimeFormat))},
		{"429, wait an hour", TooMany("3600")},
		{"429, wait a negative time", TooMany("-1")},
		{"429, wait an unreadable time", TooMany("soon")},
		{"429, wait longer than numbers go", TooMany("99999999999999999999")},
		{"500", Status(http.StatusInternalServerError)},
		{"502 as a web page", HTML(http.StatusBadGateway)},
		{"503", Status(http.StatusServiceUnavailable)},
		{"something after the data", Rewrite(func(body []byte) []byte { return append(body, "{}"...) })},
		{"200,000 levels of nesting", Body(`{"a":` + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + "}")},
		{"text that is not UTF-8", Rewrite(func(body []byte) []byte {
			return bytes.Replace(body, []byte(`":"`), []byte("\":\"\xff"), 1)
		})},
		{"401 that repeats the request", Echo(http.StatusUnauthorized)},
		{"418 that repeats the request", Echo(http.StatusTeapot)},
	}
}

// RedirectTo answers with a redirect to any address.
func RedirectTo(address string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, address, http.StatusFound)
	}
}

// Echo answers with a status and an error body that quotes what the request proves itself with, and its address.
func Echo(status int) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, secret, _ := r.BasicAuth()
		send(w, status, map[string]any{
			"code": unauthenticated, "message": "no: " + secret + " " + r.Header.Get("Authorization"),
			"details": []string{r.URL.String(), r.Host},
		})
	}
}

// CutShort answers with less than it promised, also where the answer has no body.
func CutShort() Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		body := capture(r, answer).body.Bytes()
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
		_, _ = w.Write(body)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// Drip begins an answer and sends one more byte each second, without end.
func Drip() Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		for {
			if _, err := w.Write([]byte(" ")); err != nil || http.NewResponseController(w).Flush() != nil {
				return
			}
			select {
			case <-time.After(time.Second):
			case <-r.Context().Done():
				return
			}
		}
	}
}

// Flood answers with n bytes of white space, as long as they are taken; compressed, they are a thousandth on the way.
// It keeps 1 MiB at most.
func Flood(n int, compressed bool) Fault {
	part := bytes.Repeat([]byte(" "), 1<<20)
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		sent := part
		if compressed { // gzip takes one file after the other for one
			var file bytes.Buffer
			z := gzip.NewWriter(&file)
			_, _ = z.Write(part)
			_ = z.Close()
			sent = file.Bytes()
			w.Header().Set("Content-Encoding", "gzip")
		}
		w.Header().Set("Content-Type", "application/json")
		for range n / len(part) {
			if _, err := w.Write(sent); err != nil {
				return
			}
		}
	}
}

// TwiceListed gives the second item of a list the ID of the first.
func TwiceListed() Fault {
	return RewriteList(func(_ map[string]any, items []any) {
		if len(items) < 2 {
			return
		}
		first, second := items[0].(map[string]any), items[1].(map[string]any)
		for _, id := range []string{"id", "client_id"} {
			if _, ok := first[id]; ok {
				second[id] = first[id]
			}
		}
	})
}

// EndlessPages answers each page with the first one under new IDs, and with the token of another page.
func EndlessPages() Fault {
	first := IgnoreQuery("page_token")
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		page, _ := strconv.Atoi(r.URL.Query().Get("page_token"))
		RewriteList(func(body map[string]any, items []any) {
			for _, v := range items {
				for _, id := range []string{"id", "client_id"} {
					if old, ok := v.(map[string]any)[id]; ok {
						v.(map[string]any)[id] = fmt.Sprintf("%v-%d", old, page)
					}
				}
			}
			body["next_page_token"] = strconv.Itoa(page + 1)
		})(w, r, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { first(w, r, answer) }))
	}
}

// keep is what rewriteValues leaves as it is.
var keep = new(int)

// rewriteValues gives the fields of each item, or of an answer without a list, what value returns for their names.
func rewriteValues(value func(field string) any) Fault {
	rewrite := func(item map[string]any) {
		for field := range item {
			if v := value(field); v != any(keep) {
				item[field] = v
			}
		}
	}
	return Rewrite(func(data []byte) []byte {
		var body map[string]any
		if json.Unmarshal(data, &body) != nil {
			return data
		}
		list := false
		for _, v := range body {
			items, ok := v.([]any)
			list = list || ok
			for _, one := range items {
				if item, ok := one.(map[string]any); ok {
					rewrite(item)
				}
			}
		}
		if !list {
			rewrite(body)
		}
		changed, err := json.Marshal(body)
		if err != nil {
			return data
		}
		return changed
	})
}
