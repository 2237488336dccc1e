package torq

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/trail"
)

// get asks the API with the token in use. If the token turns out to be expired (302) or unknown (401), it renews the
// token and repeats the request once. It leaves any other status to the caller.
func (c *Client) get(ctx context.Context, path string, query url.Values) (*answer, error) {
	call := name(path, query)
	rejected := ""
	for {
		token, err := c.tokens.get(ctx, rejected)
		if err != nil {
			return nil, err
		}
		got, err := c.do(ctx, c.api, call, func(ctx context.Context) (*http.Request, error) {
			target := c.api.base + apiPath + path
			if len(query) > 0 {
				target += "?" + query.Encode()
			}
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
			if err == nil {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			return r, err
		})
		switch {
		case err != nil:
			return nil, err
		case got.status != http.StatusFound && got.status != http.StatusUnauthorized:
			return got, nil
		case rejected != "":
			return nil, fault.New(fault.NotConnected, "Torq gave out a token and then refused it: it answered %d to %s",
				got.status, call).
				WithHint("the API key may have been disabled or deleted; see Torq: your avatar, API Keys")
		}
		rejected = token
	}
}

// name returns the name of a call for people, without page tokens.
func name(path string, query url.Values) string {
	shown := url.Values{}
	for key, values := range query {
		if key != "page_token" && key != "page_size" {
			shown[key] = values
		}
	}
	if len(shown) == 0 {
		return "GET " + apiPath + path
	}
	return "GET " + apiPath + path + "?" + shown.Encode()
}

// attempt makes one request and reads the whole answer.
func (c *caller) attempt(ctx context.Context, call string, build func(context.Context) (*http.Request, error),
) (*answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.patience.attempt, errTimeout)
	defer cancel()
	r, err := build(ctx)
	if err != nil {
		return nil, fault.New(fault.Failed, "%s cannot be asked: %w", call, err)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", c.userAgent)
	c.requests.Add(1)
	asked := c.now()
	response, err := c.http.Do(r)
	if err != nil {
		return nil, timeoutOr(ctx, err)
	}
	c.compareClocks(response.Header.Get("Date"), asked)
	defer func() { _ = response.Body.Close() }()
	sum := sha256.New() // while it arrives
	body := buffers.Get().(*bytes.Buffer)
	body.Reset()
	body.Grow(int(max(512, min(response.ContentLength+512, 1<<20)))) // spares growing; the length is not believed further
	_, err = body.ReadFrom(io.TeeReader(io.LimitReader(limitVolume(ctx, response.Body), c.patience.body+1), sum))
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return nil, known
	case err != nil:
		return nil, timeoutOr(ctx, &brokenOff{err})
	}
	if int64(body.Len()) > c.patience.body {
		return nil, fault.New(fault.Unreachable, "Torq's answer to %s is larger than %d MiB; it was not read to its end",
			call, c.patience.body>>20)
	}
	return &answer{
		status: response.StatusCode, header: response.Header, body: body.Bytes(), sha256: hex.EncodeToString(sum.Sum(nil)),
		at: c.now().UTC(), tls: certificate(response.TLS), buffer: body,
	}, nil
}

// certificate names the certificate with which a server proved its name.
func certificate(state *tls.ConnectionState) *population.Certificate {
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil
	}
	shown := state.PeerCertificates[0]
	sum := sha256.Sum256(shown.Raw)
	return &population.Certificate{
		SHA256: hex.EncodeToString(sum[:]), Subject: shown.Subject.String(), Issuer: shown.Issuer.String(),
	}
}

// compareClocks notes how far the other side's clock is ahead. The header was written at some moment since asked, with
// whole seconds only, so the middle of both ranges is taken.
func (c *caller) compareClocks(date string, asked time.Time) {
	there, err := http.ParseTime(date)
	if err != nil {
		return
	}
	here := asked.Add(c.now().Sub(asked) / 2)
	c.skew.Store(&skew{there.Add(500 * time.Millisecond).Sub(here), c.now()})
}

// buffers pools bodies of answers, which would otherwise dominate a sync's allocations.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// release gives the buffer of the body back; the body must not be read after it.
func (a *answer) release() {
	const usual = 4 << 20 // larger ones are not kept
	if a.buffer != nil && a.buffer.Cap() <= usual {
		buffers.Put(a.buffer)
	}
	a.body, a.buffer = nil, nil
}

// attemptOnce makes a request that may change something, and does not stop it when ctx ends. sent reports whether the
// request may have arrived.
func (c *caller) attemptOnce(ctx context.Context, call string,
	build func(context.Context) (*http.Request, error),
) (got *answer, sent bool, err error) {
	var connected atomic.Bool
	began := c.now()
	got, err = c.attempt(context.WithoutCancel(ctx), call, func(ctx context.Context) (*http.Request, error) {
		return build(httptrace.WithClientTrace(ctx,
			&httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}))
	})
	c.logTry(call, began, 1, got, err)
	return got, connected.Load(), err
}

// logTry keeps one request in the log: method, path and what came of it, and nothing of its content.
func (c *caller) logTry(call string, began time.Time, try int, got *answer, err error) {
	result := ""
	switch {
	case got != nil:
		result = strconv.Itoa(got.status)
	case err != nil:
		result = networkCause(err)
	}
	c.log.Asked(trail.Torq, call, began, c.now().Sub(began), try, result)
}

var errTimeout = errors.New("no answer in time")

func timeoutOr(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errTimeout) {
		return errTimeout
	}
	return err
}

// brokenOff reports an answer that ended too early.
type brokenOff struct{ err error }

func (b *brokenOff) Error() string { return "the answer broke off: " + b.err.Error() }
func (b *brokenOff) Unwrap() error { return b.err }
