package torqtest

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// token is an access token in use.
type token struct {
	clientID string
	expires  time.Time
}

// serveToken serves the token endpoint: client credentials over HTTP Basic, without URL escaping.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, code, description string) {
		send(w, status, map[string]string{"error": code, "error_description": description})
	}
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		refuse(http.StatusMethodNotAllowed, "invalid_request", "use POST")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if r.PostFormValue("grant_type") != "client_credentials" {
		refuse(http.StatusBadRequest, "unsupported_grant_type", "grant_type must be client_credentials")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	key, ok := s.keyByID(id)
	if !ok || subtle.ConstantTimeCompare([]byte(key.Secret), []byte(secret)) != 1 {
		refuse(http.StatusUnauthorized, "invalid_client", "client authentication failed")
		return
	}
	key.LastUsed = s.now()
	access := s.newID()
	s.mutex.Lock()
	s.tokens[access] = token{id, s.now().Add(s.opt.TokenLifetime)}
	s.mutex.Unlock()
	send(w, http.StatusOK, struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
		TokenType   string `json:"token_type"`
	}{access, int(s.opt.TokenLifetime.Seconds()), "Bearer"})
}

// authenticate returns the key of the request's token, or answers: 302 to the sign-in page if the token expired, 401 if
// it never existed or its key is gone.
func (s *Server) authenticate(w http.ResponseWriter, r *http.Request) (*apiKey, bool) {
	access, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mutex.Lock()
	t, known := s.tokens[access]
	s.mutex.Unlock()
	key, exists := s.keyByID(t.clientID)
	switch {
	case !known || !exists:
		fail(w, http.StatusUnauthorized, unauthenticated, "invalid token")
	case !t.expires.After(s.now()):
		http.Redirect(w, r, signInPath, http.StatusFound)
	default:
		return key, true
	}
	return nil, false
}

// ExpireTokens makes all tokens expire.
func (s *Server) ExpireTokens() {
	now := s.Now()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for access, t := range s.tokens {
		s.tokens[access] = token{t.clientID, now}
	}
}

// RevokeTokens makes all tokens unknown.
func (s *Server) RevokeTokens() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	clear(s.tokens)
}

// allow reports whether the key is within its rate. The rate counts real time.
func (s *Server) allow(clientID string) bool {
	if s.opt.RateLimit < 0 {
		return true
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.limits[clientID] == nil {
		s.limits[clientID] = rate.NewLimiter(rate.Limit(s.opt.RateLimit), s.opt.RateLimit)
	}
	return s.limits[clientID].Allow()
}

// serveSignIn serves the page that an expired token is redirected to: HTML with 200, which a client that follows
// redirects would take for an answer.
func serveSignIn(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprint(w, signInPage)
}

const signInPage = "<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in to Torq</h1></body></html>\n"
