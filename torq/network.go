package torq

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/tuar-dev/tuar/review/fault"
)

// networkCause says in tuar's own words why a request got no answer. The words of a transport may quote the address, or
// what the other side sent.
func networkCause(err error) string {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var network *net.OpError
	var known *fault.Error
	switch {
	case errors.As(err, &known) && known.Kind == fault.Unreachable: // of an attempt: its answer has no end in sight
		return "it is larger than tuar reads"
	case errors.Is(err, errTimeout), errors.Is(err, context.DeadlineExceeded):
		return errTimeout.Error()
	case errors.Is(err, context.Canceled):
		return "it was cancelled"
	case errors.As(err, &dns) && dns.IsNotFound:
		return "there is no host of that name"
	case errors.As(err, &dns):
		return "the name of the host could not be looked up"
	case errors.As(err, &authority):
		return "its certificate is signed by an authority that this machine does not trust"
	case errors.As(err, &host):
		return "its certificate is for another name"
	case errors.As(err, &cert):
		return "its certificate is not valid"
	case errors.As(err, &record):
		return "it does not speak TLS"
	case errors.As(err, &alert):
		return "it refused the TLS connection"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "the network does not reach it"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it closed the connection"
	case errors.As(err, &network) && network.Timeout():
		return errTimeout.Error()
	case strings.Contains(err.Error(), "proxyconnect"):
		return "the proxy did not connect"
	case strings.Contains(err.Error(), "HTTP response to HTTPS"):
		return "it does not speak TLS"
	case strings.Contains(err.Error(), "malformed HTTP"):
		return "what it sent is not HTTP"
	}
	return "the connection failed"
}
