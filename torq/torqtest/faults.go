package torqtest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Fault is a failure: it stands between the request and the answer that the server would give.
type Fault func(w http.ResponseWriter, r *http.Request, answer http.Handler)

// Always, as the number of times, keeps a fault until Mend.
const Always = -1

type fault struct {
	times int
	do    Fault
}

// Break makes the next requests to a path meet the fault, that many times (or Always). The path is one of the constants
// of this package or any other below the host. Several faults of one path are met one after the other.
func (s *Server) Break(path string, times int, f Fault) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.faults[path] = append(s.faults[path], &fault{times, f})
}

// Mend removes all faults.
func (s *Server) Mend() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	clear(s.faults)
}

// faulty returns the answer with the path's next fault before it.
func (s *Server) faulty(path string, answer http.Handler) http.Handler {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	queue := s.faults[path]
	if len(queue) == 0 {
		return answer
	}
	f := queue[0]
	if f.times > 0 {
		f.times--
	}
	if f.times == 0 {
		s.faults[path] = queue[1:]
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.do(w, r, answer) })
}

// Dated answers as usual, with a Date header of that time.
func Dated(at time.Time) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		w.Header().Set("Date", at.UTC().Format(http.TimeFormat))
		answer.ServeHTTP(w, r)
	}
}

// Status answers with a status and an error body, as Torq's gateway does.
func Status(status int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		code := map[int]int{
			400: invalidArgument, 401: unauthenticated, 403: permissionDenied, 404: notFound, 429: exhausted,
			501: unimplemented,
		}[status]
		fail(w, status, code, http.StatusText(status))
	}
}

// TooMany answers 429 with a Retry-After header, in seconds or as a date; none if it is empty.
func TooMany(retryAfter string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		fail(w, http.StatusTooManyRequests, exhausted, "Resource exhausted")
	}
}

// Redirect answers with a redirect to the sign-in page, as for an expired token.
func Redirect() Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, signInPath, http.StatusFound)
	}
}

// HTML answers with a page and that status, as proxies and sign-in walls do.
func HTML(status int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, signInPage)
	}
}

// Body answers 200 with exactly this body.
func Body(body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, body)
	}
}

// CutOff sends half of the answer under the length of all of it and breaks the connection.
func CutOff() Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		got := capture(r, answer)
		w.Header().Set("Content-Length", fmt.Sprint(got.body.Len()))
		w.WriteHeader(got.status)
		_, _ = w.Write(got.body.Bytes()[:got.body.Len()/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// CutClean sends half of the answer as if that were all.
func CutClean() Fault {
	return Rewrite(func(body []byte) []byte { return body[:len(body)/2] })
}

// Reset breaks the connection without an answer.
func Reset() Fault {
	return func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }
}

// Lose does what was asked and breaks the connection without an answer.
func Lose() Fault {
	return func(_ http.ResponseWriter, r *http.Request, answer http.Handler) {
		capture(r, answer)
		panic(http.ErrAbortHandler)
	}
}

// Slow answers after that time.
func Slow(d time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		select {
		case <-time.After(d):
			answer.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}
}

// Huge answers with more than n bytes of JSON that is otherwise right; compressed, it is small on the way.
func Huge(n int, compressed bool) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		body := append(capture(r, answer).body.Bytes(), bytes.Repeat([]byte(" "), n)...)
		if compressed {
			compress(w, body)
			return
		}
		_, _ = w.Write(body)
	}
}

// Compressed answers in gzip whatever the request accepts.
func Compressed() Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		compress(w, capture(r, answer).body.Bytes())
	}
}

func compress(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	_, _ = z.Write(body)
	_ = z.Close()
}

// IgnoreQuery answers as if the parameter had not been given.
func IgnoreQuery(name string) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		r = r.Clone(r.Context())
		q := r.URL.Query()
		q.Del(name)
		r.URL.RawQuery = q.Encode()
		answer.ServeHTTP(w, r)
	}
}

// RepeatToken answers with the first page whatever page is asked for, and always with the same next_page_token.
func RepeatToken() Fault {
	first := IgnoreQuery("page_token")
	again := RewriteList(func(body map[string]any, _ []any) { body["next_page_token"] = "again" })
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		again(w, r, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { first(w, r, answer) }))
	}
}

// EmptyList answers with an object without items, as protobuf's JSON writes an empty list.
func EmptyList() Fault { return Body("{}") }

// UnknownValues gives every item a status, type and field that no client knows.
func UnknownValues() Fault {
	return rewriteItems(func(item map[string]any) {
		for _, field := range []string{"status", "type"} {
			if _, ok := item[field]; ok {
				item[field] = strings.ToUpper(field) + "_SUSPENDED"
			}
		}
		item["something_new"] = map[string]any{"a": []int{1}}
	})
}

// MissingFields leaves only the identifiers of every item.
func MissingFields() Fault {
	return rewriteItems(func(item map[string]any) {
		for field := range item {
			if field != "id" && field != "client_id" {
				delete(item, field)
			}
		}
	})
}

// RewriteList changes the decoded answer; items is its first list, which may not be empty.
func RewriteList(change func(body map[string]any, items []any)) Fault {
	return Rewrite(func(data []byte) []byte {
		var body map[string]any
		if json.Unmarshal(data, &body) != nil {
			return data
		}
		for _, v := range body {
			if items, ok := v.([]any); ok && len(items) > 0 {
				change(body, items)
				break
			}
		}
		changed, err := json.Marshal(body)
		if err != nil {
			return data
		}
		return changed
	})
}

func rewriteItems(change func(item map[string]any)) Fault {
	return RewriteList(func(_ map[string]any, items []any) {
		for _, v := range items {
			if item, ok := v.(map[string]any); ok {
				change(item)
			}
		}
	})
}

// Rewrite changes the bytes of a good answer.
func Rewrite(change func(body []byte) []byte) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		got := capture(r, answer)
		for name, values := range got.header {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		body := got.body.Bytes()
		if got.status == http.StatusOK {
			body = change(body)
		}
		w.WriteHeader(got.status)
		_, _ = w.Write(body)
	}
}

// captured is an answer that was not sent yet.
type captured struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func capture(r *http.Request, answer http.Handler) *captured {
	got := &captured{header: http.Header{}, status: http.StatusOK}
	answer.ServeHTTP(got, r)
	return got
}

func (c *captured) Header() http.Header         { return c.header }
func (c *captured) WriteHeader(status int)      { c.status = status }
func (c *captured) Write(b []byte) (int, error) { return c.body.Write(b) }
