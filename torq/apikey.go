package torq

import (
	"crypto/sha256"
	"sync"

	"golang.org/x/time/rate"
)

// newLimiter keeps to Torq's 50 requests a second: 10 at once and 40 a second are never more in any second.
func newLimiter() *rate.Limiter { return rate.NewLimiter(40, 10) }

// place is an API key where it is used.
type place struct{ api, auth, clientID string }

// keysInUse are the API keys that this process uses. Torq counts requests by key, however many clients make them.
var keysInUse = struct {
	sync.Mutex
	limiters map[place]*rate.Limiter
	tokens   map[proven]*tokens
}{limiters: map[place]*rate.Limiter{}, tokens: map[proven]*tokens{}}

// proven is a key with the hash of its secret: who gives another secret must not get the token of the right one.
type proven struct {
	place
	secret [sha256.Size]byte
}

// shared is the rate and the token of an API key, the same for all its clients in this process. A client with a transport of
// its own stands alone: its requests may go anywhere.
func shared(cfg Config, api, auth endpoint) (*rate.Limiter, *tokens) {
	if cfg.Transport != nil {
		return newLimiter(), newTokens()
	}
	p := proven{place{api.base, auth.base, cfg.ClientID}, sha256.Sum256([]byte(cfg.Secret))}
	keysInUse.Lock()
	defer keysInUse.Unlock()
	if keysInUse.limiters[p.place] == nil {
		keysInUse.limiters[p.place] = newLimiter()
	}
	if keysInUse.tokens[p] == nil {
		keysInUse.tokens[p] = newTokens()
	}
	return keysInUse.limiters[p.place], keysInUse.tokens[p]
}
