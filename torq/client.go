package torq

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/scrub"
	"github.com/tuar-dev/tuar/review/trail"
)

// Config says which workspace to read and how to reach it.
type Config struct {
	Region    string // us or eu; us if empty
	ClientID  string
	Secret    string            `json:"-"`
	APIURL    string            // replaces https://api.torq.io; plain http only to loopback
	AuthURL   string            // replaces https://auth.torq.io; plain http only to loopback
	UserAgent string            // tuar if empty
	Now       func() time.Time  // time.Now if nil
	Transport http.RoundTripper // one that all clients share if nil
	Log       *trail.Log        // nil keeps no log of requests
}

// Client reads and changes one Torq workspace. It is safe for use by several goroutines. It keeps a rate and a token of
// its own, and Torq counts requests by API key: use one client for each key.
type Client struct {
	region   string
	clientID string
	api      endpoint
	auth     endpoint
	tokens   *tokens
	prove    func(*http.Request) // adds client ID and secret; a closure, so that nothing can print them
	caller
}

// caller makes requests: bounded, without following redirects, within a rate.
type caller struct {
	skew      atomic.Pointer[skew] // by the last answer; nil before the first
	userAgent string
	now       func() time.Time
	http      *http.Client
	limiter   *rate.Limiter
	patience  patience
	requests  atomic.Int64
	log       *trail.Log // may be nil
}

// New makes a client. It sends no request yet. A config that cannot work is a BadInput fault.
func New(cfg Config) (*Client, error) {
	if cfg.Region == "" {
		cfg.Region = "us"
	}
	hosts, ok := regions[cfg.Region]
	if !ok {
		return nil, fault.New(fault.BadInput, "%q is not a region of Torq", cfg.Region).
			WithHint("us if you sign in at app.torq.io, eu if at app.eu.torq.io")
	}
	if cfg.ClientID == "" || cfg.Secret == "" {
		return nil, fault.New(fault.BadInput, "a client ID and a secret are needed to ask Torq")
	}
	api, err := parseEndpoint("API", cfg.APIURL, hosts.api)
	if err != nil {
		return nil, err
	}
	auth, err := parseEndpoint("sign-in", cfg.AuthURL, hosts.auth)
	if err != nil {
		return nil, err
	}
	c := &Client{region: cfg.Region, clientID: cfg.ClientID, api: api, auth: auth}
	scrub.KnowPair(cfg.ClientID, cfg.Secret)
	c.setUp(cfg.UserAgent, cfg.Now, cfg.Transport)
	c.log = cfg.Log
	id, secret := cfg.ClientID, cfg.Secret
	c.prove = func(r *http.Request) { r.SetBasicAuth(id, secret) }
	c.tokens = newTokens(c.fetchToken)
	c.tokens.proofs().KnowPair(id, secret)
	return c, nil
}

// newLimiter returns a limiter for one API key. Torq allows 50 requests a second; 10 at once and 40 a second are never
// more in any second.
func newLimiter() *rate.Limiter { return rate.NewLimiter(40, 10) }

// ready sets the fields, with defaults for what is not given.
func (c *caller) setUp(userAgent string, now func() time.Time, transport http.RoundTripper) {
	c.limiter, c.patience = newLimiter(), usualPatience
	c.userAgent, c.now = cmp.Or(userAgent, "tuar"), now
	if c.now == nil {
		c.now = time.Now
	}
	if transport == nil {
		transport = sharedTransport()
	}
	c.http = &http.Client{Transport: transport, CheckRedirect: neverFollow}
}

// Requests returns the number of HTTP requests made so far, token requests and repetitions included.
func (c *Client) Requests() int { return int(c.requests.Load()) }

// skew is the time by which Torq's clock was ahead of ours at a given moment.
type skew struct {
	ahead time.Duration
	at    time.Time
}

// Skew returns how far Torq's clock is ahead of this machine's, by the Date header (RFC 9110, whole seconds) of the
// last answer that had one, and when that came by this machine's clock; zero before the first.
func (c *Client) Skew() (ahead time.Duration, at time.Time) {
	if s := c.skew.Load(); s != nil {
		return s.ahead, s.at
	}
	return 0, time.Time{}
}

// neverFollow leaves redirects to the caller: Torq answers an expired token with one, and credentials must go nowhere
// else.
func neverFollow(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// sharedTransport returns the transport that keeps connections for all clients of the process.
var sharedTransport = sync.OnceValue(func() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 8
	return t
})

// Format prints everything but the secret, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "torq.Config(region %s, client ID %s, secret withheld)", c.Region, c.ClientID)
}

// LogValue returns the text of Format, for logs.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// Format prints which workspace the client reads, and neither secret nor token, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "torq.Client(%s, client ID %s)", c.api.host, c.clientID)
}

// LogValue returns the text of Format, for logs.
func (c *Client) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }
