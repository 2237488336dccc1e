package torqtest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Pipes serves a handler over connections in memory, so that the time of testing/synctest passes while a client waits.
type Pipes struct {
	server  *http.Server
	waiting chan net.Conn
	closed  chan struct{}
	end     context.CancelFunc
}

// ServePipes serves the handler until Close.
func ServePipes(h http.Handler) *Pipes {
	ctx, end := context.WithCancel(context.Background())
	p := &Pipes{waiting: make(chan net.Conn), closed: make(chan struct{}), end: end}
	p.server = &http.Server{
		Handler: h, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() { _ = p.server.Serve(listener{p}) }()
	return p
}

// Dial connects to the server.
func (p *Pipes) Dial(ctx context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.waiting <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close ends the server, each connection and each request under way.
func (p *Pipes) Close() {
	p.end()
	_ = p.server.Close()
}

// listener gives the server its end of each pipe.
type listener struct{ *Pipes }

func (l listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.waiting:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l listener) Close() error {
	close(l.closed)
	return nil
}

func (l listener) Addr() net.Addr { return &net.TCPAddr{} }
