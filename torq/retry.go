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

// patience says how long to wait for Torq, and how much to read.
type patience struct {
	tries    uint          // requests for one answer, in all
	pause    time.Duration // before the second try; then half as long again each time, give or take
	attempt  time.Duration // for one request and its answer
	timeouts int           // tries that may end without an answer
	longest  time.Duration // to wait when Torq asks to
	absurd   time.Duration // a wait beyond which it is not worth trying again; 0 for none
	waits    time.Duration // in all, for one answer: meanwhile others may wait for a lock
	body     int64         // bytes of an answer after decompression, beyond which it is not believed
	whole    time.Duration // for all lists of one reading
	volume   int64         // bytes of all their answers
}

// usualPatience gives up after five tries within some five seconds of waiting.
var usualPatience = patience{
	tries: 5, pause: 600 * time.Millisecond, attempt: 20 * time.Second, timeouts: 2, longest: time.Minute, absurd: time.Minute, waits: time.Minute, body: 64 << 20,
	whole: 10 * time.Minute, volume: 128 << 20,
}

// do makes a request that may be repeated, keeps to the rate, and repeats it while Torq or the network has a bad moment:
// 429, 5xx, broken or refused connections, time-outs. Every other answer is returned, whatever its status.
func (c *Client) do(ctx context.Context, to endpoint, call string, build func(context.Context) (*http.Request, error)) (*answer, error) {
	pauses := &backoff.ExponentialBackOff{
		InitialInterval: c.patience.pause, RandomizationFactor: 0.3, Multiplier: 1.5, MaxInterval: c.patience.longest,
	}
	var last moment
	got, err := backoff.Retry(ctx, func() (*answer, error) {
		if err := c.limiter.Wait(ctx); err != nil {
			return nil, backoff.Permanent(context.DeadlineExceeded) // or cancelled, which is told below
		}
		got, err := c.attempt(ctx, call, build)
		last.note(got, err)
		switch {
		case ctx.Err() != nil:
			return nil, backoff.Permanent(context.Cause(ctx))
		case err != nil && (!passing(err) || last.timeouts >= c.patience.timeouts):
			return nil, backoff.Permanent(err)
		case err != nil:
			return nil, err
		case busy(got.status):
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

// moment is what the last try met.
type moment struct {
	tries, timeouts int
	waited          time.Duration // because it was asked for
	got             *answer
}

func (m *moment) note(got *answer, err error) {
	m.tries++
	m.got = got
	if errors.Is(err, errTimeout) {
		m.timeouts++
	}
}

// fault says why an answer was given up.
func (m *moment) fault(to endpoint, call string, err error) error {
	var known *fault.Error
	var broken *brokenOff
	var network *net.OpError
	switch {
	case errors.As(err, &known):
		return known
	case m.got != nil:
		f := fault.New(fault.Unreachable, "Torq answered %d to %s %s%s", m.got.status, call, times(m.tries), m.got.says())
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
		return fault.New(fault.Unreachable, "the answer of %s to %s broke off %s: %s", to.host, call, times(m.tries), class(broken.err))
	case m.tries > 1 && !(errors.As(err, &network) && network.Op == "dial"):
		return fault.New(fault.Unreachable, "the connection to %s broke off without an answer to %s, %s: %s", to.host, call, times(m.tries), class(err))
	}
	return fault.New(fault.Unreachable, "could not connect to %s for %s: %s", to.host, call, class(err)).
		WithHint("check the network, a proxy (HTTPS_PROXY) and the address")
}

// passing says whether a request that failed with err may do better next time. A name that does not exist and a
// certificate that is not trusted stay as they are.
func passing(err error) bool {
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

// busy says whether the status is one that passes. 501 is not: the call does not exist.
func busy(status int) bool {
	return status == http.StatusTooManyRequests || status >= 500 && status != http.StatusNotImplemented
}

// wait is the error that makes the next try wait: as long as Torq says, if it says so.
func (c *Client) wait(got *answer, waited *time.Duration) error {
	d, ok := retryAfter(got.header.Get("Retry-After"), got.at)
	switch {
	case !ok:
		return errors.New(http.StatusText(got.status))
	case c.patience.absurd > 0 && d > c.patience.absurd:
		return backoff.Permanent(errors.New("it asks to wait longer than is sensible"))
	}
	d = min(d, c.patience.longest)
	if *waited += d; *waited > c.patience.waits {
		return backoff.Permanent(errors.New("it asks to wait again and again"))
	}
	return &backoff.RetryAfterError{Duration: d}
}

// inWords is a wait, without the digits that the header had: it may have been anything.
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
