package torq

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/scrub"
)

// tokens keeps the access token of one client. At most one request for a token is under way; the others wait for it.
type tokens struct {
	turn    chan struct{} // holds one value while no one is at it
	fetch   func(context.Context) (token, error)
	current token
	// proofs returns the secret and the tokens that were given for it: an answer that shows one is not believed. It is a
	// closure, so that nothing can print them.
	proofs func() *scrub.Set
}

// token is an access token, and when it ends if Torq said so.
type token struct {
	text string
	ends time.Time // by the machine's clock
}

// valid reports whether the token can be used for some more seconds.
func (t token) valid() bool {
	return t.text != "" && (t.ends.IsZero() || time.Now().Add(10*time.Second).Before(t.ends))
}

func newTokens(fetch func(context.Context) (token, error)) *tokens {
	proofs := new(scrub.Set)
	t := &tokens{turn: make(chan struct{}, 1), fetch: fetch, proofs: func() *scrub.Set { return proofs }}
	t.turn <- struct{}{}
	return t
}

// get returns the token in use, or asks for a new one if there is none, it is about to expire, or it is the rejected
// one.
func (t *tokens) get(ctx context.Context, rejected string) (string, error) {
	return t.take(ctx, func(current token) bool { return current.valid() && current.text != rejected })
}

// renew asks for a new token, whatever the one in use is worth.
func (t *tokens) renew(ctx context.Context) error {
	_, err := t.take(ctx, func(token) bool { return false })
	return err
}

// take waits for its turn and returns the token in use if it will do, else a new one.
func (t *tokens) take(ctx context.Context, willDo func(current token) bool) (string, error) {
	select {
	case <-t.turn:
		defer func() { t.turn <- struct{}{} }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if !willDo(t.current) {
		fresh, err := t.fetch(ctx)
		if err != nil {
			return "", err
		}
		t.current = fresh
		t.proofs().Know(fresh.text)
	}
	return t.current.text, nil
}

// fetchToken asks for a token by client credentials. Client ID and secret go into the Basic header unescaped, unlike
// RFC 6749: Torq's own examples and all known clients do so.
func (c *Client) fetchToken(ctx context.Context) (token, error) {
	call := "POST " + tokenPath
	got, err := c.do(ctx, c.auth, call, func(ctx context.Context) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.auth.base+tokenPath,
			strings.NewReader("grant_type=client_credentials"))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			c.prove(r)
		}
		return r, err
	})
	if err != nil {
		return token{}, err
	}
	return c.readToken(call, got)
}

// tokenBody is an answer of the token endpoint, good or bad.
type tokenBody struct {
	AccessToken string   `json:"access_token"`
	ExpiresIn   laxInt64 `json:"expires_in"` // seconds
	Error       any      `json:"error"`
}

func (c *Client) readToken(call string, got *answer) (token, error) {
	var body tokenBody
	readable := decodeJSON(got.body, &body)
	switch {
	case got.status == http.StatusUnauthorized || got.status == http.StatusForbidden,
		got.status == http.StatusBadRequest && refuses(body.Error),
		got.status == http.StatusOK && readable == nil && refuses(body.Error):
		refused := fault.New(fault.NotConnected, "Torq refused the client ID or secret")
		if c.auth.base != regions[c.region].auth {
			return token{}, refused.WithHint("check both, and the address %s", c.auth.host)
		}
		return token{}, refused.
			WithHint("check both; a key of one region is unknown in the other: the region was %s, so try the region %s",
				c.region, otherRegion(c.region))
	case got.status != http.StatusOK && got.status != http.StatusCreated:
		return token{}, got.unexpected(call)
	case readable != nil:
		return token{}, notJSON(call, got)
	case !sendable(body.AccessToken):
		return token{}, fault.New(fault.Unreachable, "Torq answered %s without a usable access token", call)
	}
	scrub.Know(body.AccessToken)
	fresh := token{text: body.AccessToken}
	if life := time.Duration(min(body.ExpiresIn, longestLife)) * time.Second; life > 0 {
		fresh.ends = time.Now().Add(life - min(time.Minute, life/10))
	}
	return fresh, nil
}

// refuses reports whether the error field of a token answer holds an error.
func refuses(e any) bool { return e != nil && e != "" }

const (
	longestLife  = 7 * 24 * 3600 // seconds: no token is believed to be good for longer
	longestToken = 16 << 10      // bytes: more than any server takes in a header
)

// sendable reports whether a token can stand in a header.
func sendable(token string) bool {
	return token != "" && len(token) <= longestToken && !strings.ContainsFunc(token, func(r rune) bool {
		return r <= ' ' ||
			r > '~'
	})
}

func otherRegion(region string) string {
	if region == "eu" {
		return "us"
	}
	return "eu"
}
