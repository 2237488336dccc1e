package torq

import (
	"net/http"
	"net/url"
	"time"
)

// Trace is told of every request once it was answered or failed: with its address, which has no query and no user, and the
// status, which is 0 with an error. Neither headers nor bodies are told, so no secret is. It is called by several goroutines.
type Trace func(method, address string, status int, took time.Duration, err error)

// Transport returns the transport that all clients share, telling the trace of each request; nil without a trace, which
// stands for the same.
func (t Trace) Transport() http.RoundTripper {
	if t == nil {
		return nil
	}
	return traced{told: t, inner: sharedTransport()}
}

// traced is a transport that tells of its requests.
type traced struct {
	told  Trace
	inner http.RoundTripper
}

func (t traced) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	response, err := t.inner.RoundTrip(r)
	status := 0
	if response != nil {
		status = response.StatusCode
	}
	address := url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: r.URL.Path}
	t.told(r.Method, address.String(), status, time.Since(began), err)
	return response, err
}
