package torqtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Epoch is the time at which the company is made, unless Options say otherwise.
var Epoch = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

// Options say which workspace to simulate. The zero value is good.
type Options struct {
	Seed          uint64           // the same seed, Now and options make the same workspace, byte for byte
	Now           time.Time        // when the company is made; Epoch if zero
	Users         int              // how many users the workspace has, at least 25; 140 if zero
	ExtraRoles    int              // custom roles beyond the 13 the company has
	Clock         func() time.Time // lets the workspace's time pass, as time.Now does; nil: it stands still until Advance
	TokenLifetime time.Duration    // of an access token, in the workspace's time; 1 h if zero
	RateLimit     int              // requests per second and key; 50 if zero, none if negative
}

// Server answers as Torq's API and its token endpoint do, for one workspace. It is an http.Handler, so it can be put
// behind a server of one's own; Start puts it behind one.
type Server struct {
	*Workspace
	opt    Options
	routes map[string]map[string]route // path pattern → method
	mux    *http.ServeMux
	http   *http.Server
	url    string

	mutex    sync.Mutex // guards what follows
	tokens   map[string]token
	limits   map[string]*rate.Limiter
	faults   map[string][]*fault
	refuse   map[Write]int
	requests []*Request

	workflow *workflow
}

// Request is a request the server got.
type Request struct {
	Method string
	Path   string
	Query  string
	Status int // 0 while there is no answer, or if the connection was broken off before it
}

// New makes a server that listens nowhere; it is an http.Handler.
func New(o Options) (*Server, error) {
	if o.Now.IsZero() {
		o.Now = Epoch
	}
	if o.Users == 0 {
		o.Users = 140
	}
	if o.Users < 25 {
		return nil, fmt.Errorf("torqtest: a workspace has at least 25 users, not %d", o.Users)
	}
	if o.TokenLifetime == 0 {
		o.TokenLifetime = time.Hour
	}
	if o.RateLimit == 0 {
		o.RateLimit = 50
	}
	o.Now = o.Now.UTC()
	s := &Server{
		Workspace: newWorkspace(o), opt: o, mux: http.NewServeMux(), routes: map[string]map[string]route{},
		tokens: map[string]token{}, limits: map[string]*rate.Limiter{}, faults: map[string][]*fault{},
		refuse: map[Write]int{ReplaceUsers: http.StatusMethodNotAllowed},
	}
	s.workflow = newWorkflow(s)
	s.mount()
	return s, nil
}

// Start serves a simulated workspace on a free port of 127.0.0.1 until Close.
func Start(o Options) (*Server, error) {
	s, err := New(o)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("torqtest: %w", err)
	}
	s.url = "http://" + listener.Addr().String()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

// URL returns the address of the server, for the API as well as for tokens: a started server is both
// https://api.torq.io and https://auth.torq.io.
func (s *Server) URL() string { return s.url }

// Close ends the server and every open connection.
func (s *Server) Close() {
	if s.http != nil {
		_ = s.http.Close()
	}
}

// Requests returns the requests so far, in the order of their arrival.
func (s *Server) Requests() []Request {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	all := make([]Request, len(s.requests))
	for i, r := range s.requests {
		all[i] = *r
	}
	return all
}

// Forget empties the log of requests.
func (s *Server) Forget() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.requests = nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	logged := &Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery}
	s.mutex.Lock()
	s.requests = append(s.requests, logged)
	s.mutex.Unlock()
	seen := &statusWriter{ResponseWriter: w}
	w.Header().Set("Date", s.Now().Format(http.TimeFormat)) // in the workspace's time
	defer func() {
		s.mutex.Lock()
		logged.Status = seen.status
		s.mutex.Unlock()
	}()
	s.faulty(r.URL.Path, s.mux).ServeHTTP(seen, r)
}

// statusWriter remembers the status that was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
