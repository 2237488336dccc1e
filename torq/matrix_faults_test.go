package torq

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	integer "math/big"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// matrixFault is a row: an answer that is wrong, a connection that fails, or an ID that is not one.
type matrixFault struct {
	name string
	do   torqtest.Fault
	dial func(ctx context.Context) (net.Conn, error) // of the host under test
	id   string
}

func matrixFaults(t *testing.T) []matrixFault {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	failing := func(err error) func(context.Context) (net.Conn, error) {
		return func(context.Context) (net.Conn, error) { return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	}
	served := func(serve func(net.Conn)) func(context.Context) (net.Conn, error) {
		return func(context.Context) (net.Conn, error) {
			here, there := net.Pipe()
			go serve(there)
			return here, nil
		}
	}
	own := ownCertificate(t)
	all := []matrixFault{
		{name: "no fault"},
		{name: "connection refused", dial: func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", gone.Addr().String())
		}},
		{name: "no host of that name", dial: failing(&net.DNSError{Err: "no such host", Name: "torq", IsNotFound: true})},
		{name: "name server fails", dial: failing(&net.DNSError{Err: "server misbehaving", Name: "torq", IsTemporary: true})},
		{name: "network unreachable", dial: failing(os.NewSyscallError("connect", syscall.ENETUNREACH))},
		{name: "certificate not trusted", dial: served(func(c net.Conn) {
			_ = tls.Server(c, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own}}).Handshake()
			_ = c.Close()
		})},
		{name: "no TLS", dial: served(func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, "HTTP/1.0 200 OK\r\n\r\n")
			_ = c.Close()
		})},
	}
	for _, f := range torqtest.Hostile() {
		all = append(all, matrixFault{name: f.Name, do: f.Do})
	}
	for _, id := range []string{"a/b", "..", "a?b", "a#b", "a%2fb"} {
		all = append(all, matrixFault{name: "the ID `" + id + "`", id: id, do: torqtest.RewriteList(
			func(_ map[string]any, items []any) {
				for _, field := range []string{"id", "client_id"} {
					if item := items[0].(map[string]any); item[field] != nil {
						item[field] = id
					}
				}
			})})
	}
	return all
}

// ownCertificate makes a certificate that nothing trusts, valid also in the year 2000, where synctest begins.
func ownCertificate(t *testing.T) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: integer.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
