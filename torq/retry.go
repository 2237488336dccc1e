package torq

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/tuar-dev/tuar/review/fault"
)

// patience bounds the time to wait for Torq, and the amount to read.
type patience struct {
	tries         uint          // requests for one answer, in all
	pause         time.Duration // before the second try; then half as long again each time, give or take
	attempt       time.Duration // for one request and its answer
	timeouts      int           // tries that may end without an answer
	maxPause      time.Duration // to wait when Torq asks to
	maxRetryAfter time.Duration // a wait beyond which it is not worth trying again; 0 for none
	maxWaits      time.Duration // in all, for one answer: meanwhile others may wait for a lock
	body          int64         // bytes of an answer after decompression, beyond which it is not believed
	perReading    time.Duration // for all lists of one reading
	volume        int64         // bytes of all their answers
}

// usualPatience gives up after five tries within about five seconds of waiting.
var usualPatience = patience{
	tries: 5, pause: 600 * time.Millisecond, attempt: 20 * time.Second, timeouts: 2, maxPause: time.Minute,
	maxRetryAfter: time.Minute, maxWaits: time.Minute, body: 64 << 20,
	perReading: 10 * time.Minute, volume: 128 << 20,
}

// do makes a request within the rate, and repeats it after a temporary failure: 429, 5xx, broken or refused
// connections, time-outs. It returns every other answer, whatever its status.
func (c *Client) do(ctx context.Context, to endpoint, call string,
	build func(context.Context) (*http.Request, error),
) (*answer, error) {
	pauses := &backoff.ExponentialBackOff{
		InitialInterval: c.patience.pause, RandomizationFactor: 0.3, Multiplier: 1.5, MaxInterval: c.patience.maxPause,
	}
	var last lastTry
	got, err := backoff.Retry(ctx, func() (*answer, error) {
		if err := c.limiter.Wait(ctx); err != nil {
			return nil, backoff.Permanent(context.DeadlineExceeded) // or cancelled, which is told below
		}
		began := c.now()
		got, err := c.attempt(ctx, call, build)
		last.note(got, err)
		c.logTry(call, began, last.tries, got, err)
		switch {
		case ctx.Err() != nil:
			return nil, backoff.Permanent(context.Cause(ctx))
		case err != nil && (!isTransient(err) || last.timeouts >= c.patience.timeouts):
			return nil, backoff.Permanent(err)
		case err != nil:
			return nil, err
		case isBusy(got.status):
			return nil, c.wait(got, &last.waited)
		}
		return got, nil
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(c.patience.tries), backoff.WithMaxElapsedTime(0))
	switch {
	case err == nil:
		return got, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, context.DeadlineExceeded):
		return nil, context.DeadlineExceeded // the caller's time does not last until the rate allows a request
	}
	return nil, last.fault(to, call, err)
}

// lastTry is the result of the last try.
type lastTry struct {
	tries, timeouts int
	waited          time.Duration // because it was asked for
	got             *answer
}

func (m *lastTry) note(got *answer, err error) {
	m.tries++
	m.got = got
	if errors.Is(err, errTimeout) {
		m.timeouts++
	}
}

// fault returns the fault that explains why tuar stopped trying.
func (m *lastTry) fault(to endpoint, call string, err error) error {
	var known *fault.Error
	var broken *brokenOff
	var network *net.OpError
	switch {
	case errors.As(err, &known):
		return known
	case m.got != nil:
		f := fault.New(fault.Unreachable, "Torq answered %d to %s %s%s", m.got.status, call, times(m.tries), m.got.message())
		if after, ok := retryAfter(m.got.header.Get("Retry-After"), m.got.at); ok && after > 0 {
			return f.WithHint("it asks to be left alone for %s; try again after that", inWords(after))
		}
		if m.got.status == http.StatusTooManyRequests {
			return f.WithHint("something else may be using this API key; try again in a minute")
		}
		return f.WithHint("try again later; the last good population is kept")
	case errors.Is(err, errTimeout):
		return fault.New(fault.Unreachable, "%s did not answer %s in time, %s", to.host, call, times(m.tries))
	case errors.As(err, &broken):
		return fault.New(fault.Unreachable, "the answer of %s to %s broke off %s: %s", to.host, call, times(m.tries),
			networkCause(broken.err))
	case m.tries > 1 && !(errors.As(err, &network) && network.Op == "dial"):
		return fault.New(fault.Unreachable, "the connection to %s broke off without an answer to %s, %s: %s", to.host, call,
			times(m.tries), networkCause(err))
	}
	return fault.New(fault.Unreachable, "could not connect to %s for %s: %s", to.host, call, networkCause(err)).
		WithHint("check the network, a proxy (HTTPS_PROXY) and the address")
}

// isTransient reports whether a request that failed with err may succeed later. A name that does not exist or a
// certificate that is not trusted will not.
func isTransient(err error) bool {
	var known *fault.Error
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &known), errors.As(err, &cert):
		return false
	case errors.As(err, &dns):
		return !dns.IsNotFound
	}
	return true
}

// isBusy reports whether the status is temporary. 501 is not: the call does not exist.
func isBusy(status int) bool {
	return status == http.StatusTooManyRequests || status >= 500 && status != http.StatusNotImplemented
}

// wait returns the error that makes the next try wait, as long as Torq asks if it does.
func (c *Client) wait(got *answer, waited *time.Duration) error {
	d, ok := retryAfter(got.header.Get("Retry-After"), got.at)
	switch {
	case !ok:
		return errors.New(http.StatusText(got.status))
	case c.patience.maxRetryAfter > 0 && d > c.patience.maxRetryAfter:
		return backoff.Permanent(errors.New("it asks to wait longer than is sensible"))
	}
	d = min(d, c.patience.maxPause)
	if *waited += d; *waited > c.patience.maxWaits {
		return backoff.Permanent(errors.New("it asks to wait again and again"))
	}
	return &backoff.RetryAfterError{Duration: d}
}

// inWords returns a wait in words, without the digits of the header, which may have been anything.
func inWords(d time.Duration) string {
	switch {
	case d > 24*time.Hour:
		return "more than a day"
	case d > time.Hour:
		return "more than an hour"
	}
	return d.Round(time.Second).String()
}

// retryAfter reads a Retry-After header: seconds, or a date.
func retryAfter(header string, now time.Time) (time.Duration, bool) {
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

func times(n int) string {
	words := []string{"", "once", "twice", "three times", "four times", "five times"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n) + " times"
}
